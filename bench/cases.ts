/** The workloads that are timed, each with the counts that a right search of it must arrive at. */
import { plainScope, type ScopeConfig } from '../src/config/scope-config.ts';

/** What the whole scope holds; a run that counts anything else did other work and is void. */
export interface ExpectedCounts {
  readonly states: number;
  readonly transitions: number;
  readonly steps: number;
}

export interface BenchCase {
  readonly name: string;
  readonly about: string;
  readonly scope: ScopeConfig;
  readonly expected: ExpectedCounts;
}

const hotplug: ScopeConfig = { ...plainScope, fresh: 'recycled', failAllocs: 1 };

export const benchCases: readonly BenchCase[] = [
  {
    name: 'quick',
    about: 'two memory blocks that share a PMD of memmap, one allocation may fail',
    scope: hotplug,
    expected: { states: 619, transitions: 2_463, steps: 80_853 },
  },
  {
    name: 'four-sections',
    about: 'four memory blocks, one allocation may fail: the long run',
    scope: { ...hotplug, blocks: [[2], [3], [4], [5]] },
    expected: { states: 191_618, transitions: 1_509_635, steps: 48_722_464 },
  },
  {
    name: 'any-8-pages',
    about: 'any range of eight pages of memmap in any order: many transitions a state',
    scope: {
      ...hotplug,
      geometry: 'tiny3',
      contract: 'any',
      blocks: [],
      memmapPages: 8,
      online: false,
      fresh: 'zero',
      failAllocs: 0,
    },
    expected: { states: 7_344, transitions: 528_768, steps: 6_487_844 },
  },
];

export const benchCaseNames: readonly string[] = benchCases.map(({ name }) => name);

export function findBenchCase(name: string): BenchCase | undefined {
  return benchCases.find((benchCase) => benchCase.name === name);
}
