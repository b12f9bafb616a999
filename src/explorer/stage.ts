/** The stage of the current transition when a search paused. */
export const Stage = {
  /** It was taken, but not counted and judged. */
  taken: 0,
  /** It was counted and judged; whether its successor is new is not known. */
  judged: 1,
  /** The successor is new and in the visited set, but there was no room for the path to it. */
  inserted: 2,
} as const;
export type Stage = (typeof Stage)[keyof typeof Stage];
