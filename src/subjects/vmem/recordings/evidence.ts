/** How much a recording shows: which lines of the code it can confirm. */

/**
 * `writes`: every event, in order, and the state after each call. `states`: calls, results, attempts to
 * allocate and the tables after each call, but not the single writes: their order is not confirmed.
 */
export const evidences = ['writes', 'states'] as const;
export type Evidence = (typeof evidences)[number];
