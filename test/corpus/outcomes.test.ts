/**
 * Every counterexample of corpus/, executed on every revision: where it reproduces, and where it is
 * fixed.
 */

import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { judgeReplay, replayFile } from '../../src/commands/replay/run.ts';
import { findCounterexamples } from '../../src/counterexample/files.ts';
import { revisionNames } from '../../src/subjects/vmem/kernel/revisions.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { filesBelow } from '../tidy/files.ts';

const directory = fileURLToPath(new URL('../../corpus', import.meta.url));
const files = findCounterexamples([directory]);
const letters = { reproduced: 'R', fixed: '-', different: 'd' } as const;

function outcomesOf(file: string): string {
  const outcomes = revisionNames.map(
    (name) => judgeReplay(vmem, replayFile(vmem, file, name)).outcome,
  );
  return outcomes.map((outcome) => letters[outcome]).join('');
}

test('each reproduces on the revision in its name', () => {
  const own = files.map((file) => judgeReplay(vmem, replayFile(vmem, file)));
  expect(own.filter(({ outcome }) => outcome !== 'reproduced')).toEqual([]);
  expect(own.map(({ file, revision }) => basename(file).endsWith(`--${revision}.json`))).toEqual(
    own.map(() => true),
  );
});

test('the outcome of each on every revision', () => {
  expect(files.map(dirname)).toEqual(files.map(() => directory));
  const rows = files.map((file) => `${outcomesOf(file)} ${basename(file, '.json')}`);
  expect([revisionNames.join(' '), ...rows].join('\n')).toMatchInlineSnapshot(`
    "base v1-1 v1-2 v1-3 v1-4 v1-5 v1-6 v1-7 v1-8 v1-9 v2-1 v2-2 v2-3 v2-4 v2-5 v2-6 v2-7 v2-8 v2-9 linux-5.9-rc1 linux-5.9 linux-5.10 mainline linux-6.12 linux-7.2 error-kept part-marked repaired strict-order marks-at-once
    ------------RRRRRRRRRRRRR-R--R F01-lost-error-code--linux-5.10
    ------------RRRRRRRRRRRRR-R--R F01-lost-error-code--mainline
    -----------------RRRRRRRR-R--R F01-lost-error-code-block-freed--linux-5.10
    ddddddddddddRRRRRRRRRRRRRdRddR F01-lost-error-code-crash--linux-5.10
    ddddddd---ddddddRRRRRRRRR-R--R F01-lost-error-code-fallback--linux-5.10
    ------------RRRRRRRRRRRRR-R--R F01-lost-error-code-identity--linux-5.10
    -----------------RRRRRRRR-R--R F01-lost-error-code-next-section-marked--linux-5.10
    ------------RRRRRRRRRRRRR-R--R F01-lost-error-code-no-edat--linux-5.10
    ---------R--------RRRRRRRR---- F02-mark-left-out--linux-5.10
    ---------R--------RRRRRRRR---- F02-mark-left-out--mainline
    ---------R--------RRRRRRRR---- F02-mark-left-out--v1-9
    ---------R--------RRRRRRRR---- F02-mark-left-out-56--linux-5.10
    dddddddd-Rddddddd-RRRRRRRR---- F02-mark-left-out-recycled--linux-5.10
    dddddddddRddddddddRRRRRRRRdddd F02-mark-left-out-tail--linux-5.10
    -----------RRRRRRRRR---------- F03-pud-table-not-linked--linux-5.9-rc1
    -----------RRRRRRRRR---------- F03-pud-table-not-linked--v2-2
    ------RRRR-----RRRRRR-RRR----- F04-kasan-test-frees--linux-5.9
    RRRRRRRRRRRdddddddddR--------- F04-kasan-test-leaks--linux-5.9
    RRRRRR----RRRRR------R---RRRRR F05-tables-stay-kasan--linux-5.10
    RRRRRRRRRRRdddddddddRR-RRRRRRR F05-tables-stay-vmalloc--linux-5.10
    -----------ddddddddd--R------- F06-shared-table-freed--mainline
    ---------R--------RRRRRRRRRRR- F07-stale-tail--linux-5.10
    ---------R--------RRRRRRRRRRR- F07-stale-tail-marks--linux-5.10
    ---------R--------RRRRRRRRRRR- F07-stale-tail-write--linux-5.10
    RRRRRRRRRRRRRRRRRRRRRRRRRRRRRR F08-partly-covered-leaf--linux-5.10
    RRRRRRRRRRRRRRRRRRRRRRRRRRRRRR F09-failed-add-unmaps-identity--linux-5.10
    --------RR-------RRRRRRRRRRRRR F09-failed-add-unmaps-memmap--linux-5.10
    --------RR-------RRRRRRRRRRRRR F10-one-mark-for-two-users--v2-8
    --------RR-------RRRRRRRRRRRRR F10-part-of-one-add-removed--linux-5.10
    --------RR-------RRRRRRRRRRRRR F11-struct-page-zeroed--linux-5.10
    RRRRRRRR--RRRRRRR------------- F12-shared-block-stays--v1-7
    RRRRRRRR--RRRRRRR------------- F12-shared-block-stays--v2-3
    RRRRRRRR--RRRRRRR------------- F12-shared-block-stays-56--v2-7
    RRRRRRRR--RRRRRRR------------- F13-memmap-never-freed--base
    ---RRR------RRR--------------- F13-tables-never-freed--v2-5
    RRRRRRRRRRR------------------- F14-walk-into-large-leaf--v1-9
    RRRRRRRRRRR------------------- F15-counted-twice--v1-9
    RR--------R------------------- F16-stepped-over--base
    RRRRRRRRRRRRRRRRRRRRRRRRRRRRRR F16-whole-leaf-removed--base
    RRRRR-----RRRR---------------- F17-no-mutex--v2-4
    RRRRRR----RRRRR--------------- F18-failed-add-leaves-tables--v2-5
    RRRRRR----RRRRR--------------- F18-failed-populate-leaves-block--v1-3
    --------RR-------RRRRRRRRRRR-R F19-flush-range-too-small--linux-5.10
    --------RR-------RRRRRRRRRRR-R F19-flush-range-too-small-block--linux-5.10
    --------RR-------RRRRRRRRRRR-R F19-freed-before-flush--linux-5.10
    --------RR-------RRRRRRRRRRR-R F19-freed-before-flush-entry--linux-5.10
    dddddddRRRddddddRRRRRRRRRRRRRR F20-half-block-stays--linux-5.10
    ddd--dddddddRRdddddddddddddddd F21-no-mutex-dcss-reuse--v2-4+freesEmptyTables+linksPudTable
    dddddddddddddddddddddddddddddd F21-no-mutex-false-success--v1-4+freesEmptyTables
    dddddddddddddddddddddddddddddd F21-no-mutex-freed-twice--v1-3+freesEmptyTables
    dddddddddddddddddddddddddddddd F21-no-mutex-freed-twice--v1-4+freesEmptyTables
    ddd--ddddddddddddddddddddddddd F21-no-mutex-freed-twice--v2-3+freesEmptyTables+linksPudTable
    ddd--ddddddddddddddddddddddddd F21-no-mutex-freed-twice--v2-4+freesEmptyTables+linksPudTable
    RRRRRdddddRRRRdddddddddddddddd F21-no-mutex-overwritten--v1-3+freesEmptyTables
    RRRRRdddddRRRRdddddddddddddddd F21-no-mutex-overwritten--v1-4+freesEmptyTables
    RRRRRdddddRRRRdddddddddddddddd F21-no-mutex-overwritten--v2-3+freesEmptyTables+linksPudTable
    RRRRRdddddRRRRdddddddddddddddd F21-no-mutex-overwritten--v2-4+freesEmptyTables+linksPudTable
    dddddddddddddd-ddddddddddddddd F21-no-mutex-walk--v1-3+freesEmptyTables
    dddddddddddddd-ddddddddddddddd F21-no-mutex-walk--v1-4+freesEmptyTables
    ddd--ddddddddddddddddddddddddd F21-no-mutex-walk--v2-3+freesEmptyTables+linksPudTable
    ddd--ddddddddddddddddddddddddd F21-no-mutex-walk--v2-4+freesEmptyTables+linksPudTable
    dddddddddddddddRRRRRRRRRRRRRdR F22-dumper-meets-dcss--linux-5.10
    ddddddRRRRdddddRRRRRRRRRRRRRRR F22-dumper-meets-dcss--strict-order
    ddddddRRRRd------------------- F22-dumper-meets-dcss--v1-6
    ddd-------dd---RRRRRRRRRRRRRdR F22-dumper-unlocked--linux-5.10
    ---RR-------RRRRRRRRRRRRRRRR-R F23-frame-taken-while-cached--linux-5.10
    ------------RRRRRRRRRRRRRRRR-R F23-frame-taken-while-entered--linux-5.10
    ---RRddddd--ddRRRRRRRRRRRRRRRR F24-page-frame-walker--linux-5.10
    RRRRRRRRRRRRRRRRRRRRRRRRRRRRRR F25-lock-order--linux-5.10
    ddddddddddddddddddddddddRddddd F26-failed-split--linux-7.2
    dddddd----ddddd---------R----- F27-two-tables-for-one-leaf--linux-7.2
    RRRRRRRRRRRRRRRRRRRRRRRR-RRRRR F28-boot-memory-orphaned--linux-5.10
    ---ddddddd--RRRRRRRRRRRRRRRRdR F29-altmap-of-two-blocks--linux-7.2
    dddddddddddRRRRRRRRRRRRRRRRRRR F30-split-counts-image--linux-7.2"
  `);
});

test('each is listed in docs/FINDINGS.md and in the README of the folder', () => {
  const texts = [...filesBelow('docs', 'FINDINGS.md'), ...filesBelow('corpus', 'README.md')];
  const names = files.map((file) => basename(file));
  expect(texts).toHaveLength(2);
  for (const { text } of texts) expect(names.filter((name) => !text.includes(name))).toEqual([]);
});
