/** A counterexample as a story: what happened, step by step in kernel words, and why it matters. */

import type { Counterexample } from '../../../counterexample/counterexample.ts';
import { Fact, factMeanings } from '../../../invariants/facts.ts';
import type { Invariant } from '../../../invariants/invariant.ts';
import { meet } from '../../../model/masks.ts';
import {
  commandLines,
  type Paint,
  paragraph,
  plain,
  plural,
  table,
} from '../../../text/paragraph.ts';
import { quotedPath } from '../../../text/shell.ts';
import type { ExecutedOperation } from '../execution/execution.ts';
import type { ScheduledOperation } from '../execution/scheduled-operation.ts';
import { placeText } from '../machine/code-place.ts';
import { isTiny } from '../machine/layouts.ts';
import type { RecordedCall, SeenFact } from '../plain/recorder.ts';
import {
  describeAssumptions,
  describeContract,
  describeScopeMachine,
  describeScopeWorld,
} from '../scope/describe-scope.ts';
import { flagsHere } from '../scope/flags-here.ts';
import { callText, resultText, returnText } from './call-text.ts';
import { placedLines } from './code-text.ts';
import { narrate, type ToldStep } from './narrate.ts';

/** What a story needs of an operation that was executed. */
export type ToldOperation = Omit<ExecutedOperation, 'index' | 'soFar' | 'attemptsBefore'>;

export interface StoryParts {
  readonly counterexample: Counterexample;
  readonly operations: readonly ToldOperation[];
  readonly invariant: Invariant;
  /** Where the counterexample lies; null if it was not written. */
  readonly file: string | null;
  readonly paint?: Paint;
}

const callIndent = '     ';
const stepIndent = '       ';
/** Longer calls are told by their beginning and their end. */
const stepsBeforeMax = 40;
const stepsAfterMax = 6;

/** The whole story, fit to be mailed alone: header, operations, reasons, and how to repeat it. */
export function tellStory(parts: StoryParts): string {
  const { counterexample, invariant } = parts;
  const { request } = counterexample;
  return [
    ...headLines(parts),
    '',
    ...table(
      [
        ['Contract', describeContract(request)],
        ['Machine', describeScopeMachine(request)],
        ['World', describeScopeWorld(request)],
      ],
      '',
    ),
    '',
    ...operationLines(parts),
    '',
    ...paragraph(invariant.matters, 'Why it matters: ', '  '),
    ...sourceLines(invariant),
    ...premiseLines(invariant),
    ...paragraph(`${describeAssumptions(request).join('; ')}.`, 'Assumptions: ', '  '),
    ...reproduceLines(parts),
  ].join('\n');
}

/** The story within a report that has named contract and assumptions already. */
export function tellStoryBriefly(parts: StoryParts): string {
  const { invariant, counterexample } = parts;
  return [
    ...headLines(parts),
    ...paragraph(describeScopeMachine(counterexample.request), 'On ', '   '),
    '',
    ...operationLines(parts),
    '',
    ...paragraph(invariant.matters, 'Why it matters: ', '  '),
    ...premiseLines(invariant),
    ...reproduceLines(parts),
  ].join('\n');
}

export function headLines({
  counterexample,
  invariant,
  paint = plain,
}: Pick<StoryParts, 'counterexample' | 'invariant' | 'paint'>): string[] {
  const { revision } = counterexample.request;
  return [
    ...paragraph(`${revision} violates ${invariant.id}`).map(paint.bad),
    ...paragraph(invariant.claim),
  ];
}

function operationLines({ operations, invariant, paint = plain }: StoryParts): string[] {
  const last = operations.length - 1;
  return operations.flatMap((operation, index) =>
    index === last
      ? tellLastOperation(index + 1, operation, invariant, paint)
      : tellOperation(index + 1, operation),
  );
}

export function sourceLines({ source }: Invariant): string[] {
  return source === undefined ? [] : paragraph(`${source}.`, 'Promised by: ', '  ');
}

export function premiseLines({ premise }: Invariant): string[] {
  return premise === undefined
    ? []
    : paragraph(`this is a strict reading; ${premise}.`, 'Premise: ', '  ');
}

/** Only a tiny geometry can be searched; what was met in a real one is repeated from its file. */
function reproduceLines({ file, counterexample, invariant, paint = plain }: StoryParts): string[] {
  const { request } = counterexample;
  const { self } = paint;
  const flags = flagsHere(request).join(' ');
  const command = `tablewalk check ${flags} --invariants ${invariant.id}`;
  const check = isTiny(request.geometry) ? commandLines(command, self) : [];
  const again = `tablewalk replay ${quotedPath(file ?? '')}`;
  const replay = file === null ? [] : ['Reproduce:', ...commandLines(again, self)];
  if (check.length === 0) return replay;
  return [...replay, file === null ? 'Reproduce:' : 'Found again by:', ...check];
}

/** What the environment did to the operation: "allocation 3 fails". */
export function chanceText({ failed, contents }: ScheduledOperation): string {
  const parts: string[] = [];
  if (failed.length > 0) {
    parts.push(
      `${failed.length === 1 ? 'allocation' : 'allocations'} ${failed.join(', ')} ${failed.length === 1 ? 'fails' : 'fail'}`,
    );
  }
  for (const { attempt, marked } of contents) {
    const bytes = marked.reduce((sum, [, length]) => sum + length, 0);
    parts.push(`allocation ${attempt} returns memory with ${bytes} bytes of 0xFD in it`);
  }
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function outcomeOf(operation: ToldOperation): string {
  if (operation.isCut === true) return `put aside after ${plural(operation.steps, 'step')}`;
  const bad = operation.calls.find((call) => call.result !== null && call.result !== 0);
  if (operation.ends) return 'crashes';
  return bad?.result === undefined || bad.result === null
    ? 'ok'
    : `returns ${resultText(bad.result)}`;
}

/** Who does it, where there are several. */
function whoText({ thread }: Pick<ToldOperation, 'thread'>): string {
  return thread === undefined ? '' : `thread ${thread}: `;
}

/** An operation before the last: one line; its calls too if chance had a hand in it. */
export function tellOperation(number: number, operation: ToldOperation): string[] {
  const chance = chanceText(operation.scheduled);
  const head = paragraph(
    `${whoText(operation)}${operation.label}${chance}: ${outcomeOf(operation)}`,
    `${String(number).padStart(2)}. `,
    '    ',
  );
  if (chance === '') return head;
  const calls = operation.calls.map((call) => `${callIndent}${callText(call)}${returnText(call)}`);
  return [...head, ...calls];
}

function tellLastOperation(
  number: number,
  operation: ToldOperation,
  invariant: Invariant,
  paint: Paint,
): string[] {
  const lines = paragraph(
    `${whoText(operation)}${operation.label}${chanceText(operation.scheduled)}`,
    `${String(number).padStart(2)}. `,
    '    ',
  );
  let isOver = false;
  for (const call of operation.calls) {
    const seen = call.factsAt.filter(({ fact }) => meet(Fact[fact], invariant.violatedBy));
    if (isOver) {
      lines.push(`${callIndent}${callText(call)}${returnText(call)}`);
      continue;
    }
    lines.push(...tellCall(call, seen, paint));
    isOver = seen.length > 0;
  }
  const waits = operation.waits ?? [];
  lines.push(...waits.flatMap((wait) => paragraph(wait, `${stepIndent}<-- here: `)).map(paint.bad));
  return lines;
}

function tellCall(call: RecordedCall, seen: readonly SeenFact[], paint: Paint): string[] {
  // Facts at steps come before facts at rest; the first is the one to point at.
  const first = seen.at(0);
  const at = first === undefined || first.eventIndex === 'rest' ? undefined : first.eventIndex;
  const told = narrate(call.events, new Set(at === undefined ? [] : [at]), call);
  const stop = told.findIndex(({ last }) => at !== undefined && last >= at);
  const before = stop < 0 ? told : told.slice(0, stop + 1);
  const after = stop < 0 ? [] : told.slice(stop + 1);
  const here = seen
    .filter(({ eventIndex }) => eventIndex === first?.eventIndex)
    .flatMap(({ fact }) =>
      paragraph(factMeanings[fact], `${stepIndent}<-- here: `, `${stepIndent}    `),
    )
    .map(paint.bad);
  const result = returnText(call);
  const placeAtRest = first?.eventIndex === 'rest' ? placeText(call.returnedAt) : '';
  const lines = [`${callIndent}${callText(call)}`, ...stepLines(shorten(before, stepsBeforeMax))];
  if (at !== undefined) lines.push(...here, ...stepLines(shorten(after, stepsAfterMax)));
  if (result !== '') lines.push(...placedLines(result, placeAtRest, stepIndent, `${stepIndent}  `));
  if (at === undefined) lines.push(...here);
  return lines;
}

export function stepLines(steps: readonly ToldStep[]): string[] {
  return steps.flatMap(({ text, place = '' }) =>
    placedLines(text, place, stepIndent, `${stepIndent}  `),
  );
}

/** Keeps the beginning and, more important, the end. */
export function shorten(steps: readonly ToldStep[], most: number): ToldStep[] {
  if (steps.length <= most) return [...steps];
  const head = Math.floor(most / 3);
  const tail = most - head - 1;
  const left = steps.slice(head, steps.length - tail);
  const gap: ToldStep = {
    text: `... ${plural(left.length, 'step')} not shown ...`,
    first: left[0].first,
    last: left[left.length - 1].last,
  };
  return [...steps.slice(0, head), gap, ...steps.slice(steps.length - tail)];
}

type LabelledOperation = Pick<ToldOperation, 'label' | 'scheduled' | 'thread'>;

/** The counterexample in one line, for lists and for the file itself. */
export function tellInOneLine(
  revision: string,
  invariantId: string,
  operations: readonly LabelledOperation[],
): string {
  return `${revision} violates ${invariantId}: ${tellOperations(operations)}`;
}

/** Operations in one line, each with what chance did in it. */
export function tellOperations(operations: readonly LabelledOperation[]): string {
  return operations
    .map((operation) => `${whoText(operation)}${operation.label}${chanceText(operation.scheduled)}`)
    .join('; ');
}
