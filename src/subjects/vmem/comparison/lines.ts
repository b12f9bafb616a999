/** An operation in two revisions, as a report and as JSON. */
import { paragraph, plural } from '../../../text/paragraph.ts';
import type { ExecutedOperation } from '../execution/execution.ts';
import { callText, chanceText, resultText, returnText } from '../story/call-text.ts';
import { placedLines } from '../story/code-text.ts';
import { type NarratedStep, narrate } from '../story/narrate.ts';

/** The effect of an operation in one revision. */
export type ComparedOperation = Pick<ExecutedOperation, 'label' | 'scheduled' | 'calls' | 'ends'>;

const stepsMax = 30;
const callIndent = '     ';
const stepIndent = '       ';

/**
 * An operation with the same effect in both: one line, followed by its calls if it had
 * nondeterministic choices.
 */
export function sameLines(number: number, operation: ComparedOperation): string[] {
  const chance = chanceText(operation.scheduled);
  const head = paragraph(
    `${operation.label}${chance}: ${outcomeOf(operation)}`,
    `${String(number).padStart(2)}. `,
    '    ',
  );
  if (chance === '') return head;
  const calls = operation.calls.map((call) => `${callIndent}${callText(call)}${returnText(call)}`);
  return [...head, ...calls];
}

function outcomeOf(operation: ComparedOperation): string {
  const bad = operation.calls.find((call) => call.result !== null && call.result !== 0);
  if (operation.ends) return 'crashes';
  return bad?.result === undefined || bad.result === null
    ? 'ok'
    : `returns ${resultText(bad.result)}`;
}

/** Its effects in both, one after the other. */
export function differentLines(
  number: number,
  names: readonly [a: string, b: string],
  operations: readonly [a: ComparedOperation, b: ComparedOperation],
): string[] {
  const [chanceA, chanceB] = operations.map(({ scheduled }) => chanceText(scheduled));
  const isSame = chanceA === chanceB;
  const head = paragraph(
    `${operations[0].label}${isSame ? chanceA : ''}`,
    `${String(number).padStart(2)}. `,
    '    ',
  );
  return [
    ...head,
    ...sideLines(`${names[0]}${isSame ? '' : chanceA}`, operations[0]),
    ...sideLines(`${names[1]}${isSame ? '' : chanceB}`, operations[1]),
  ];
}

function sideLines(name: string, { calls, ends }: ComparedOperation): string[] {
  const lines = calls.flatMap((call) => {
    const result = returnText(call).trim();
    return [
      `     ${callText(call)}`,
      ...stepLines(shorten(narrate(call.events), stepsMax)),
      ...(result === '' ? [] : [`       ${result}`]),
    ];
  });
  return [`   ${name}:`, ...lines, ...(ends ? ['       the kernel crashes'] : [])];
}

function stepLines(steps: readonly NarratedStep[]): string[] {
  return steps.flatMap(({ text, place = '' }) =>
    placedLines(text, place, stepIndent, `${stepIndent}  `),
  );
}

/** Keeps the beginning and, more important, the end. */
function shorten(steps: readonly NarratedStep[], most: number): NarratedStep[] {
  if (steps.length <= most) return [...steps];
  const head = Math.floor(most / 3);
  const tail = most - head - 1;
  const left = steps.slice(head, steps.length - tail);
  const gap: NarratedStep = {
    text: `... ${plural(left.length, 'line')} not shown ...`,
    first: left[0].first,
    last: left[left.length - 1].last,
  };
  return [...steps.slice(0, head), gap, ...steps.slice(steps.length - tail)];
}

export function operationJson([a, b]: readonly [ComparedOperation, ComparedOperation]): object {
  const results = ({ calls }: ComparedOperation) => calls.map(({ result }) => result);
  const { failed: failedA, contents: contentsA, ...record } = a.scheduled;
  const { failed: failedB, contents: contentsB } = b.scheduled;
  return {
    label: a.label,
    ...record,
    a: { failed: failedA, contents: contentsA, results: results(a), crashes: a.ends },
    b: { failed: failedB, contents: contentsB, results: results(b), crashes: b.ends },
  };
}
