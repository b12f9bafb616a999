/** Steps on struct pages and on the marks of unused ones: the remembered tail, static variables, the core. */
import { hex } from '../../../text/hex.ts';
import type { Answer, RequestOf } from '../kernel/request.ts';
import { type StepRows, Trait, yesNo } from './step-row.ts';

const memsetText = ({ va }: RequestOf<'markUnused' | 'markUsed' | 'writeMemmap'>): string =>
  `memset ${hex(va)}`;
const comparesTail =
  'Compares with unused_pmd_start, the remembered end of the last populated range.';
const fillsUnused = 'Fills bytes of the memmap with 0xFD, the mark of unused struct pages.';

/** Static variables of a C source have numbers here; their names are those of the text. */
function staticText(number: number): string {
  return number === 0 ? 'unused_pmd_start' : `static variable ${number}`;
}

function scanPurpose(_: RequestOf<'testUnused'>, answer: Answer | null): string {
  return answer === 1
    ? 'Scans the block. All of it is 0xFD, so the kernel considers it unused.'
    : 'Scans the block; some bytes are not 0xFD, so it is in use and stays.';
}

export const memmapSteps = {
  markUnused: {
    kind: 'mark-unused',
    does: 'fill memmap with 0xFD',
    purpose: fillsUnused,
    traits: 0,
    pending: memsetText,
    needs: ['marks'],
  },
  markUsed: {
    kind: 'mark-used',
    does: 'zero a struct page',
    purpose: 'Zeroes the first struct page of a part: now a scan can see that the part is used.',
    traits: 0,
    pending: memsetText,
    needs: ['marks'],
  },
  testUnused: {
    kind: 'test-unused',
    does: 'scan memmap for 0xFD',
    purpose: scanPurpose,
    traits: 0,
    pending: ({ va }) => `scan ${hex(va)}`,
    answers: () => ['in use', 'all 0xFD'],
    needs: ['marks'],
  },
  tailIsSet: {
    kind: 'test-tail',
    does: 'test whether a tail is remembered',
    purpose: comparesTail,
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
    traits: 0,
    pending: 'fill the unused tail with 0xFD',
    needs: ['tails'],
  },
  setTail: {
    kind: 'set-tail',
    does: 'remember a tail',
    purpose: ({ va }) =>
      va === 0
        ? 'Resets the tail: its memory is in use now. Nothing is written.'
        : 'Remembers where the unused tail of the block begins, instead of filling it with 0xFD now.',
    traits: Trait.shown,
    text: ({ va }) => `unused_pmd_start = ${va === 0 ? 'none' : hex(va)}`,
    pending: 'write unused_pmd_start',
    needs: ['tails'],
  },
  loadStatic: {
    kind: 'load-static',
    does: 'load a static variable',
    purpose: 'Loads a static variable of the C source.',
    traits: Trait.mergesUnderMutex | Trait.ofTextsOnly,
    text: ({ variable }, answer) =>
      `load ${staticText(variable)}: ${answer === null ? '?' : hex(answer)}`,
    pending: 'load a static variable',
    needs: [],
  },
  setStatic: {
    kind: 'set-static',
    does: 'set a static variable',
    purpose: 'Stores to a static variable of the C source.',
    traits: Trait.ofTextsOnly,
    text: ({ variable, value }) => `${staticText(variable)} = ${hex(value)}`,
    pending: 'set a static variable',
    needs: [],
  },
  writeMemmap: {
    kind: 'write-memmap',
    does: 'write struct pages',
    purpose: 'The memory core writes struct pages: they are now in use.',
    traits: Trait.showsState,
    pending: memsetText,
    needs: ['memmap', 'online'],
  },
} as const satisfies StepRows;
