/** The stage of the current transition when a search paused. */
export const Stage = {
  /** It was taken, but not counted and judged. */
  taken: 0,
  /** It was counted and judged; its successor may be new or known. */
  judged: 1,
  /** Its successor is new and in the visited set, but there was no room for its link or its place in the frontier. */
  inserted: 2,
} as const;
export type Stage = (typeof Stage)[keyof typeof Stage];
