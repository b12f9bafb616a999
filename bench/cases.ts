/** The timed cases, their engines, and the counts that a valid run must reach. */
import { plainScope, type ScopeConfig } from '../src/subjects/vmem/scope/scope-config.ts';
import { CountingSystem } from './models/counting-system.ts';
import { allReductions, noReductions } from './models/vmem-reductions.ts';
import type { VmemScope } from './models/vmem-system.ts';

/** Our searches with one worker. */
export const searchNames = ['breadth-first', 'depth-first', 'depth-first, 4-byte slots'] as const;
export type SearchName = (typeof searchNames)[number];
/** The same breadth-first search with two workers. */
export const byTwo = 'breadth-first, 2 workers';
/** With pools of recycled contents tracked as sets: level by level, and oldest first. */
export const foldedNames = ['sets of pools', 'sets of pools, oldest first'] as const;
export type FoldedName = (typeof foldedNames)[number];
/** The same with the programs of `test/c/own-vmem.c`, which does what linux-5.10 does. */
export const fromC = { search: 'depth-first, from C', conformance: 'conformance, from C' } as const;
export const peerNames = ['spin', 'rumur', 'tlc'] as const;
export type PeerName = (typeof peerNames)[number];
export type EngineName =
  | SearchName
  | FoldedName
  | typeof byTwo
  | PeerName
  | 'conformance'
  | (typeof fromC)[keyof typeof fromC];

/** The counts of the whole workload; a run with different counts did different work and is void. */
export interface ExpectedCounts {
  readonly states: number;
  readonly transitions: number;
  /** Omitted where a transition is a step. */
  readonly steps?: number;
  /** C loads the remembered tail in a step of its own. */
  readonly stepsFromC?: number;
}

export type Workload =
  | { readonly kind: 'real'; readonly scope: ScopeConfig }
  | { readonly kind: 'small'; readonly scope: VmemScope }
  | { readonly kind: 'counting'; readonly states: number }
  /** `files`: how the names of the recordings begin. */
  | { readonly kind: 'conformance'; readonly path: string; readonly files: string };

export interface BenchCase {
  readonly name: string;
  readonly about: string;
  readonly workload: Workload;
  readonly engines: readonly EngineName[];
  readonly expected: ExpectedCounts;
  /** Takes minutes or gigabytes: only run when named. */
  readonly onlyIfNamed?: boolean;
}

const hotplug: ScopeConfig = { ...plainScope, fresh: 'recycled', failAllocs: 1 };
const twoThreads: ScopeConfig = {
  ...hotplug,
  geometry: 'tiny3',
  dcss: { start: 0x70000, end: 0x71000 },
  threads: ['hotplug', 'dcss'],
};
const oneAndTwo = ['breadth-first', byTwo] as const;
const bothOrders = ['breadth-first', 'depth-first'] as const;

const anyPages: ScopeConfig = {
  ...hotplug,
  geometry: 'tiny3',
  contract: 'any',
  blocks: [],
  memmapPages: 8,
  failAllocs: 0,
};

/** A transition is a whole operation here. */
const realCases: readonly BenchCase[] = [
  {
    name: 'quick',
    about: 'two memory blocks that share a PMD of memmap, one allocation may fail',
    workload: { kind: 'real', scope: hotplug },
    engines: bothOrders,
    expected: { states: 619, transitions: 2_463, steps: 80_853 },
  },
  {
    name: 'four-sections',
    about: 'four memory blocks, one allocation may fail: the long run',
    workload: { kind: 'real', scope: { ...hotplug, blocks: [[2], [3], [4], [5]] } },
    engines: bothOrders,
    expected: { states: 191_618, transitions: 1_509_635, steps: 48_722_464 },
  },
  {
    name: 'any-8-pages',
    about: 'any range of eight pages of memmap in any order: many transitions per state',
    workload: { kind: 'real', scope: { ...anyPages, online: false, fresh: 'zero' } },
    engines: bothOrders,
    expected: { states: 7_344, transitions: 528_768, steps: 6_487_844 },
  },
  {
    name: 'any-8-recycled',
    about: 'the same with struct pages written, and blocks that keep their old content',
    workload: { kind: 'real', scope: anyPages },
    engines: foldedNames,
    expected: { states: 1_069_524, transitions: 87_137_024, steps: 1_130_610_120 },
  },
  {
    name: 'any-12-recycled',
    about: 'the same with twelve pages: about a quarter of an hour',
    workload: { kind: 'real', scope: { ...anyPages, memmapPages: 12 } },
    engines: ['sets of pools, oldest first'],
    expected: { states: 81_831_066, transitions: 15_344_525_884, steps: 221_801_724_114 },
    onlyIfNamed: true,
  },
  {
    name: 'two-threads',
    about: 'three memory blocks and a DCSS, step by step: the gain from a second worker',
    workload: { kind: 'real', scope: { ...twoThreads, blocks: [[2], [3], [4]] } },
    engines: oneAndTwo,
    expected: { states: 2_628_291, transitions: 3_860_342 },
  },
  {
    name: 'two-threads-merged',
    about: 'one more block, critical sections merged: fewer states with more steps',
    workload: {
      kind: 'real',
      scope: { ...twoThreads, blocks: [[2], [3], [4], [5]], merge: 'sections' },
    },
    engines: oneAndTwo,
    expected: { states: 1_073_234, transitions: 5_809_752, steps: 80_644_065 },
  },
  {
    name: 'two-threads-large',
    about: 'four memory blocks and a DCSS, step by step',
    workload: { kind: 'real', scope: { ...twoThreads, blocks: [[2], [3], [4], [5]] } },
    engines: oneAndTwo,
    expected: { states: 49_563_473, transitions: 74_071_188 },
    onlyIfNamed: true,
  },
];

const small: VmemScope = {
  sections: 3,
  operations: 2,
  mistake: 'none',
  reductions: noReductions,
};

const smallCases: readonly BenchCase[] = [
  {
    name: 'small-1',
    about: 'the small model, one operation',
    workload: { kind: 'small', scope: { ...small, operations: 1 } },
    engines: ['depth-first', 'breadth-first', 'spin', 'rumur', 'tlc'],
    expected: { states: 32_435, transitions: 106_855 },
  },
  {
    name: 'small-2',
    about: 'the small model, two operations, no reduction: the comparison of engines',
    workload: { kind: 'small', scope: small },
    engines: ['spin', 'depth-first', 'depth-first, 4-byte slots', ...oneAndTwo],
    expected: { states: 3_521_057, transitions: 12_358_041 },
  },
  {
    name: 'small-2-slow-peers',
    about: 'the same, on checkers that take minutes',
    workload: { kind: 'small', scope: small },
    engines: ['depth-first', 'rumur', 'tlc'],
    expected: { states: 3_521_057, transitions: 12_358_041 },
    onlyIfNamed: true,
  },
  {
    name: 'small-2-reduced',
    about: 'the same with all reductions',
    workload: { kind: 'small', scope: { ...small, reductions: allReductions } },
    engines: ['depth-first'],
    expected: { states: 1_958, transitions: 3_466 },
  },
  {
    name: 'small-unbounded',
    about: 'four sections, any number of operations, all reductions',
    workload: {
      kind: 'small',
      scope: { ...small, sections: 4, operations: Infinity, reductions: allReductions },
    },
    engines: ['depth-first'],
    expected: { states: 98_656, transitions: 220_284 },
  },
];

const conformanceCase: BenchCase = {
  name: 'conformance',
  about:
    'recordings of the real code against the model: a state is a recording, a transition an event',
  workload: { kind: 'conformance', path: 'test/golden', files: '' },
  engines: ['conformance'],
  expected: { states: 79, transitions: 4_289_296, steps: 7_246 },
};

/** Programs by hand and programs that are read from C: start-up, a search, and recordings. */
const cCases: readonly BenchCase[] = [
  {
    name: 'c-quick',
    about: 'the same question from C: mostly the start of a source',
    workload: { kind: 'real', scope: hotplug },
    engines: ['depth-first', fromC.search],
    expected: { states: 619, transitions: 2_463, steps: 80_853, stepsFromC: 81_126 },
  },
  {
    name: 'c-four-sections',
    about: 'the long run from C',
    workload: { kind: 'real', scope: { ...hotplug, blocks: [[2], [3], [4], [5]] } },
    engines: ['depth-first', fromC.search],
    expected: {
      states: 191_618,
      transitions: 1_509_635,
      steps: 48_722_464,
      stepsFromC: 48_972_267,
    },
  },
  {
    name: 'c-conformance',
    about: 'recordings of linux-5.10 against both',
    workload: { kind: 'conformance', path: 'test/golden', files: 'linux-5.10.' },
    engines: ['conformance', fromC.conformance],
    expected: { states: 43, transitions: 4_238_231, steps: 4_922 },
  },
];

function growth(exponent: number): BenchCase {
  const states = 10 ** exponent;
  return {
    name: `growth-1e${exponent}`,
    about: `10^${exponent} states of four bytes: the cost of storage`,
    workload: { kind: 'counting', states },
    engines: ['depth-first', 'depth-first, 4-byte slots'],
    expected: { states, transitions: CountingSystem.transitionsOf(states) },
    onlyIfNamed: exponent > 7,
  };
}

export const benchCases: readonly BenchCase[] = [
  ...realCases,
  ...smallCases,
  conformanceCase,
  ...cCases,
  ...[5, 6, 7, 8].map(growth),
];

export const benchCaseNames: readonly string[] = benchCases.map(({ name }) => name);

export function findBenchCase(name: string): BenchCase | undefined {
  return benchCases.find((benchCase) => benchCase.name === name);
}
