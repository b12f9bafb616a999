/** What shrinking did: how much is left, what was tried, and the story that remains. */

import { type Counterexample, fileContent } from '../../counterexample/counterexample.ts';
import {
  type ShrinkCounts,
  type ShrinkKind,
  shrinkKinds,
} from '../../counterexample/shrink/counts.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { Execution } from '../../subjects/vmem/execution/execution.ts';
import { tellStory } from '../../subjects/vmem/story/story.ts';
import { grouped, type Paint, paragraph, plural, table } from '../../text/paragraph.ts';

export interface ShrinkLimit {
  readonly kind: 'tries' | 'steps' | 'time' | 'interrupted';
  readonly value: number | null;
}

export interface ShrinkResult {
  readonly file: string;
  readonly invariant: Invariant;
  readonly from: { readonly operations: number; readonly steps: number };
  readonly steps: number;
  readonly counterexample: Counterexample;
  readonly execution: Execution;
  readonly counts: ShrinkCounts;
  /** Why it ended early; null if nothing more can be left out. */
  readonly limit: ShrinkLimit | null;
}

const kindTexts: Readonly<Record<ShrinkKind, string>> = {
  operations: 'leaving out operations that follow each other',
  pairs: 'leaving out two operations',
  failures: 'letting a failed allocation succeed',
  contents: 'fresh memory with less 0xFD in it',
  shifted: 'leaving out one of these, and moving a failure or content',
  exchanged: 'another failure in the place of a failure or content',
  ranges: 'narrower ranges',
  preemptions: 'running an operation on instead of putting it aside',
  scope: 'a smaller scope',
};

/** `out` is where the result was written; null if it could not be. */
export function shrinkText(result: ShrinkResult, out: string | null, paint: Paint): string {
  const { counterexample, invariant, execution } = result;
  return [
    ...paragraph(sizeText(result)).map(paint.strong),
    ...endLines(result, paint),
    '',
    ...countLines(result.counts),
    '',
    tellStory({ counterexample, operations: execution.operations, invariant, file: out, paint }),
  ].join('\n');
}

function sizeText({ file, from, steps, counterexample: { operations } }: ShrinkResult): string {
  const before = `${plural(from.operations, 'operation')}, ${plural(from.steps, 'step')}`;
  const after = `${plural(operations.length, 'operation')}, ${plural(steps, 'step')}`;
  return `${file}: from ${before} to ${after}`;
}

function endLines({ limit, counts }: ShrinkResult, paint: Paint): string[] {
  if (limit !== null) {
    const text = `STOPPED by ${limitText(limit)}: the result is valid, but perhaps more can be left out.`;
    return paragraph(text).map(paint.unsure);
  }
  const isKept = shrinkKinds.some((kind) => counts[kind].kept > 0);
  const start = isKept ? 'MINIMAL' : 'MINIMAL ALREADY';
  return paragraph(
    `${start}: without any one of its operations, or any two, it is none any more.`,
  ).map(paint.good);
}

function limitText({ kind, value }: ShrinkLimit): string {
  if (kind === 'interrupted' || value === null) return 'an interrupt';
  if (kind === 'steps') return `the limit of ${plural(value, 'step')}`;
  return kind === 'tries' ? `--max-tries ${value}` : `the time limit (${value / 1000} s)`;
}

function countLines(counts: ShrinkCounts): string[] {
  const told = shrinkKinds.filter((kind) => counts[kind].tried > 0);
  if (told.length === 0) return ['Tried: nothing could be left out.'];
  const rows = told.map((kind) => [
    grouped(counts[kind].tried),
    grouped(counts[kind].kept),
    kindTexts[kind],
  ]);
  return table([['tried', 'kept', ''], ...rows]).map((line) => line.trimEnd());
}

/** A counterexample that could not be written is a part of the document. */
export function shrinkJson(result: ShrinkResult, out: string | null): unknown {
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
    ...(out === null ? { counterexample: fileContent(counterexample) } : {}),
  };
}
