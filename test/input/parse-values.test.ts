/** Values typed by users, and the errors for invalid ones: flag, value, rule. */
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { nearest } from '../../src/input/nearest.ts';
import {
  formatSections,
  parseBytes,
  parseChoice,
  parseCount,
  parseCountOrAll,
  parseDuration,
  parseRange,
  parseSections,
} from '../../src/input/parse-values.ts';

/** The message of the InputError that `parse` throws; any other error passes. */
function refusal(parse: () => unknown): string {
  try {
    return `accepted: ${JSON.stringify(parse())}`;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

describe('counts', () => {
  test.each([
    ['0', 0],
    ['1000', 1000],
    ['1_000_000', 1_000_000],
    ['1e6', 1_000_000],
    ['2.5e3', 2500],
  ])('%s is read', (text, value) => {
    expect(parseCount('--max-states', text, 0, 1e9)).toBe(value);
  });

  test.each([
    '',
    ' ',
    '-1',
    '1.5',
    '0x10',
    'NaN',
    'Infinity',
    '1e99',
    '99999999999999999999',
    '_1',
  ])('"%s" is refused', (text) => {
    expect(refusal(() => parseCount('--max-states', text, 1, 1e9))).toMatch(
      /^--max-states is ".*"; it must be a whole number from 1 to 1000000000/,
    );
  });

  test('the message names flag, value and rule', () => {
    expect(refusal(() => parseCount('--max-states', 'ten', 1, 100))).toMatchInlineSnapshot(
      `"--max-states is "ten"; it must be a whole number from 1 to 100 (1000, 1_000 and 1e3 are the same)"`,
    );
    expect(refusal(() => parseCountOrAll('--ops', '0', 1, 200))).toMatchInlineSnapshot(
      `"--ops is "0"; it must be a whole number from 1 to 200, or all"`,
    );
  });

  test('all means no bound', () => {
    expect(parseCountOrAll('--ops', 'all', 1, 200)).toBe(Infinity);
  });
});

test('sizes and times have a unit', () => {
  expect(parseBytes('--max-memory', '512M')).toBe(512 * 2 ** 20);
  expect(parseBytes('--max-memory', '4g')).toBe(4 * 2 ** 30);
  expect(parseDuration('--time-limit', '500ms')).toBe(500);
  expect(parseDuration('--time-limit', '2h')).toBe(7_200_000);
  expect(refusal(() => parseBytes('--max-memory', '512'))).toMatchInlineSnapshot(
    `"--max-memory is "512"; it must be a size from 1M to 4096G, for example 512M or 4G"`,
  );
  expect(refusal(() => parseDuration('--time-limit', '0s'))).toMatchInlineSnapshot(
    `"--time-limit is "0s"; it must be a time from 1ms to 2400h, for example 30s, 5m or 2h"`,
  );
});

test('sections: comma between blocks, plus between sections, dots for a range', () => {
  expect(parseSections('--sections', '2,3')).toEqual([[2], [3]]);
  expect(parseSections('--sections', '2+3, 5..7')).toEqual([[2, 3], [5], [6], [7]]);
  expect(formatSections(parseSections('--sections', '2+3,5'))).toBe('2+3,5');
  expect(refusal(() => parseSections('--sections', '2+4'))).toMatchInlineSnapshot(
    `"--sections is "2+4"; it must be sections such as 2,3 (two blocks), 2+3 (one memory block of two sections) or 2..5 (four blocks); joined sections must follow each other"`,
  );
  expect(refusal(() => parseSections('--sections', '5..2'))).toMatchInlineSnapshot(
    `"--sections is "5..2"; it must be sections such as 2,3 (two blocks), 2+3 (one memory block of two sections) or 2..5 (four blocks)"`,
  );
  expect(refusal(() => parseSections('--sections', '0..9999999'))).toMatch(/it must be sections/);
});

test('ranges are hexadecimal and not empty', () => {
  expect(parseRange('--dcss', '0x50000-0x55000')).toEqual({ start: 0x50000, end: 0x55000 });
  expect(refusal(() => parseRange('--dcss', '0x5-0x5'))).toMatchInlineSnapshot(
    `"--dcss is "0x5-0x5"; it must be a range whose end is above its start"`,
  );
  expect(refusal(() => parseRange('--dcss', 'here'))).toMatchInlineSnapshot(
    `"--dcss is "here"; it must be a range of addresses such as 0x50000-0x55000"`,
  );
});

test('an unknown word: the error shows the list and the nearest word', () => {
  expect(
    refusal(() => parseChoice('--fresh', 'recyled', ['zero', 'recycled'])),
  ).toMatchInlineSnapshot(
    `"--fresh is "recyled"; it must be one of zero, recycled; did you mean recycled?"`,
  );
  expect(refusal(() => parseChoice('--fresh', 'x'.repeat(1000), ['zero']))).toMatchInlineSnapshot(
    `"--fresh is "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."; it must be one of zero"`,
  );
});

test('the nearest word: a swap is one edit, nonsense has no neighbour', () => {
  expect(nearest('hcek', ['check', 'replay'])).toBeUndefined();
  expect(nearest('chekc', ['check', 'replay'])).toBe('check');
  expect(nearest('LIST', ['list'])).toBe('list');
  expect(nearest('frobnicate', ['check', 'replay'])).toBeUndefined();
});
