/** The fields of a scope that define which ranges callers map and unmap, one row each. */
import { z } from 'zod';
import {
  formatSections,
  parseCount,
  parsePoints,
  parseRange,
  parseSections,
} from '../../../input/parse-values.ts';
import { must } from '../../../input/schema-rules.ts';
import { formatRange } from '../machine/layouts.ts';
import {
  countMax,
  type Dimension,
  integerTo,
  oneOfWords,
  onOff,
  onOrOff,
  words,
} from './dimension.ts';

export const contracts = ['kernel', 'any'] as const;
/** Callers: `kernel` as those of the kernel, `any` with every range in any order. */
export type Contract = (typeof contracts)[number];

/** The callers and their addresses. */
export interface CallerFields {
  /** The callers and their rules. */
  readonly contract: Contract;
  /** Contract `kernel`: the memory blocks, each of consecutive sections. */
  readonly blocks: readonly (readonly number[])[];
  /** Contract `kernel`: a DCSS beside the sections, or null. */
  readonly dcss: {
    /** First byte. */
    readonly start: number;
    /** The first byte after the range. */
    readonly end: number;
  } | null;
  /** Contract `any`: pages of memmap that the ranges cover. */
  readonly memmapPages: number;
  /** Contract `any`: pages of identity mapping that the ranges cover. */
  readonly identityPages: number;
  /** First page of memmap, counted from the start of the area. */
  readonly memmapFirst: number;
  /** First page of identity mapping, counted from the start of the area. */
  readonly identityFirst: number;
  /** Contract `any`, instead of all pages of memmap: page numbers between which the ranges lie. */
  readonly memmapPoints: readonly number[];
  /** The same of identity mapping. */
  readonly identityPoints: readonly number[];
  /**
   * Contract `any`: ranges that a caller must not pass join the menu: not page-aligned, empty,
   * wrapping, or across the end of the area. Searched on the plain machine.
   */
  readonly misaligned: boolean;
}

const callerGroup = 'Callers:';
type CallerDimension<Name extends keyof CallerFields> = Dimension<CallerFields[Name], CallerFields>;
type MappedArea = 'memmap' | 'identity';

const pagesMax = 64;
const firstPageMax = 100_000;

const blocks: CallerDimension<'blocks'> = {
  plain: [[2], [3]],
  placeInFiles: 10,
  schema: z
    .array(
      z
        .array(integerTo(2 ** 20), must('a list of section numbers'))
        .min(1, must('a list of at least one section'))
        .max(64, must('a list of at most 64 sections'))
        .refine(
          (block) => block.every((section, index) => section === block[0] + index),
          must('a list of sections that follow each other'),
        ),
      must('a list of memory blocks, each a list of section numbers'),
    )
    .max(64, must('a list of at most 64 memory blocks')),
  toJson: (value) => value.map((block) => [...block]),
  flags: [
    {
      flags: '--sections <list>',
      description: '2,3: two blocks; 2+3: one block; 2..5: four',
      group: callerGroup,
      parse: parseSections,
    },
  ],
  fromFlags: ({ sections }) => sections as CallerFields['blocks'] | undefined,
  toFlag: (value) => `--sections ${formatSections(value)}`,
  contract: { name: 'kernel', empty: [] },
  isOfSearch: true,
  smaller: (value) => (value.length > 1 ? [value.slice(0, -1)] : []),
  size: (value) => value.flat().length,
  worldText: (value) =>
    value.length === 0
      ? null
      : `${value.flat().length === 1 ? 'section' : 'sections'} ${value.map((block) => block.join('+')).join(', ')}`,
};

const address = z
  .number(must('a byte address'))
  .refine((value) => Number.isSafeInteger(value) && value >= 0, must('a whole number of bytes'));

const dcss: CallerDimension<'dcss'> = {
  plain: null,
  placeInFiles: 11,
  schema: z
    .strictObject({ start: address, end: address }, must('{ start, end } in bytes, or null'))
    .nullable(),
  flags: [
    {
      flags: '--dcss <range>',
      description: 'address range of a DCSS: 0x50000-0x55000',
      group: callerGroup,
      parse: parseRange,
    },
    { flags: '--no-dcss', description: 'no DCSS', group: callerGroup },
  ],
  fromFlags: ({ dcss: given }) =>
    given === false ? null : (given as CallerFields['dcss'] | undefined),
  toFlag: (value) => (value === null ? '--no-dcss' : `--dcss ${formatRange(value)}`),
  contract: { name: 'kernel', empty: null },
  isOfSearch: true,
  notVaried: (value) => (value === null ? 'no DCSS' : 'one DCSS'),
  placeInNotVaried: 4,
  smaller: (value) => (value === null ? [] : [null]),
  size: (value) => (value === null ? 0 : 1),
  unused: (value, { hasDcss }) => (hasDcss ? value : null),
  worldText: (value) => (value === null ? null : `DCSS ${formatRange(value)}`),
};

function pagesOf(area: MappedArea): Dimension<number, CallerFields> {
  return {
    plain: 0,
    placeInFiles: area === 'memmap' ? 12 : 13,
    schema: integerTo(pagesMax),
    flags: [
      {
        flags: `--${area}-pages <n>`,
        description: `contract any: ${area} pages that ranges cover`,
        group: callerGroup,
        parse: (flag, text) => parseCount(flag, text, 0, pagesMax),
      },
    ],
    toFlag: (value) => `--${area}-pages ${value}`,
    contract: { name: 'any', empty: 0 },
    isOfSearch: true,
    smaller: (value) => (value > 2 ? [value - 2] : []),
    size: (value) => value,
    worldText: (value, fields) =>
      value > 0 ? `${value} pages of ${area} from page ${fields[`${area}First`]}` : null,
  };
}

function firstOf(area: MappedArea): Dimension<number, CallerFields> {
  return {
    plain: 0,
    placeInFiles: area === 'memmap' ? 14 : 15,
    schema: integerTo(countMax),
    flags: [
      {
        flags: `--${area}-first <n>`,
        description: 'first page number in the area',
        group: callerGroup,
        parse: (flag, text) => parseCount(flag, text, 0, firstPageMax),
      },
    ],
    toFlag: (value) => `--${area}-first ${value}`,
    contract: { name: 'any', empty: 0 },
    isOfSearch: true,
  };
}

function pointsOf(area: MappedArea): Dimension<readonly number[], CallerFields> {
  return {
    plain: [],
    placeInFiles: area === 'memmap' ? 16 : 17,
    schema: z
      .array(integerTo(countMax), must('a list of page numbers'))
      .max(pagesMax, must(`a list of at most ${pagesMax} page numbers`))
      .refine(
        (list) =>
          list.length !== 1 && list.every((page, index) => index === 0 || page > list[index - 1]),
        must('a list of ascending page numbers, none or at least two'),
      )
      .default([]),
    toJson: (value) => [...value],
    flags: [
      {
        flags: `--${area}-points <list>`,
        description: 'instead: only ranges between these page numbers: 0,1,4,8',
        group: callerGroup,
        parse: parsePoints,
      },
    ],
    toFlag: (value) => `--${area}-points ${value.join(',')}`,
    contract: { name: 'any', empty: [] },
    isOfSearch: true,
    size: (value) => value.length,
    worldText: (value) => (value.length > 0 ? `${area} between pages ${value.join(', ')}` : null),
  };
}

/** Each contract needs addresses to work on. */
function withoutAddresses(contract: Contract, fields: CallerFields): string | null {
  if (contract === 'kernel') {
    return fields.blocks.length === 0
      ? '--contract kernel needs --sections, for example --sections 2,3'
      : null;
  }
  const { memmapPages, identityPages, memmapPoints, identityPoints } = fields;
  return memmapPages + identityPages + memmapPoints.length + identityPoints.length === 0
    ? '--contract any needs a window of addresses: --memmap-pages N or --identity-pages N above 0'
    : null;
}

export const callerFields: { readonly [Name in keyof CallerFields]: CallerDimension<Name> } = {
  contract: oneOfWords<Contract, CallerFields>({
    flag: '--contract <name>',
    group: callerGroup,
    description: 'kernel: only calls that the kernel makes; any: calls with any range',
    values: contracts,
    plain: 'kernel',
    placeInFiles: 9,
    isInFileNames: true,
    wrong: withoutAddresses,
    notVaried: (value) => `contract ${value}`,
    placeInNotVaried: 5,
    explain: words('contract', contracts),
  }),
  blocks,
  dcss,
  memmapPages: pagesOf('memmap'),
  memmapFirst: firstOf('memmap'),
  memmapPoints: pointsOf('memmap'),
  identityPages: pagesOf('identity'),
  identityFirst: firstOf('identity'),
  identityPoints: pointsOf('identity'),
  misaligned: onOff<CallerFields>({
    flag: 'misaligned',
    group: callerGroup,
    on: 'contract any: add ranges that are misaligned, empty, wrapping or past the end of the area',
    off: 'page-aligned ranges only',
    plain: false,
    schema: z.boolean(must('true or false')).default(false),
    isWritten: (value) => value,
    placeInFiles: 18,
    needsReferenceMachine: (value) => value,
    hasOwnWindows: (value) => value,
    contract: { name: 'any', empty: false },
    isOfSearch: true,
    // Adding bad ranges to the menu does not change the calls of a file without them.
    explain: { ...onOrOff('bad ranges'), isChanged: (value) => value },
    worldText: (value) => (value ? 'with bad ranges' : null),
  }),
};
