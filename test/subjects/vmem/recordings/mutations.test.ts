/**
 * Replaying a damaged recording ends with a result or an InputError, never with another error or an
 * endless loop. Golden recordings are truncated, overwritten and changed at random positions.
 */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { InputError } from '../../../../src/errors.ts';
import { replayTrace } from '../../../../src/subjects/vmem/recordings/replay.ts';
import { goldenLines, goldenNames } from './recordings.ts';

/** Only the first lines, because the same code handles errors in later lines. */
const linesKept = 12;
const recordings = goldenNames
  .filter((name) => /\.t[345]-|r5-|r3-56/.test(name))
  .map((name) => goldenLines(name).slice(0, linesKept));

function endsWell(lines: string[]): void {
  try {
    expect(replayTrace('damaged.jsonl', lines).kind).toBe('replayed');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(/^damaged\.jsonl:\d+: .+/);
    expect(error.message.length).toBeLessThan(500);
  }
}

const recording = fc.constantFrom(...recordings);
const anyLine = fc.nat(linesKept - 1);

test.prop([recording, anyLine, fc.double({ min: 0, max: 1, noNaN: true })])(
  'truncated at any byte',
  (lines, line, share) => {
    const at = Math.min(line, lines.length - 1);
    const cut = lines[at].slice(0, Math.floor(lines[at].length * share));
    endsWell([...lines.slice(0, at), cut]);
  },
);

test.prop([recording, anyLine, fc.nat(), fc.string({ minLength: 1, maxLength: 3 })])(
  'overwritten at any byte',
  (lines, line, place, text) => {
    const at = Math.min(line, lines.length - 1);
    const from = place % lines[at].length;
    const damaged = lines[at].slice(0, from) + text + lines[at].slice(from + text.length);
    endsWell(lines.with(at, damaged));
  },
);

/** Values that are valid elsewhere in a recording, and values that are never valid. */
const replacement = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    '0x0',
    '0x1000',
    '0x80000',
    '0xfffffffffffff000',
    '0xffffffffffffffff',
    '-0x1000',
  ),
  fc.constantFrom('t1', 'b1', 'p1', 't0', 'dir', 'block', 'pte', 'pgd', 'reset', 'vmemmap_free'),
  fc.constantFrom(0, 1, -1, 253, 4096, 2 ** 31, 2 ** 53, 1e15, 1e300, null, true, false),
);

type Json = Record<string, unknown> | unknown[];

/** Every position in a JSON value, as [holder, key]. */
function placesOf(value: unknown): [Json, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Json;
  return Object.entries(holder).flatMap(([key, inner]) => [
    [holder, key] as [Json, string],
    ...placesOf(inner),
  ]);
}

test.prop([recording, anyLine, fc.nat(), replacement], { numRuns: 1500 })(
  'one value replaced by another',
  (lines, line, place, value) => {
    const at = Math.min(line, lines.length - 1);
    const parsed: unknown = JSON.parse(lines[at]);
    const places = placesOf(parsed);
    const [holder, key] = places[place % places.length];
    (holder as Record<string, unknown>)[key] = value;
    endsWell(lines.with(at, JSON.stringify(parsed)));
  },
);

test.prop([recording, anyLine, fc.nat()], { numRuns: 300 })(
  'one value missing',
  (lines, line, place) => {
    const at = Math.min(line, lines.length - 1);
    const parsed: unknown = JSON.parse(lines[at]);
    const places = placesOf(parsed);
    const [holder, key] = places[place % places.length];
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
    endsWell(lines.with(at, JSON.stringify(parsed)));
  },
);

test.prop([recording, anyLine, anyLine])('lines swapped', (lines, a, b) => {
  const [first, second] = [a, b].map((line) => Math.min(line, lines.length - 1));
  endsWell(lines.with(first, lines[second]).with(second, lines[first]));
});
