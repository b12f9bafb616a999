/** The parts that a counterexample needs, as text and as JSON. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import type {
  ExplainedAssumption,
  ExplainedTry,
  Explanation,
} from '../../counterexample/explain/explain.ts';
import { headLines } from '../../counterexample/story.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { type Paint, paragraph, plural } from '../../text/paragraph.ts';

/** Which parts a counterexample needs. */
export interface ExplainResult {
  readonly file: string;
  readonly counterexample: Counterexample;
  readonly invariant: Invariant;
  readonly explanation: Explanation;
}

export function explainText(result: ExplainResult, paint: Paint): string {
  const { operations, preemptions, chances, assumptions } = result.explanation;
  const operationRows = operations.map(({ operation, label, ...tried }) => [
    `${operation}. ${label}`,
    ...judged(tried),
  ]);
  const preemptionRows = preemptions.map(({ operation, thread, steps, ...tried }) => [
    `thread ${thread} is preempted after ${plural(steps, 'step')} of operation ${operation}`,
    ...judged(tried),
  ]);
  const chanceRows = chances.flatMap(({ changes }) =>
    changes.map(({ text, ...tried }) => [text, ...judged(tried)]),
  );
  return [
    ...headLines({ ...result, paint }),
    '',
    ...paragraph('Each item was removed or changed alone, with all else as in the file.'),
    '',
    ...rowGroup('Operations, each removed:', operationRows),
    ...rowGroup('Preemptions, each removed:', preemptionRows),
    ...rowGroup('Nondeterministic choices, each reversed:', chanceRows),
    ...rowGroup('Assumptions, each changed:', assumptions.map(assumptionRow)),
    ...paragraph(summary(result.explanation)),
  ].join('\n');
}

function judged({ isViolated, instead, note }: ExplainedTry): string[] {
  return [verdict(!isViolated), `without it ${instead}${note === '' ? '' : ` if ${note}`}`];
}

function verdict(isNecessary: boolean): string {
  return isNecessary ? 'NEEDED' : 'not needed';
}

const indent = ' '.repeat(14);

function rowGroup(title: string, rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.flatMap(([what, judgement, reason]) => [
    ...paragraph(what, `  ${judgement.padEnd(10)}  `),
    ...paragraph(reason, indent, `${indent}  `),
  ]);
  return [title, ...lines, ''];
}

function assumptionRow({ title, value, isNecessary, tried }: ExplainedAssumption): string[] {
  const also = tried.filter(({ isViolated }) => isViolated);
  const others = tried.filter(({ isViolated }) => !isViolated);
  const outcomes = [
    ...(also.length === 0 ? [] : [`also with ${also.map(withNote).join(', ')}`]),
    ...others.map((one) => `with ${one.value} ${one.instead}`),
  ];
  return [`${title} ${value}`, verdict(isNecessary), outcomes.join('; ')];
}

function withNote({ value, note }: ExplainedAssumption['tried'][number]): string {
  return note === '' ? value : `${value} if ${note}`;
}

function summary({ operations, preemptions, chances, assumptions }: Explanation): string {
  const count = (tries: readonly ExplainedTry[], noun: string): string =>
    `${tries.filter(({ isViolated }) => !isViolated).length} of ${plural(tries.length, noun)}`;
  const changes = chances.flatMap((group) => group.changes);
  const decisive = changes.filter(({ isViolated }) => !isViolated).length;
  const needed = assumptions.filter(({ isNecessary }) => isNecessary);
  const listed = needed.map(({ title, value }) => `${title} ${value}`);
  const parts = [
    count(operations, 'operation'),
    ...(preemptions.length === 0 ? [] : [count(preemptions, 'preemption')]),
    ...(changes.length === 0
      ? []
      : [`${decisive} of ${plural(changes.length, 'nondeterministic choice')}`]),
    listed.length === 0 ? 'no assumption' : listed.join(', '),
  ];
  return `Needed: ${parts.join('; ')}.`;
}

export function explainJson({ file, counterexample, invariant, explanation }: ExplainResult) {
  const necessary = <Tried extends ExplainedTry>({ isViolated, ...rest }: Tried) => ({
    ...rest,
    necessary: !isViolated,
  });
  return {
    schema: 'tablewalk/explain/1',
    file,
    revision: counterexample.request.revision,
    invariant: invariant.id,
    claim: invariant.claim,
    operations: explanation.operations.map(necessary),
    preemptions: explanation.preemptions.map(necessary),
    ...Object.fromEntries(
      explanation.chances.map(({ name, changes }) => [
        name,
        changes.map(({ operation, fields, text: _, ...tried }) =>
          necessary({ operation, ...fields, ...tried }),
        ),
      ]),
    ),
    assumptions: explanation.assumptions.map(({ name, value, isNecessary, tried }) => ({
      name,
      value,
      necessary: isNecessary,
      tried: tried.map(({ isViolated, ...one }) => ({ ...one, violated: isViolated })),
    })),
  };
}
