/** The document of the page is stored as differences: lossless, and small even in a real geometry. */

import { expect, test } from 'vitest';
import { pageTraceOf } from '../../../src/commands/show/asked-window.ts';
import { showDocument } from '../../../src/commands/show/document.ts';
import { packed, pageDocument, unpackDocument } from '../../../src/commands/show/page-document.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { replayVmem } from '../../support/vmem-files.ts';

function documentOf(file: string) {
  const replayed = replayVmem(file);
  const { counterexample, invariant } = replayed;
  const { trace, purposes } = pageTraceOf(vmem, replayed);
  const show = showDocument(vmem, counterexample, invariant, trace);
  return pageDocument(vmem, show, 'the story', purposes, () => ({ command: '', address: null }));
}

test.each([
  'corpus/F02-mark-left-out--linux-5.10.json',
  'corpus/F22-dumper-unlocked--linux-5.10.json',
  'corpus/F04-kasan-test-leaks--linux-5.9.json',
])('%s is restored from its text', (file) => {
  const document = documentOf(file);
  expect(unpackDocument(JSON.parse(JSON.stringify(packed(document))))).toEqual(document);
});

test('a real geometry: 2723 steps, with loops over 256 entries that write one entry per step', () => {
  const document = documentOf('test/page/vmem/real3-unused-means-unused.json');
  expect(document.show.steps).toHaveLength(2723);
  const text = JSON.stringify(packed(document));
  expect(unpackDocument(JSON.parse(text))).toEqual(document);
  // Whole states take 4.6 MB. As differences, a step takes about 150 bytes: its words and the changed
  // entries.
  expect(JSON.stringify(document).length).toBeGreaterThan(4_000_000);
  expect(text.length).toBeLessThan(450_000);
});
