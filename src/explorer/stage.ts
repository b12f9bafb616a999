/** How far a search had come with the transition at hand when it paused. */
export const Stage = {
  /** It was taken, and is to be counted and judged. */
  taken: 0,
  /** It was counted and judged; whether the state it leads to is new is not known. */
  judged: 1,
  /** That state is new and in the visited set, but the search had no room for the way to it. */
  inserted: 2,
} as const;
export type Stage = (typeof Stage)[keyof typeof Stage];
