/**
 * The lines of a recorder's log (record/README.md), read from bytes: a letter, for some kinds a name, then
 * hexadecimal numbers. Numbers are kept as two halves, because table entries and negative results have 64 bits.
 */
import { InputError } from '../../../../errors.ts';
import { hex } from '../../../../text/hex.ts';

const newline = 0x0a;
const space = 0x20;
const plus = 0x2b;
/** Longer lines are not from a log. The content of a block has at most 4096 runs. */
const lineBytesMax = 2 ** 20;
const high = 2 ** 32;
/** An address, a size, and the runs of a block. */
const numbersMax = 2 + 2 * 4096;

/** Kinds whose first word is a name. */
const namedKinds = new Set([...'CRcrVIB!#'].map((letter) => letter.charCodeAt(0)));
/** Kinds that are text to the end of the line. */
const textual = new Set([...'I#!'].map((letter) => letter.charCodeAt(0)));

/** The current line. It is overwritten by the next one. */
export class LogLine {
  kind = '';
  /** The name, or for information the whole rest of the line. */
  name = '';
  text = '';
  count = 0;
  readonly highs = new Float64Array(numbersMax);
  readonly lows = new Float64Array(numbersMax);

  /** A number that is an address, a size or a table entry: exact below 2^53. */
  value(index: number): number {
    return this.highs[index] * high + this.lows[index];
  }

  /** The return value of a function that returns an int. */
  int(index: number): number {
    return this.lows[index] | 0;
  }
}

/**
 * Calls `onLine` for each line of the pieces; skips a truncated last line, where the recorder was stopped.
 */
export function readLogLines(
  file: string,
  chunks: Iterable<Uint8Array>,
  onLine: (line: LogLine, number: number) => void,
): void {
  const line = new LogLine();
  let number = 1;
  let rest: Uint8Array = new Uint8Array(0);
  for (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, from)) {
      if (at > from) {
        parse(line, bytes, from, at);
        onLine(line, number);
      }
      number++;
      from = at + 1;
    }
    rest = bytes.slice(from);
    if (rest.length > lineBytesMax) {
      throw new InputError(`${file}:${number}: the line is longer than ${lineBytesMax} bytes`);
    }
  }
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}

function parse(line: LogLine, bytes: Uint8Array, from: number, to: number): void {
  let at = from + 1;
  const letter = bytes[from];
  line.count = 0;
  line.name = '';
  if (at < to && bytes[at] !== space) {
    // Only the first line is a word.
    line.kind = latin1(bytes, from, to);
    return;
  }
  line.kind = String.fromCharCode(letter);
  at++;
  if (namedKinds.has(letter)) {
    let end = at;
    while (end < to && bytes[end] !== space) end++;
    line.name = latin1(bytes, at, end);
    at = end + 1;
    if (textual.has(letter)) {
      line.text = latin1(bytes, Math.min(at, to), to);
      return;
    }
  }
  while (at < to) at = parseNumber(line, bytes, at, to);
}

/** Reads one number; returns the start of the next. A word that is not a number is one above all digits. */
function parseNumber(line: LogLine, bytes: Uint8Array, from: number, to: number): number {
  let top = 0;
  let low = 0;
  let at = from;
  for (; at < to; at++) {
    const byte = bytes[at];
    if (byte === space || byte === plus) break;
    // 0-9 are 0x30 and up, a-f are 0x61 and up; other letters become numbers above 15, for the kinds of runs.
    const digit = byte < 0x3a ? byte - 0x30 : byte - 0x57;
    top = (top << 4) | (low >>> 28);
    low = (low << 4) | digit;
  }
  if (line.count < numbersMax) {
    line.highs[line.count] = top >>> 0;
    line.lows[line.count] = low >>> 0;
    line.count++;
  }
  return at + 1;
}

/** [offset, bytes] pairs from the numbers of a line. */
export function runsText(line: LogLine, from: number): string {
  const runs: string[] = [];
  for (let index = from; index + 1 < line.count; index += 2) {
    runs.push(`[${line.value(index)},${line.value(index + 1)}]`);
  }
  return `[${runs.join(',')}]`;
}

/** An address as JSON text in a recording, with its quotes. */
export function addressText(address: number): string {
  return `"${hex(address)}"`;
}
