/** The fields of a scope that define the behaviour of memory and the length of runs, one row each. */
import { parseSections } from '../../../input/parse-values.ts';
import { ascendingSections } from '../../../input/schema-rules.ts';
import { boundOrAll, type Dimension, oneOfWords, onOff, words } from './dimension.ts';

export const freshContents = ['zero', 'unused', 'recycled'] as const;
/** Content of a newly allocated block or page: zeroes, all 0xFD, or what it contained when it was freed. */
export type FreshContent = (typeof freshContents)[number];

const faultPolicies = ['end', 'go-on'] as const;
/** The largest count in the state vector; use `all` for longer runs. */
const operationsMax = 200;
/** Small enough for a quick search. */
const operationsFew = 4;

/** Behaviour of memory besides the calls. */
export interface MemoryFields {
  /** Contract `kernel`: sections of the blocks that boot has mapped, in ascending order. */
  readonly boot: readonly number[];
  /** Sections that boot has mapped without counting them: the kernel image, the KASAN shadow. */
  readonly uncounted: readonly number[];
  /** Contract `kernel`: sections whose block holds its own memmap (memmap-on-memory). */
  readonly altmap: readonly number[];
  /** `kernel`: sections may be onlined. `any`: struct pages are written after every populate. */
  readonly online: boolean;
  /** Content of newly allocated memory. */
  readonly fresh: FreshContent;
  /** Allocations that may fail in one operation; Infinity for any number. */
  readonly failAllocs: number;
  /** Whether an access to unmapped memmap ends the path, as in a kernel, or the run continues, as in the recordings. */
  readonly faults: 'end' | 'go-on';
  /** Operations in one run; Infinity for a closed scope. */
  readonly ops: number;
}

const memoryGroup = 'Callers:' as const;

const freshTexts = {
  zero: 'fresh memory holds zeroes',
  unused: 'fresh memory holds 0xFD',
  recycled: 'fresh memory holds zeroes or its content from when it was freed',
} as const;

function failuresText(failAllocs: number): string {
  if (failAllocs === 0) return 'no allocation fails';
  if (failAllocs === Infinity) return 'any number of allocations may fail';
  return failAllocs === 1
    ? 'at most one allocation fails in one operation'
    : `at most ${failAllocs} allocations fail in one operation`;
}

interface SectionList extends Partial<Dimension<readonly number[], MemoryFields>> {
  /** `--boot <list>`, and `--no-boot` if a preset has some. */
  readonly flag: 'boot' | 'uncounted' | 'altmap';
  readonly some: string;
  /** Null if no preset has any, and the row is of both contracts. */
  readonly none: string | null;
}

/** A row of sections, by default under contract `kernel`, in ascending order; none if nothing is given. */
function sectionList({
  flag,
  some,
  none,
  ...row
}: SectionList): Dimension<readonly number[], MemoryFields> {
  return {
    plain: [],
    schema: ascendingSections(64, 2 ** 20).default([]),
    toJson: (value) => [...value],
    isWritten: (value) => value.length > 0,
    flags: [
      {
        flags: `--${flag} <list>`,
        description: some,
        group: memoryGroup,
        parse: parseSections,
      },
      ...(none === null ? [] : [{ flags: `--no-${flag}`, description: none, group: memoryGroup }]),
    ],
    fromFlags: ({ [flag]: given }) =>
      given === false
        ? []
        : (given as readonly (readonly number[])[] | undefined)
            ?.flat()
            .sort((one, other) => one - other),
    toFlag: (value) => (value.length === 0 ? `--no-${flag}` : `--${flag} ${value.join(',')}`),
    ...(none === null ? {} : { contract: { name: 'kernel', empty: [] } }),
    smaller: (value) => (value.length > 0 ? [[]] : []),
    ...row,
  };
}

const boot = sectionList({
  flag: 'boot',
  some: 'sections of --sections that boot has mapped: 2,3 or 2..5',
  none: 'nothing is mapped at first',
  worldText: (value) => (value.length === 0 ? null : `boot memory ${value.join(', ')}`),
  assumption: (value) =>
    value.length === 0
      ? undefined
      : `boot maps ${value.length === 1 ? 'section' : 'sections'} ${value.join(', ')} with the largest leaves, and reserves tables and memmap; until 6.18 no caller removes boot memory`,
});

const uncounted = sectionList({
  flag: 'uncounted',
  some: 'other sections that boot has mapped and not counted: the kernel image, the KASAN shadow',
  none: null,
  worldText: (value) => (value.length === 0 ? null : `uncounted ${value.join(', ')}`),
  assumption: (value) =>
    value.length === 0
      ? undefined
      : `boot maps ${value.length === 1 ? 'section' : 'sections'} ${value.join(', ')} and does not count that: the kernel image or the KASAN shadow`,
});

const altmap = sectionList({
  flag: 'altmap',
  some: 'memmap-on-memory: blocks of these sections hold their own memmap',
  none: 'memmap comes from the page allocator',
  worldText: (value) => (value.length === 0 ? null : `own memmap in ${value.join(', ')}`),
  assumption: (value) =>
    value.length === 0
      ? undefined
      : `the blocks of ${value.join(', ')} hold their own memmap (memmap-on-memory, since 6.8), an altmap each`,
});

export const memoryFields: {
  readonly [Name in keyof MemoryFields]: Dimension<MemoryFields[Name], MemoryFields>;
} = {
  boot,
  uncounted,
  altmap,
  online: onOff<MemoryFields>({
    flag: 'online',
    group: memoryGroup,
    on: 'sections are onlined: their struct pages are initialised',
    off: 'sections are never onlined',
    plain: true,
    placeInFiles: 19,
    notVaried: (value) => (value ? 'memory onlined at any time' : 'memory never onlined'),
    placeInNotVaried: 3,
    smaller: (value) => (value ? [false] : []),
  }),
  failAllocs: boundOrAll<MemoryFields>({
    flag: 'fail-allocs',
    group: memoryGroup,
    description: 'maximum number of failing allocations in an operation, or all',
    bounds: [0, 64],
    plain: 0,
    notVaried: (value) =>
      `${value === Infinity ? 'any number of' : value} failing allocations per operation`,
    placeInNotVaried: 2,
    multipliesStates: true,
    smaller: (value) => [1, 0].filter((smaller) => smaller < value),
    unused: (_, { failures }) => failures,
    assumption: failuresText,
  }),
  fresh: oneOfWords<FreshContent, MemoryFields>({
    flag: '--fresh <content>',
    isOfSearch: true,
    group: memoryGroup,
    description: `contents of newly allocated memory: ${freshContents.join(', ')}`,
    values: freshContents,
    plain: 'zero',
    placeInFiles: 20,
    notVaried: (value) => `fresh memory ${value}`,
    placeInNotVaried: 1,
    multipliesStates: true,
    explain: words('fresh memory', freshContents),
    smaller: (value) => (value === 'zero' ? [] : ['zero']),
    unused: (value, { hasContents }) => (value === 'recycled' && !hasContents ? 'zero' : value),
    assumption: (value) => freshTexts[value],
  }),
  faults: oneOfWords<MemoryFields['faults'], MemoryFields>({
    flag: '--faults <policy>',
    group: memoryGroup,
    description: 'on an access to unmapped memmap: end the path, or go-on as recordings do',
    values: faultPolicies,
    plain: 'end',
    isOptional: true,
  }),
  ops: boundOrAll<MemoryFields>({
    flag: 'ops',
    group: memoryGroup,
    description: 'maximum operations of a run; all: runs of any length',
    bounds: [1, operationsMax],
    plain: Infinity,
    smaller: (value) => (value > operationsFew ? [operationsFew] : []),
    assumption: (value) =>
      value === Infinity ? 'runs of any length' : `runs of at most ${value} operations`,
  }),
};
