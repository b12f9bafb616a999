/** How text is escaped on output; the program's own colours are kept. */
import { describe, expect, test } from 'vitest';
import { Ink } from '../../src/cli/output.ts';
import { InputError, MemoryError, OutputError } from '../../src/errors.ts';
import { asciiText, inertText, visibleLine, visibleText } from '../../src/text/visible-text.ts';

describe('visible text', () => {
  test.each([
    ['an escape sequence', '\u001b[31mred', '\\u001b[31mred'],
    ['C1', '\u0085\u009b', '\\u0085\\u009b'],
    ['delete, tab, carriage return', '\u007f\t\r', '\\u007f\\u0009\\u000d'],
    ['directions', '\u202e\u2066\u200f\u061c', '\\u202e\\u2066\\u200f\\u061c'],
    ['no width', '\u200b\u00ad\ufeff\ufe0f', '\\u200b\\u00ad\\ufeff\\ufe0f'],
    ['line ends of Unicode', '\u2028\u2029', '\\u2028\\u2029'],
    ['a half of a pair', 'x\ud83dy', 'x\\ud83dy'],
    ['outside the first plane: two units', '\u{e0041}', '\\udb40\\udc41'],
    ['what is no character', '\uffff\ufdd0', '\\uffff\\ufdd0'],
    ['a line feed stays', 'a\nb', 'a\nb'],
    ['letters of all scripts stay', 'aé漢\u{1f600}\u00a0', 'aé漢\u{1f600}\u00a0'],
    ['what is escaped stays', '\\u001b', '\\u001b'],
  ])('%s', (_, text, expected) => {
    expect(visibleText(text)).toBe(expected);
    expect(visibleText(expected)).toBe(expected);
    // It is the same value in a JSON document.
    const document = JSON.stringify({ text });
    expect(JSON.parse(inertText(visibleText(document)))).toEqual({ text });
  });

  test('a single line, ASCII', () => {
    expect(visibleLine('a\r\nb')).toBe('a\\u000d\\u000ab');
    expect(asciiText('é\n\u{1f600}\u001b')).toBe('\\u00e9\n\\ud83d\\ude00\\u001b');
  });

  test('errors are one line', () => {
    for (const kind of [InputError, OutputError, MemoryError]) {
      expect(new kind('a\n::error::b\u001b').message).toBe('a\\u000a::error::b\\u001b');
    }
  });
});

test.each([
  ['::error::x', '\\u003a:error::x'],
  ['a\n \t::error::x', 'a\n \t\\u003a:error::x'],
  ['\u00a0::x', '\u00a0\\u003a:x'],
  ['a\n\n::x\n::y', 'a\n\n\\u003a:x\n\\u003a:y'],
  ['a ::x, : :y', 'a ::x, : :y'],
  ['a ##[error]x ##vso[y] ###[z]', 'a \\u0023#[error]x \\u0023#vso[y] #\\u0023#[z]'],
  ['## tablewalk [x]\n### [x]', '## tablewalk [x]\n### [x]'],
])('commands of a runner: %j', (text, expected) => {
  expect(inertText(text)).toBe(expected);
  expect(inertText(expected)).toBe(expected);
});

describe('ink', () => {
  test('colours of the program become escape sequences, those in other text do not', () => {
    const ink = new Ink();
    const { bad, good, unsure, strong } = ink.paint;
    const text = [bad, good, unsure, strong].map((painted) => painted('\u001b[5mx')).join(' ');
    expect(ink.written(text)).toBe(
      [31, 32, 33, 1]
        .map((sign) => `\u001b[${sign}m\\u001b[5mx\u001b[${sign === 1 ? 22 : 39}m`)
        .join(' '),
    );
  });

  test('colour marks of another run are plain text', () => {
    const mark = new Ink().paint.bad('x');
    expect(new Ink().written(mark)).toBe(mark);
  });
});
