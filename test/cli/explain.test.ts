/** tablewalk explain: what a counterexample depends on. */

import { describe, expect, test } from 'vitest';
import { falseSuccess, onRevision } from '../support/counterexamples.ts';
import { cli, printed } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { formatVmem } from '../support/vmem-files.ts';

const folder = folderForEachTest();

const explained = (...argv: string[]): Promise<string> => printed('explain', ...argv);

describe('text', () => {
  test('operations, contents and assumptions', async () => {
    expect(await explained('corpus/F02-mark-left-out--linux-5.10.json')).toMatchInlineSnapshot(`
      "linux-5.10 violates unused-means-unused
      A memmap block is freed only if no live section uses any of it.

      Each item was removed or changed alone, with all else as in the file.

      Operations, each removed:
        NEEDED      1. add section 2
                    without it "remove section 2" is not possible
        NEEDED      2. add section 3
                    without it the claim holds
        NEEDED      3. remove section 2
                    without it the claim holds

      Nondeterministic choices, each reversed:
        NEEDED      allocation 2 of operation 1 has 0xFD in it
                    without it the claim holds

      Assumptions, each changed:
        not needed  contract kernel
                    also with any
        not needed  geometry tiny3 (3 levels)
                    also with tiny4 (4 levels), tiny5 (5 levels)
        not needed  struct page 16
                    also with 48, 56, 72; with 64 the claim holds
        NEEDED      EDAT1 on
                    with off the claim holds
        not needed  EDAT2 on
                    also with off
        not needed  KASAN off
                    also with on
        not needed  debug_pagealloc off
                    also with on
        not needed  VMALLOC_START far
                    also with near
        NEEDED      fresh memory unused
                    with zero the claim holds; with recycled the recycled
                      content was never freed

      Needed: 3 of 3 operations; 1 of 1 nondeterministic choice; EDAT1 on,
      fresh memory unused.
      "
    `);
  });

  test('a failure: on other machines a different allocation fails', async () => {
    expect(await explained('corpus/F06-shared-table-freed--mainline.json')).toMatchInlineSnapshot(`
      "mainline violates reserved-tables-kept
      A table that reaches above VMALLOC_START or into the KASAN shadow is
      never freed.

      Each item was removed or changed alone, with all else as in the file.

      Operations, each removed:
        NEEDED      1. add section 1
                    without it the claim holds

      Nondeterministic choices, each reversed:
        NEEDED      allocation 4 of operation 1 fails
                    without it the claim holds

      Assumptions, each changed:
        not needed  contract kernel
                    also with any
        not needed  geometry tiny5 (5 levels)
                    also with tiny4 (4 levels) if allocation 3 of operation 1
                      fails; with tiny3 (3 levels) the claim holds
        not needed  struct page 48
                    also with 16, 56, 64, 72
        not needed  EDAT1 on
                    also with off if allocation 9 of operation 1 fails
        not needed  EDAT2 on
                    also with off if allocation 5 of operation 1 fails
        not needed  KASAN off
                    also with on
        not needed  debug_pagealloc off
                    also with on if allocation 9 of operation 1 fails
        NEEDED      VMALLOC_START near
                    with far the claim holds
        not needed  fresh memory zero
                    also with unused, recycled

      Needed: 1 of 1 operation; 1 of 1 nondeterministic choice; VMALLOC_START
      near.
      "
    `);
  });

  test('callers that the kernel contract excludes', async () => {
    const reported = await explained('corpus/F10-part-of-one-add-removed--linux-5.10.json');
    expect(reported).toContain(
      '  NEEDED      contract any\n              with kernel no caller in the kernel makes such calls\n',
    );
  });
});

test('the core also writes struct pages under contract any', async () => {
  const file = 'corpus/F01-lost-error-code-crash--linux-5.10.json';
  const { assumptions } = JSON.parse(await explained(file, '--json'));
  expect(assumptions[0]).toEqual({
    name: 'contract',
    value: 'kernel',
    necessary: false,
    tried: [{ value: 'any', instead: 'operation 1 violates the claim', note: '', violated: true }],
  });
});

test('json', async () => {
  const { assumptions, ...document } = JSON.parse(
    await explained('corpus/F02-mark-left-out-recycled--linux-5.10.json', '--json'),
  );
  expect(document).toMatchInlineSnapshot(`
    {
      "claim": "A memmap block is freed only if no live section uses any of it.",
      "contents": [
        {
          "attempt": 2,
          "instead": "the claim holds",
          "necessary": true,
          "note": "",
          "operation": 3,
        },
      ],
      "failures": [],
      "file": "corpus/F02-mark-left-out-recycled--linux-5.10.json",
      "invariant": "unused-means-unused",
      "operations": [
        {
          "instead": "the recycled content was never freed",
          "label": "add section 2",
          "necessary": true,
          "note": "",
          "operation": 1,
        },
        {
          "instead": ""add section 2" is not possible",
          "label": "remove section 2",
          "necessary": true,
          "note": "",
          "operation": 2,
        },
        {
          "instead": ""remove section 2" is not possible",
          "label": "add section 2",
          "necessary": true,
          "note": "",
          "operation": 3,
        },
        {
          "instead": "the claim holds",
          "label": "add section 3",
          "necessary": true,
          "note": "",
          "operation": 4,
        },
        {
          "instead": "the claim holds",
          "label": "remove section 2",
          "necessary": true,
          "note": "",
          "operation": 5,
        },
      ],
      "preemptions": [],
      "revision": "linux-5.10",
      "schema": "tablewalk/explain/1",
    }
  `);
  expect(assumptions.map(({ name }: { name: string }) => name)).toEqual([
    'contract',
    'geometry',
    'structPage',
    'edat1',
    'edat2',
    'kasan',
    'debugPagealloc',
    'vmalloc',
    'fresh',
  ]);
});

test('a file that does not reproduce: 5, and no explanation', async () => {
  const repaired = onRevision('error-kept', falseSuccess());
  const file = folder.write('x.json', formatVmem(repaired));
  const { exitCode, stdout, stderr } = await cli(['explain', file]);
  expect([exitCode, stdout, folder.masked(stderr)]).toEqual([
    5,
    '',
    'tablewalk: error: DIR/x.json: this does not reproduce as recorded (the invariant holds); see replay\n',
  ]);
});
