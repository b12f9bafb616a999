/** Untrusted JSON: parsed like `JSON.parse`, or rejected in one sentence. */
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { parseJson } from '../../src/input/parse-json.ts';

property.prop([fc.jsonValue(), fc.constantFrom(undefined, 2, '\t')])(
  'what JSON.stringify writes is read as it was',
  (value, indent) => {
    const text = JSON.stringify(value, null, indent);
    expect(parseJson('x', text)).toEqual(JSON.parse(text));
  },
);

const refusal = (content: string): string => {
  try {
    parseJson('x', content);
    return 'accepted';
  } catch (error) {
    return error instanceof InputError ? error.message : `not an InputError: ${error}`;
  }
};

test('a duplicate key in an object is refused, however it is escaped', () => {
  const texts = [
    '{"a": 1, "a": 1}',
    String.raw`[{"b": {"a": 1, "\u0061": 2}}]`,
    String.raw`{"a\"b": 1, "a\\": [{}, ","], "a\"b": 2}`,
    '{"a": {"a": [{"a": 1}, {"a": 2}]}, "b": "a", "c": "a"}',
    '["a", "a", {"a": "a"}]',
    '{"a": ":", ":": [":"]}',
    '{"a": ":", "a": ":"}',
  ];
  expect(texts.map(refusal).join('\n')).toMatchInlineSnapshot(`
    "x: the field "a" occurs twice in one object
    x: the field "a" occurs twice in one object
    x: the field "a\\"b" occurs twice in one object
    accepted
    accepted
    accepted
    x: the field "a" occurs twice in one object"
  `);
});

test('megabytes of one string, and of brackets, are read without a stack overflow', () => {
  const long = 'a'.repeat(2 ** 22);
  expect(parseJson('x', `["${long}"]`)).toEqual([long]);
  const depth = 100_000;
  expect(refusal('['.repeat(depth) + ']'.repeat(depth))).toBe('accepted');
  expect(refusal('['.repeat(depth))).toMatchInlineSnapshot(
    `"x: the JSON ends early, after 100000 characters: is the file truncated?"`,
  );
});
