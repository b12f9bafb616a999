/** Steps on struct pages and on the marks of unused ones: the remembered tail, static variables, the core. */
import { hex } from '../../../text/hex.ts';
import type { Answer, Op, Request } from '../kernel/request.ts';
import { type StepRow, Trait, yesNo } from './step-row.ts';

const bytes = { va: 'the first byte', arg: 'bytes' };
const memsetText = ({ va }: Readonly<Request>): string => `memset ${hex(va)}`;
const comparesTail =
  'Compares with unused_pmd_start, the remembered end of what was populated last.';
const fillsUnused = 'Fills bytes of the memmap with 0xFD, the mark of unused struct pages.';

/** Static variables of a C source have numbers here; their names are those of the text. */
function staticText(number: number): string {
  return number === 0 ? 'unused_pmd_start' : `static variable ${number}`;
}

function scanPurpose(_: Readonly<Request>, answer: Answer | null): string {
  return answer === 1
    ? 'Scans the block. All of it is 0xFD, so the kernel takes it for unused.'
    : 'Scans the block; some bytes are not 0xFD, so it is in use and stays.';
}

export const memmapSteps = {
  markUnused: {
    kind: 'mark-unused',
    does: 'fill memmap with 0xFD',
    purpose: fillsUnused,
    fields: bytes,
    traits: 0,
    pending: memsetText,
    needs: ['marks'],
  },
  markUsed: {
    kind: 'mark-used',
    does: 'zero a struct page',
    purpose: 'Zeroes the first struct page of a part: now a scan can see that the part is used.',
    fields: bytes,
    traits: 0,
    pending: memsetText,
    needs: ['marks'],
  },
  testUnused: {
    kind: 'test-unused',
    does: 'scan memmap for 0xFD',
    purpose: scanPurpose,
    fields: bytes,
    traits: 0,
    pending: ({ va }) => `scan ${hex(va)}`,
    answers: () => ['in use', 'all 0xFD'],
    needs: ['marks'],
  },
  tailIsSet: {
    kind: 'test-tail',
    does: 'test whether a tail is remembered',
    purpose: comparesTail,
    fields: {},
    traits: Trait.mergesUnderMutex,
    text: (_, answer) => `is unused_pmd_start set: ${yesNo(answer)}`,
    pending: 'test unused_pmd_start',
    answers: () => ['no', 'yes'],
    needs: ['tails'],
  },
  tailIs: {
    kind: 'test-tail',
    does: 'test whether the part continues the tail',
    purpose: comparesTail,
    fields: { va: 'the address that is compared' },
    traits: Trait.mergesUnderMutex,
    text: ({ va }, answer) => `is unused_pmd_start ${hex(va)}: ${yesNo(answer)}`,
    pending: 'test unused_pmd_start',
    answers: () => ['no', 'yes'],
    needs: ['tails', 'sharedBlock'],
  },
  markTail: {
    kind: 'mark-unused',
    does: 'fill the remembered tail with 0xFD',
    purpose: fillsUnused,
    fields: {},
    traits: 0,
    pending: 'fill the unused tail with 0xFD',
    needs: ['tails'],
  },
  setTail: {
    kind: 'set-tail',
    does: 'remember a tail',
    purpose: ({ va }) =>
      va === 0
        ? 'Forgets the tail: its memory is in use from here on. Nothing is written into it.'
        : 'Remembers where the unused tail of the block begins, instead of filling it with 0xFD now.',
    fields: { va: 'its first byte, or 0 for none' },
    traits: Trait.shown,
    text: ({ va }) => `unused_pmd_start = ${va === 0 ? 'none' : hex(va)}`,
    pending: 'write unused_pmd_start',
    needs: ['tails'],
  },
  loadStatic: {
    kind: 'load-static',
    does: 'load a static variable',
    purpose: 'Loads a static variable of the C source.',
    fields: { arg: 'its number; 0 is unused_pmd_start' },
    traits: Trait.mergesUnderMutex | Trait.ofTextsOnly,
    text: ({ arg }, answer) => `load ${staticText(arg)}: ${answer === null ? '?' : hex(answer)}`,
    pending: 'load a static variable',
    needs: [],
  },
  setStatic: {
    kind: 'set-static',
    does: 'set a static variable',
    purpose: 'Stores to a static variable of the C source.',
    fields: { va: 'the value', arg: 'its number' },
    traits: Trait.ofTextsOnly,
    text: ({ arg, va }) => `${staticText(arg)} = ${hex(va)}`,
    pending: 'set a static variable',
    needs: [],
  },
  writeMemmap: {
    kind: 'write-memmap',
    does: 'write struct pages',
    purpose: 'The memory core writes struct pages: from now on they are in use.',
    fields: { ...bytes, byte: 'what it writes' },
    traits: Trait.showsState,
    pending: memsetText,
    needs: ['memmap', 'online'],
  },
} as const satisfies Partial<Record<keyof typeof Op, StepRow>>;
