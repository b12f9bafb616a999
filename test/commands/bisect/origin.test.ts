/**
 * The revision that introduced each violation of the corpus and of a plain `check`, compared by hand
 * with docs/FINDINGS.md.
 */

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Blame, firstBadOf, isOldest } from '../../../src/commands/bisect/result.ts';
import { originOf } from '../../../src/commands/bisect/revision-judge.ts';
import { replayFile } from '../../../src/commands/replay/run.ts';
import { findCounterexamples } from '../../../src/counterexample/files.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { cli } from '../../support/fake-io.ts';
import { folderForEachTest } from '../../support/temporary-folder.ts';

const folder = folderForEachTest();

/** `v2-8`, `v2-2..linux-5.9` for suspects, `base already` if none is older. */
function reported(blame: Blame): string {
  if (firstBadOf(blame) !== null) return blame.since;
  if (isOldest(blame)) return `${blame.since} already`;
  return `${blame.suspects[0]}..${blame.since}, good is ${blame.before ?? 'none'}`;
}

function rowOf(file: string): string {
  const { counterexample, invariant } = replayFile(vmem, file);
  const { blame, repaired } = originOf(vmem, counterexample, invariant);
  const narrowed =
    repaired === null ? '' : `; with ${repaired.commits.join(', ')}: ${reported(repaired)}`;
  return `${basename(file, '.json')}: ${reported(blame)}${narrowed}`;
}

// With five levels, v2-2 to linux-5.9-rc1 crash in the first add (F03), so they are unknown. With the
// repair of linux-5.9 they are known, and the patch of the finding remains. In revisions that keep
// the error code the add fails, so later operations cannot be executed: no revision is known to be
// free of the violation of no-write-unmapped.
test('the files of a plain check', async () => {
  const out = folder.at('out');
  await cli(['check', '--out', out]);
  const files = readdirSync(out).map((name) => join(out, name));
  expect(files.map(rowOf).join('\n')).toMatchInlineSnapshot(`
    "linux-5.10--flush-before-free: v2-6
    linux-5.10--flush-covers-range: v2-6
    linux-5.10--live-memmap-not-marked: v2-2..linux-5.9, good is v2-1; with bffc2f7aa963: v2-8
    linux-5.10--no-dangling-entry: v2-6
    linux-5.10--no-write-unmapped: base..linux-5.9, good is none; with bffc2f7aa963: base..v2-3, good is none
    linux-5.10--success-means-mapped: v2-2..linux-5.9, good is v2-1; with bffc2f7aa963: v2-3
    linux-5.10--unused-means-unused--by-itself: base..linux-5.9, good is none; with bffc2f7aa963: v2-9
    linux-5.10--unused-means-unused: v2-2..linux-5.9, good is v2-1; with bffc2f7aa963: v2-8
    linux-5.10--unused-tail-valid: base..linux-5.9, good is none; with bffc2f7aa963: v2-9
    linux-5.10--vmemmap-coverage: v2-2..linux-5.9, good is v2-1; with bffc2f7aa963: v2-3"
  `);
});

// The effect of the operations decides: if a leak in base hides a later one (F04, F05), the origin is
// base.
test('the corpus', () => {
  expect(findCounterexamples(['corpus']).map(rowOf).join('\n')).toMatchInlineSnapshot(`
    "F01-lost-error-code--linux-5.10: v2-3
    F01-lost-error-code--mainline: v2-3
    F01-lost-error-code-block-freed--linux-5.10: v2-8
    F01-lost-error-code-crash--linux-5.10: base..v2-3, good is none
    F01-lost-error-code-fallback--linux-5.10: base..v2-7, good is none
    F01-lost-error-code-identity--linux-5.10: v2-3
    F01-lost-error-code-next-section-marked--linux-5.10: v2-8
    F01-lost-error-code-no-edat--linux-5.10: v2-3
    F02-mark-left-out--linux-5.10: v2-9
    F02-mark-left-out--mainline: v2-9
    F02-mark-left-out--v1-9: v1-9
    F02-mark-left-out-56--linux-5.10: v2-9
    F02-mark-left-out-recycled--linux-5.10: v2-9
    F02-mark-left-out-tail--linux-5.10: base..v2-9, good is none
    F03-pud-table-not-linked--linux-5.9-rc1: v2-2
    F03-pud-table-not-linked--v2-2: v2-2
    F04-kasan-test-frees--linux-5.9: v2-6
    F04-kasan-test-leaks--linux-5.9: base already
    F05-tables-stay-kasan--linux-5.10: linux-5.10
    F05-tables-stay-vmalloc--linux-5.10: base already
    F06-shared-table-freed--mainline: mainline
    F07-stale-tail--linux-5.10: v2-9
    F07-stale-tail-marks--linux-5.10: v2-9
    F07-stale-tail-write--linux-5.10: v2-9
    F08-partly-covered-leaf--linux-5.10: base already
    F09-failed-add-unmaps-identity--linux-5.10: base already
    F09-failed-add-unmaps-memmap--linux-5.10: v2-8
    F10-one-mark-for-two-users--v2-8: v2-8
    F10-part-of-one-add-removed--linux-5.10: v2-8
    F11-struct-page-zeroed--linux-5.10: v2-8
    F12-shared-block-stays--v1-7: base already
    F12-shared-block-stays--v2-3: base already
    F12-shared-block-stays-56--v2-7: base already
    F13-memmap-never-freed--base: base already
    F13-tables-never-freed--v2-5: v2-3
    F14-walk-into-large-leaf--v1-9: base already
    F15-counted-twice--v1-9: base already
    F16-stepped-over--base: base already
    F16-whole-leaf-removed--base: base already
    F17-no-mutex--v2-4: base already
    F18-failed-add-leaves-tables--v2-5: base already
    F18-failed-populate-leaves-block--v1-3: base already
    F19-flush-range-too-small--linux-5.10: v2-8
    F19-flush-range-too-small-block--linux-5.10: v2-8
    F19-freed-before-flush--linux-5.10: v2-8
    F19-freed-before-flush-entry--linux-5.10: v2-8
    F20-half-block-stays--linux-5.10: base already
    F21-no-mutex-dcss-reuse--v2-4+freesEmptyTables+linksPudTable: v2-3
    F21-no-mutex-false-success--v1-4+freesEmptyTables: v1-4+freesEmptyTables
    F21-no-mutex-freed-twice--v1-3+freesEmptyTables: v1-3+freesEmptyTables
    F21-no-mutex-freed-twice--v1-4+freesEmptyTables: v1-4+freesEmptyTables
    F21-no-mutex-freed-twice--v2-3+freesEmptyTables+linksPudTable: v2-3+freesEmptyTables
    F21-no-mutex-freed-twice--v2-4+freesEmptyTables+linksPudTable: v2-4+freesEmptyTables
    F21-no-mutex-overwritten--v1-3+freesEmptyTables: base already
    F21-no-mutex-overwritten--v1-4+freesEmptyTables: base already
    F21-no-mutex-overwritten--v2-3+freesEmptyTables+linksPudTable: base already
    F21-no-mutex-overwritten--v2-4+freesEmptyTables+linksPudTable: base already
    F21-no-mutex-walk--v1-3+freesEmptyTables: v1-3+freesEmptyTables
    F21-no-mutex-walk--v1-4+freesEmptyTables: v1-4+freesEmptyTables
    F21-no-mutex-walk--v2-3+freesEmptyTables+linksPudTable: v2-3+freesEmptyTables
    F21-no-mutex-walk--v2-4+freesEmptyTables+linksPudTable: v2-4+freesEmptyTables
    F22-dumper-meets-dcss--linux-5.10: v2-6
    F22-dumper-meets-dcss--strict-order: v2-6
    F22-dumper-meets-dcss--v1-6: v1-6
    F22-dumper-unlocked--linux-5.10: v2-6
    F23-frame-taken-while-cached--linux-5.10: v2-3
    F23-frame-taken-while-entered--linux-5.10: v2-3
    F24-page-frame-walker--linux-5.10: v2-3
    F25-lock-order--linux-5.10: base already
    F26-failed-split--linux-7.2: base..linux-7.2, good is none
    F27-two-tables-for-one-leaf--linux-7.2: linux-7.2
    F28-boot-memory-orphaned--linux-5.10: base already
    F29-altmap-of-two-blocks--linux-7.2: v2-3
    F30-split-counts-image--linux-7.2: base already"
  `);
});
