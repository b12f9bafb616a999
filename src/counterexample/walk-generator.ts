/** The version of the walk generator: the meaning of a stored seed depends on it. */

/**
 * Increment it with any change that gives another walk for the same seed, number and scope: other
 * random numbers, another order of operations or choices, another number of draws.
 * `test/jobs/stored-walks.test.ts` has ten walks that must not change otherwise.
 */
const walkVersion = 1;

/** The name in seeds and counterexample files. */
export const walkGenerator = `walk/${walkVersion}`;
