/** The version of the walk generator: what a stored seed means depends on it. */

/**
 * Goes up by one with any change that gives another walk for the same seed, number and scope: other random
 * numbers, another order in which operations or choices are offered, another number of draws.
 * `test/jobs/stored-walks.test.ts` has ten walks that must not change without it.
 */
const walkVersion = 1;

/** As seeds and counterexample files name it. */
export const walkGenerator = `walk/${walkVersion}`;
