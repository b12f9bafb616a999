/** Parses values that users type: counts, bytes, durations, ranges. Errors name flag, value and rule. */

import { InputError } from '../errors.ts';
import { quotedValue } from '../text/visible-text.ts';
import { mustBeOneOf } from './nearest.ts';

function refuseFlag(flag: string, text: string, allowed: string): never {
  throw new InputError(`${flag} is ${quotedValue(text)}; it must be ${allowed}`);
}

/** One of a list of words; `listing` is the command that lists a long one. */
export function parseChoice<Word extends string>(
  flag: string,
  text: string,
  known: readonly Word[],
  listing = '--help',
): Word {
  const word = known.find((candidate) => candidate === text);
  if (word === undefined) {
    throw new InputError(
      `${flag} is ${quotedValue(text)}; ${mustBeOneOf(text, known, listing)}`,
      known,
    );
  }
  return word;
}

/** Several of a list of words, separated by commas. */
export function parseChoices<Word extends string>(
  flag: string,
  text: string,
  known: readonly Word[],
  listing = '--help',
): Word[] {
  const words = text.split(',').map((part) => parseChoice(flag, part.trim(), known, listing));
  return [...new Set(words)];
}

/** A short name that is safe in files, in keys and on a command line. */
export function parseName(flag: string, text: string, most = 64): string {
  if (new RegExp(`^[\\w.-]{1,${most}}$`).test(text)) return text;
  throw new InputError(
    `${flag} is ${JSON.stringify(text.slice(0, 60))}; it must be 1 to ${most} letters, digits, dots, dashes or underscores`,
  );
}

const countPattern = /^(?:\d[\d_]*|\d+(?:\.\d+)?e\d{1,2})$/i;

/** A whole number: 1000, 1_000 or 1e3. */
export function parseCount(flag: string, text: string, min: number, max: number): number {
  const value = countPattern.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    refuseFlag(
      flag,
      text,
      `a whole number from ${min} to ${max} (1000, 1_000 and 1e3 are the same)`,
    );
  }
  return value;
}

/** A whole number, or `all` for no bound. */
export function parseCountOrAll(flag: string, text: string, min: number, max: number): number {
  if (text === 'all') return Infinity;
  const value = countPattern.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    refuseFlag(flag, text, `a whole number from ${min} to ${max}, or all`);
  }
  return value;
}

const byteUnits: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Bytes: 512M, 4G. */
export function parseBytes(flag: string, text: string): number {
  const match = /^(\d{1,6})([KMG])$/i.exec(text);
  const bytes = match === null ? 0 : Number(match[1]) * byteUnits[match[2].toUpperCase()];
  if (bytes < 2 ** 20 || bytes > 2 ** 42) {
    refuseFlag(flag, text, 'a size from 1M to 4096G, for example 512M or 4G');
  }
  return bytes;
}

const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds: 500ms, 30s, 5m, 2h. */
export function parseDuration(flag: string, text: string): number {
  const match = /^(\d{1,9})(ms|s|m|h)$/.exec(text);
  const elapsed = match === null ? 0 : Number(match[1]) * durationUnits[match[2]];
  if (elapsed < 1 || elapsed > 100 * 24 * durationUnits['h']) {
    refuseFlag(flag, text, 'a time from 1ms to 2400h, for example 30s, 5m or 2h');
  }
  return elapsed;
}

const sectionsRule =
  'sections such as 2,3 (two blocks), 2+3 (one memory block of two sections) or 2..5 (four blocks)';

/** An upper bound for any layout; the layout itself has the exact bound. */
const sectionMax = 2 ** 20;
const blockMax = 64;

/** Memory blocks: `2,3`, `2+3`, `2..5`, and combinations separated by commas. */
export function parseSections(flag: string, text: string): number[][] {
  const blocks = text.split(',').flatMap((part) => parseBlocks(flag, text, part.trim()));
  if (blocks.length > blockMax) refuseFlag(flag, text, `at most ${blockMax} memory blocks`);
  return blocks;
}

function parseBlocks(flag: string, text: string, part: string): number[][] {
  const span = /^(\d{1,7})\.\.(\d{1,7})$/.exec(part);
  if (span !== null) {
    const [first, last] = [Number(span[1]), Number(span[2])];
    if (last < first || last - first >= blockMax || last > sectionMax) {
      refuseFlag(flag, text, sectionsRule);
    }
    return Array.from({ length: last - first + 1 }, (_, index) => [first + index]);
  }
  if (!/^\d{1,7}(?:\+\d{1,7})*$/.test(part)) refuseFlag(flag, text, sectionsRule);
  const block = part.split('+').map(Number);
  if (block.some((section, index) => section !== block[0] + index || section > sectionMax)) {
    refuseFlag(flag, text, `${sectionsRule}; joined sections must follow each other`);
  }
  return [block];
}

/** An address range: 0x50000-0x55000. */
export function parseRange(flag: string, text: string): { start: number; end: number } {
  const match = /^0x([0-9a-f]{1,13})-0x([0-9a-f]{1,13})$/i.exec(text);
  if (match === null) refuseFlag(flag, text, 'a range of addresses such as 0x50000-0x55000');
  const range = { start: Number.parseInt(match[1], 16), end: Number.parseInt(match[2], 16) };
  if (range.end <= range.start) refuseFlag(flag, text, 'a range whose end is above its start');
  return range;
}

/** Memory blocks as `parseSections` reads them. */
export function formatSections(blocks: readonly (readonly number[])[]): string {
  return blocks.map((block) => block.join('+')).join(',');
}

/** "0,1,4,8": ascending page numbers, at least two. */
export function parsePoints(flag: string, text: string): number[] {
  const points = text.split(',').map((part) => parseCount(flag, part.trim(), 0, 1_000_000));
  const ascends = points.every((page, index) => index === 0 || page > points[index - 1]);
  if (points.length < 2 || !ascends) {
    throw new InputError(
      `${flag} is ${JSON.stringify(text.slice(0, 60))}; it must be at least two ascending page numbers, such as 0,1,4,8`,
    );
  }
  return points;
}
