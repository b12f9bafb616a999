/** Older counterexample files are migrated one version at a time; newer ones are refused. */
import { expect, test } from 'vitest';
import { type Migration, upToDate } from '../../src/counterexample/format-versions.ts';
import { InputError } from '../../src/errors.ts';

/** A hypothetical history: version 2 renames a field, version 3 gives it a unit. */
const chain: readonly Migration[] = [
  ({ steps, ...rest }) => ({ ...rest, length: steps }),
  ({ length, ...rest }) => ({ ...rest, length: [length, 'steps'] }),
];
const schema = (version: string) => `tablewalk/counterexample/${version}`;
const name = 'x.json';

test('each version gets the migrations that follow it', () => {
  const files = [
    { schema: schema('1'), steps: 7 },
    { schema: schema('2'), length: 7 },
    { schema: schema('3'), length: [7, 'steps'] },
  ];
  const newest = { schema: schema('3'), length: [7, 'steps'] };
  expect(files.map((file) => upToDate(name, file, chain))).toEqual([newest, newest, newest]);
});

test('there is only one version today, and no migration', () => {
  const file = { schema: schema('1'), steps: 7 };
  expect(upToDate(name, file)).toEqual(file);
});

test('a file without a version is checked by the schema', () => {
  for (const json of [null, 7, 'text', [], {}, { schema: 5 }]) {
    expect(upToDate(name, json, chain)).toBe(json);
  }
});

test('a newer, too old or invalid version is refused', () => {
  const versions = ['4', '9'.repeat(20), '0', '01', '-1', '1.0', '', 'x'.repeat(100)];
  const messages = versions.map((version) => {
    try {
      return upToDate(name, { schema: schema(version) }, chain);
    } catch (error) {
      return error instanceof InputError ? error.message : `not an InputError: ${error}`;
    }
  });
  expect(messages.join('\n')).toMatchInlineSnapshot(`
    "x.json: schema is "tablewalk/counterexample/4", written by a newer tablewalk; this one reads up to tablewalk/counterexample/3
    x.json: schema is "tablewalk/counterexample/99999999999999999999", written by a newer tablewalk; this one reads up to tablewalk/counterexample/3
    x.json: schema is "tablewalk/counterexample/0", which does not exist; the oldest is tablewalk/counterexample/1
    x.json: schema is "tablewalk/counterexample/01"; it must be "tablewalk/counterexample/3"; did you mean tablewalk/counterexample/3?
    x.json: schema is "tablewalk/counterexample/-1"; it must be "tablewalk/counterexample/3"; did you mean tablewalk/counterexample/3?
    x.json: schema is "tablewalk/counterexample/1.0"; it must be "tablewalk/counterexample/3"; did you mean tablewalk/counterexample/3?
    x.json: schema is "tablewalk/counterexample/"; it must be "tablewalk/counterexample/3"; did you mean tablewalk/counterexample/3?
    x.json: schema is "tablewalk/counterexample/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."; it must be "tablewalk/counterexample/3""
  `);
});
