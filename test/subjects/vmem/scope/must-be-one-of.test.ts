/** The error for an unknown word shows a short list in full, and near matches from a long list. */
import { expect, test } from 'vitest';
import { mustBeOneOf } from '../../../../src/input/nearest.ts';

const many = Array.from({ length: 20 }, (_, index) => `revision-${index + 1}`);

test.each([
  ['zer', ['zero', 'recycled'], 'it must be one of zero, recycled; did you mean zero?'],
  ['x', ['zero', 'recycled'], 'it must be one of zero, recycled'],
  [
    'revison-7',
    many,
    'it must be one of the 20 that tablewalk list x lists; did you mean revision-7?',
  ],
  // No name is near: 7 edits to revision-4, 8 to all others of that length, of which the first ones
  // are shown.
  [
    'v2-4',
    many,
    'it must be one of the 20 that tablewalk list x lists; the nearest are revision-4, revision-1, revision-2',
  ],
  ['y'.repeat(61), many, 'it must be one of the 20 that tablewalk list x lists'],
])('%.20s', (word, known, message) => {
  expect(mustBeOneOf(word, known, 'tablewalk list x')).toBe(message);
});
