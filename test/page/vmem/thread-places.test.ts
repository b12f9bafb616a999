/** The position of each thread, including one that is not running and one that never runs again. */
import { describe, expect, test } from 'vitest';
import { wordsOf } from '../../../page/step-words.ts';
import { sectionsOf, stripsOf } from '../../../page/vmem/sections.ts';
import { threadPlaceOf } from '../../../page/vmem/thread-places.ts';
import { crashWords } from '../../../src/subjects/vmem/page.ts';
import type { VmemTrace } from '../../../src/subjects/vmem/trace/steps.ts';
import { traceOf } from '../tracing.ts';

/** Thread 1 loads and unloads a DCSS; thread 2 dumps page tables while the table is freed. */
const dumped = traceOf('F22-dumper-meets-dcss--linux-5.10');
/** Thread 2 finds a section online, thread 1 removes it, thread 2 uses a struct page of it. */
const walked = traceOf('F24-page-frame-walker--linux-5.10');
/** Two threads wait for each other's locks. */
const locked = traceOf('F25-lock-order--linux-5.10');

function reported(trace: VmemTrace, position: number, thread: number): string {
  const { where, done, next } = threadPlaceOf(trace, position, thread);
  return [where, done, next].join(' | ');
}

test('a thread between two of its steps, the second of which is never taken', () => {
  const last = dumped.steps.length;
  expect([reported(dumped, last, 1), reported(dumped, last, 2)]).toEqual([
    'in vmem_remove_mapping(0x70000, 0x1000) | free table t2 | clear pmd 0x70000',
    'crashed in "dump the page tables at 0x70000" | OOPS: follows pte 0x70000, whose table is freed | ',
  ]);
});

test('a thread that has not started, has finished an operation, or never acts', () => {
  const first = dumped.operations[0].lastStep + 1;
  expect([1, 2, 3].map((thread) => reported(dumped, first, thread))).toEqual([
    '"load DCSS 0x70000-0x71000" is over |  | ',
    'has not begun: "dump the page tables at 0x70000" is next |  | ',
    'takes no step here |  | ',
  ]);
});

test('a thread that was interrupted by another', () => {
  const last = walked.steps.length;
  expect([
    reported(walked, last - 1, 2),
    reported(walked, last, 1),
    reported(walked, last, 2),
  ]).toEqual([
    'in "walk the page frames of section 2" | is 0x90000 the memmap of an online section: yes | use the struct page at 0x90000',
    'in vmemmap_free(0x90000, 0x98000) | clear pmd 0x90000 (was b1) | read pmd 0x94000',
    'crashed in "walk the page frames of section 2, continued" | use the struct page at 0x90000 | ',
  ]);
});

test('threads that wait for each other', () => {
  const last = locked.steps.length;
  expect([reported(locked, last, 1), reported(locked, last, 2)]).toEqual([
    'in "dump the page tables at 0x20000" | take mem_hotplug_lock | take vmem_mutex',
    'in "dump the page tables at 0x20000" | lock vmem_mutex | take mem_hotplug_lock',
  ]);
});

const noTable =
  'An oops, or worse: the entry does not point to a page table, but a real machine uses the memory there as one. The story ends here.';

describe('a crash is reported as one', () => {
  test.each([
    ['F22-dumper-meets-dcss--linux-5.10', noTable],
    [
      'F24-page-frame-walker--linux-5.10',
      'An oops: no memmap is mapped there, so the access faults and the kernel crashes. The story ends here.',
    ],
    ['F03-pud-table-not-linked--v2-2', noTable],
  ])('%s', (name, words) => {
    const step = traceOf(name).steps.at(-1);
    expect(
      step === undefined
        ? ''
        : wordsOf(step, true, { crashWords, purposes: { sentences: [], of: [] } }),
    ).toBe(words);
  });
});

test('for a DCSS only its range is drawn, no section and no memmap', () => {
  const sections = sectionsOf(dumped);
  expect(sections).toEqual([
    { name: 'DCSS', identity: { start: 0x70000, end: 0x71000 }, memmap: null },
  ]);
  expect(stripsOf(dumped, sections)).toEqual([]);
});
