/**
 * Engines that take the steps of a search: compiled code for common steps, which remembers what
 * operations did, or one step after the other. Both give the same result.
 */
export const engines = ['compiled', 'generic'] as const;
export type Engine = (typeof engines)[number];
