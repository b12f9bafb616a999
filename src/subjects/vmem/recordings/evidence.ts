/** The evidence level of a recording. */

/**
 * `writes`: every event, in order, and the state after each call. `states`: calls, results,
 * allocation attempts and the tables after each call, but not the single writes, whose order is not
 * confirmed.
 */
export const evidences = ['writes', 'states'] as const;
export type Evidence = (typeof evidences)[number];
