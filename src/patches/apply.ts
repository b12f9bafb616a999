/** Applies a diff to a text, or reports which hunk does not apply. */
import { applyPatch, type StructuredPatch } from 'diff';
import type { FileDiff } from './file-diffs.ts';

export type Applied =
  | { readonly text: string; readonly problem: null }
  | { readonly text: null; readonly problem: string };

/** The search for the place of a hunk starts at its line number; no source file is longer than this. */
const lineMax = 1_000_000;

/** Context must match; the line number of a hunk may be off by some lines. */
export function applyDiff(text: string, { patch, hunks, isBinary }: FileDiff): Applied {
  const failed = (problem: string): Applied => ({ text: null, problem });
  if (isBinary) return failed('it is a binary patch');
  const wrong = hunks.findIndex((hunk) => !hasNumbers(hunk));
  if (wrong >= 0) return failed(`${hunkName(hunks, wrong)} has invalid line numbers`);
  const early = hunks.findIndex((hunk, at) => at > 0 && hunk.oldStart < endOf(hunks[at - 1]));
  // jsdiff would apply it to later lines and repeat them.
  if (early >= 0) return failed(`${hunkName(hunks, early)} is not after the previous one`);
  const apply = (count: number): string | false =>
    applyPatch(text, { ...patch, hunks: hunks.slice(0, count) });
  const whole = apply(hunks.length);
  if (whole !== false) return { text: whole, problem: null };
  const at = firstFailure(hunks.length, (count) => apply(count) === false);
  return failed(`${hunkName(hunks, at)} does not apply`);
}

type Hunk = StructuredPatch['hunks'][number];

function hasNumbers({ oldStart, oldLines, newStart, newLines }: Hunk): boolean {
  return [oldStart, oldLines, newStart, newLines].every(
    (one) => Number.isInteger(one) && one >= 0 && one <= lineMax,
  );
}

function endOf({ oldStart, oldLines }: Hunk): number {
  return oldStart + oldLines;
}

/** If some hunks do not apply together, no superset of them does. */
function firstFailure(count: number, fails: (count: number) => boolean): number {
  let [good, bad] = [0, count];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (fails(middle)) bad = middle;
    else good = middle;
  }
  return bad - 1;
}

function hunkName(hunks: readonly Hunk[], at: number): string {
  const { oldStart, oldLines, newStart, newLines } = hunks[at];
  return `hunk ${at + 1} of ${hunks.length} (@@ -${oldStart},${oldLines} +${newStart},${newLines} @@)`;
}
