/** The result of shrinking as text and as JSON: the size, what was tried, and the remaining story. */

import { fileContent } from '../../counterexample/counterexample.ts';
import type { ShrinkCounts } from '../../counterexample/shrink/counts.ts';
import { ownKinds } from '../../counterexample/shrink/shrinker.ts';
import { storyText } from '../../counterexample/story.ts';
import type { Subject } from '../../subject/subject.ts';
import { grouped, type Paint, paragraph, plural, table } from '../../text/paragraph.ts';
import type { ShrinkLimit, ShrinkResult } from './run.ts';

/** `out` is where the result was written; null if it could not be. */
export function shrinkText(
  subject: Subject,
  result: ShrinkResult,
  out: string | null,
  paint: Paint,
): string {
  const { counterexample, invariant } = result;
  return [
    ...paragraph(shrunkText(result)).map(paint.strong),
    ...endLines(result, paint),
    '',
    ...countLines(subject, result.counts),
    '',
    storyText(subject, { counterexample, invariant, file: out, paint }),
  ].join('\n');
}

function shrunkText({ file, from, steps, counterexample: { operations } }: ShrinkResult): string {
  const before = `${plural(from.operations, 'operation')}, ${plural(from.steps, 'step')}`;
  const after = `${plural(operations.length, 'operation')}, ${plural(steps, 'step')}`;
  return `${file}: from ${before} to ${after}`;
}

function endLines({ limit, counts }: ShrinkResult, paint: Paint): string[] {
  if (limit !== null) {
    const text = `STOPPED by ${shrinkLimitText(limit)}: the result is valid, but more may be removable.`;
    return paragraph(text).map(paint.unsure);
  }
  const isKept = Object.values(counts).some(({ kept }) => kept > 0);
  const start = isKept ? 'MINIMAL' : 'MINIMAL ALREADY';
  return paragraph(
    `${start}: removing any one or any two of its operations makes the violation disappear.`,
  ).map(paint.good);
}

function shrinkLimitText({ kind, value }: ShrinkLimit): string {
  if (kind === 'interrupted' || value === null) return 'an interrupt';
  if (kind === 'steps') return `the limit of ${plural(value, 'step')}`;
  return kind === 'tries' ? `--max-tries ${value}` : `the time limit (${value / 1000} s)`;
}

function countLines({ shrinking }: Subject, counts: ShrinkCounts): string[] {
  const shown = Object.entries(counts).filter(([, { tried }]) => tried > 0);
  if (shown.length === 0) return ['Tried: nothing could be removed.'];
  const texts = new Map<string, string>([
    ...Object.entries(ownKinds),
    ...shrinking.dimensions.map(({ name, text }): [string, string] => [name, text]),
  ]);
  const rows = shown.map(([kind, { tried, kept }]) => [
    grouped(tried),
    grouped(kept),
    texts.get(kind) ?? kind,
  ]);
  return table([['tried', 'kept', ''], ...rows]).map((line) => line.trimEnd());
}

/** A counterexample that could not be written is included in the document. */
export function shrinkJson(subject: Subject, result: ShrinkResult, out: string | null): unknown {
  const { file, from, steps, counterexample, counts, limit } = result;
  return {
    schema: 'tablewalk/shrink/1',
    file,
    from,
    to: { operations: counterexample.operations.length, steps },
    minimal: limit === null,
    ...(limit === null ? {} : { limit }),
    interrupted: limit?.kind === 'interrupted',
    tried: counts,
    text: counterexample.text,
    out,
    ...(out === null ? { counterexample: fileContent(subject, counterexample) } : {}),
  };
}
