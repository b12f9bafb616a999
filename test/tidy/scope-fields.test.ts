/** A field of a scope is a row of a table: what reads, prints, shrinks or explains scopes knows none by name. */
import { expect, test } from 'vitest';
import { dimensions, fieldNames } from '../../src/subjects/vmem/scope/dimensions.ts';
import { filesBelow } from './files.ts';

test('the order of files has every field once', () => {
  expect(new Set(fieldNames)).toEqual(new Set(Object.keys(dimensions)));
});

/** Named worlds, the modelled code, and recordings, which have a notation of their own. */
const usesOfMachines =
  /vmem\/(kernel|kernel-c|machine|mutation|on-machine|recordings|steps|cover-letter)\/|presets|series-scopes/;

/** One field that is on or off, and the files that may know it by name. */
const knowing = [
  'src/subjects/vmem/scope/machine-fields.ts',
  // The order of files, which is older than the table.
  'src/subjects/vmem/scope/dimensions.ts',
  // Flags that reach a large leaf.
  'src/subjects/vmem/reached/needs.ts',
];

test('a field that is on or off is known by the file of its row', () => {
  const mentions = filesBelow('src', '.ts')
    .filter(({ path }) => !usesOfMachines.test(path))
    .filter(({ text }) => /\bdebugPagealloc\b/.test(text))
    .map(({ path }) => path);
  expect(mentions.filter((path) => !knowing.includes(path))).toEqual([]);
});
