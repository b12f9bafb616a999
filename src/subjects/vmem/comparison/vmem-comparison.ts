/** Compares two revisions of vmem.c in one scope: the shortest path to a difference, as a report and as JSON. */
import { InputError, ModelError } from '../../../errors.ts';
import type {
  Compared,
  ComparedScopes,
  CompareHooks,
  CompareLimits,
  CompareOptions,
  FoundDifference,
} from '../../../subject/comparison.ts';
import { paragraph, plural } from '../../../text/paragraph.ts';
import { buildScope } from '../build-scope.ts';
import type { ExecutedOperation } from '../execution/execution.ts';
import { toScheduledOperation } from '../execution/scheduled-operation.ts';
import { type PerformedOperation, recordOf } from '../plain/world.ts';
import { nothingMappedText } from '../scope/advice.ts';
import { describeAssumptions } from '../scope/describe-scope.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import { callText, chanceText, resultText, returnText } from '../story/call-text.ts';
import { placedLines } from '../story/code-text.ts';
import { type NarratedStep, narrate } from '../story/narrate.ts';
import { PairedChoices } from './choices.ts';
import { PairOfWorlds, PairSearch, type PairStep } from './search.ts';

interface VmemScopes extends ComparedScopes {
  readonly a: ScopeConfig;
  readonly b: ScopeConfig;
}

export const vmemComparison = {
  check: checkPair,
  compare: comparePairs,
  comparedText,
  assumptions: comparedAssumptions,
  vacuousText: (names: readonly [string, string], scopes: readonly ScopeConfig[]): string =>
    nothingMappedText(names, scopes),
};

/**
 * Two revisions take different steps, so a schedule of one is not valid for the other: with threads there is no
 * pair of states to compare.
 */
function checkPair(scopes: VmemScopes, preset: string): void {
  const { a, b } = scopes;
  if (a.threads.length > 0) {
    throw new InputError(
      `preset is ${preset}, in which threads interleave (${a.threads.join(', ')}); diff compares whole operations of one thread: choose another preset, or run tablewalk check --preset ${preset} --revision NAME for ${a.revision} and for ${b.revision}`,
    );
  }
  worldsOf(scopes);
}

function comparePairs(scopes: VmemScopes, limits: CompareLimits, hooks: CompareHooks): Compared {
  const { end, ...counts } = new PairSearch(worldsOf(scopes), limits, hooks).run();
  return {
    found: end.kind === 'different' ? executedAgain(scopes, end.steps) : null,
    limit: end.kind === 'limit' ? { limit: end.limit, value: end.value } : null,
    ...counts,
  };
}

function worldsOf({ a, b, options }: VmemScopes): PairOfWorlds {
  return new PairOfWorlds(buildScope(a), buildScope(b), options);
}

/** Executes the path again, in new worlds, for the report. */
function executedAgain(scopes: VmemScopes, steps: readonly PairStep[]): FoundDifference {
  const worlds = worldsOf(scopes);
  const operations: [ComparedOperation, ComparedOperation][] = [];
  for (const [index, { operation, decisions }] of steps.entries()) {
    const { a, b, differences } = worlds.perform(operation, new PairedChoices(decisions));
    operations.push([
      executedOperation(worlds, 0, operation, a),
      executedOperation(worlds, 1, operation, b),
    ]);
    if (index === steps.length - 1 && differences.length > 0) {
      const { a: one, b: other } = scopes;
      const lines = operations
        .slice(0, -1)
        .flatMap(([first], at) => sameLines(at + 1, first))
        .concat(differentLines(index + 1, [one.revision, other.revision], operations[index]));
      return { operations: operations.map(operationJson), lines, differences };
    }
    if (differences.length > 0) break;
  }
  throw new ModelError('a difference does not reproduce');
}

function executedOperation(
  worlds: PairOfWorlds,
  side: 0 | 1,
  index: number,
  performed: PerformedOperation,
): ComparedOperation {
  const operation = worlds.operation(side, index);
  const { calls, ends } = performed;
  const scheduled = toScheduledOperation(recordOf(performed, operation));
  return { label: operation.label, scheduled, calls, ends };
}

function comparedText({ events, strictMarks }: CompareOptions): string {
  const marks = strictMarks
    ? 'every byte of 0xFD in mapped memmap'
    : 'which unused parts of memmap are marked (the remembered tail counts as marked)';
  const order = events ? ', and the order of events' : '';
  return `return values, crashes, mappings, tables, live memory, direct-map counters, ${marks}${order}`;
}

function comparedAssumptions(scope: ScopeConfig, { strictMarks }: CompareOptions): string[] {
  const recycled =
    scope.fresh === 'recycled' ? ['recycled memory has contents that are possible in both'] : [];
  const unused = strictMarks ? [] : ['memmap in use is not read before the core has written it'];
  return [
    // A comparison does not observe the TLB.
    ...describeAssumptions(scope, { withTlb: false }),
    'allocation n fails in both or in neither',
    ...recycled,
    ...unused,
  ];
}

/** The effect of an operation in one revision. */
type ComparedOperation = Pick<ExecutedOperation, 'label' | 'scheduled' | 'calls' | 'ends'>;

const stepsMax = 30;
const callIndent = '     ';
const stepIndent = '       ';

/**
 * An operation with the same effect in both: one line, followed by its calls if it had
 * nondeterministic choices.
 */
function sameLines(number: number, operation: ComparedOperation): string[] {
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
function differentLines(
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
      ...stepLines(shorten(narrate(call.events, new Set(), call), stepsMax)),
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

function operationJson([a, b]: readonly [ComparedOperation, ComparedOperation]): object {
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
