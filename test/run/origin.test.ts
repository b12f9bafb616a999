/** Since which revision the operations of a stored counterexample break its claim. */
import { expect, test } from 'vitest';
import { originOf } from '../../src/run/origin.ts';
import { replayFile } from '../../src/run/replay-files.ts';

test.each([
  ['F03-pud-table-not-linked--v2-2', { since: 'v2-2', before: 'v2-1' }],
  ['F05-tables-stay-kasan--linux-5.10', { since: 'linux-5.10', before: 'linux-5.9' }],
  // A variant stands on its revision; the features that are switched on bring it.
  [
    'F21-no-mutex-walk--v2-4+freesEmptyTables+linksPudTable',
    { since: 'v2-4+freesEmptyTables+linksPudTable', before: 'v2-4' },
  ],
  // The threads of an earlier revision meet at another step.
  ['F22-dumper-meets-dcss--linux-5.10', { since: 'v2-6', before: 'v2-5' }],
  ['F22-dumper-meets-dcss--v1-6', { since: 'v1-6', before: 'v1-5' }],
  ['F25-lock-order--linux-5.10', { since: 'base', before: null }],
])('%s', (name, origin) => {
  const { counterexample, invariant } = replayFile(`corpus/${name}.json`);
  expect(originOf(counterexample, invariant)).toEqual(origin);
});
