/**
 * Our own C source, parsed and run, matches the recordings of linux-5.10 event by event. No kernel
 * source is part of this project; `npm run kernel-texts` checks real kernel sources.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { SourceText } from '../../src/c/source-text.ts';
import { conformPaths } from '../../src/commands/conform/run.ts';
import { createCParser } from '../../src/subjects/c-kernel/c-parser.ts';
import { addText } from '../../src/subjects/vmem/kernel/text-revisions.ts';
import { CSource } from '../../src/subjects/vmem/kernel-c/c-source.ts';
import { vmemRecordings } from '../../src/subjects/vmem/recordings/recordings.ts';
import { goldenDirectory, goldenNames } from '../subjects/vmem/recordings/recordings.ts';

const file = fileURLToPath(new URL('own-vmem.c', import.meta.url));
const text = readFileSync(file, 'utf8');
const parser = await createCParser();

/** The source as a text that was read. */
function textOf(changed: string): { readonly text: string } {
  const name = 'own-vmem.c@000000000000';
  addText(new CSource(parser, { name, texts: [new SourceText('own-vmem.c', changed)] }));
  return { text: name };
}

const recordings = (prefix: string) =>
  goldenNames.filter((name) => name.startsWith(prefix)).map((name) => `${goldenDirectory}/${name}`);

/** The source with one fragment replaced; the fragment must occur exactly once. */
function edited(from: string, to: string): { readonly text: string } {
  expect(text.split(from)).toHaveLength(2);
  return textOf(text.replace(from, to));
}

test('all recordings of linux-5.10 conform, event by event', () => {
  const result = conformPaths(vmemRecordings, recordings('linux-5.10.'), textOf(text));
  expect(result.mismatches).toEqual([]);
  const { traces, operations, events } = result;
  expect({ traces, operations, events }).toEqual({
    traces: 43,
    operations: 4922,
    events: 4238231,
  });
  // Real geometries: millions of events, about a minute on shared processors.
}, 1_200_000);

const adversary = `${goldenDirectory}/linux-5.10.t5-56-adv.jsonl.gz`;

/** The first mismatch of an edited source: the recorded event and the actual one. */
function differenceOf(from: string, to: string): readonly string[] {
  const { mismatches } = conformPaths(vmemRecordings, [adversary], edited(from, to));
  return mismatches.map(({ expected, actual }) => `${expected} / ${actual}`);
}

test('an edit of the source causes a mismatch with the recordings', () => {
  expect(
    differenceOf('	if (!job.plug)\n		flush_tlb_kernel_range(job.from, job.to);\n', ''),
  ).toMatchInlineSnapshot(`
    [
      "["flush","0x8c000","0x90000"] / ["unlock"]",
    ]
  `);
  expect(differenceOf('	remember_rest(part.to);\n}', '}')).toMatchInlineSnapshot(`
    [
      ""0x9b000" / null",
    ]
  `);
});

test('a request that the model cannot answer is a mismatch at its line', () => {
  const noTable = differenceOf(
    'new_upper_table(_SEGMENT_ENTRY_EMPTY)',
    'new_upper_table(_REGION3_ENTRY_EMPTY)',
  );
  expect(noTable).toMatchInlineSnapshot(`
    [
      "["set","pud","0x90000","table","t3"] / ["program-fault","malformed"]",
    ]
  `);
  expect(
    differenceOf('set_pte(pte, __pte(at | bits))', 'set_pte(pte, __pte(at))'),
  ).toMatchInlineSnapshot(`
    [
      "["set","pte","0x0","dir"] / ["program-fault","malformed"]",
    ]
  `);
});

test('the source of linux-5.10 does not match recordings of the code before the series', () => {
  const { mismatches } = conformPaths(vmemRecordings, recordings('base.t5-56-mixed'), textOf(text));
  expect(mismatches.map(({ operation }) => operation.index)).toEqual([1]);
});
