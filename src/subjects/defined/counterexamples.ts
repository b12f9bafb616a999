/** Counterexamples of a defined system: a list of action names, told as the fields that each action changed. */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { TransitionRecord } from '../../model/system.ts';
import type { Execution, ScheduledOperation, ScopedSchedule } from '../../subject/execution.ts';
import type { SubjectFiles } from '../../subject/files.ts';
import type { Story, SubjectStory } from '../../subject/story.ts';
import type { ItfValue, SubjectTrace, Surveyed, TracedStep } from '../../subject/trace.ts';
import { paragraph } from '../../text/paragraph.ts';
import { type DefinedSystem, initialStateName } from './define-system.ts';
import { type ActionExecutor, stateOf, type TakenAction } from './execution.ts';
import { type DefinedScope, scopeSchema } from './scope.ts';

const actionRule = { error: 'it must be an action { op: "its name" }' };

export const definedFiles: SubjectFiles = {
  requestSchema: scopeSchema,
  operationSchema: z.strictObject({ op: z.string(actionRule) }, actionRule),
  check(file: string, { turns }: ScopedSchedule): void {
    if (turns !== undefined) throw new InputError(`${file}: turns is given; actions take no turns`);
  },
  scheduleOf: (_, path: readonly TransitionRecord[]) => ({
    operations: path.map(({ label }) => ({ op: label })),
  }),
  storyOf: ({ request, operations }: ScopedSchedule) => [request, operations],
  tag: ({ revision }: DefinedScope) => revision,
};

/** Actions have nothing that could be smaller, and a system that is written down assumes nothing. */
export const definedShrinking = { dimensions: [], sizeOf: () => [] };
export const definedExplaining = { chances: () => [], assumptions: () => [] };

export function definedStory<State>(
  defined: DefinedSystem<State>,
  executor: ActionExecutor,
): SubjectStory {
  return {
    modelled: 'a defined system',
    places: () => [],
    operationText: ({ label }) => label,
    operationLines({ counterexample, invariant, paint }: Story): string[] {
      const { operations } = executor.execute(counterexample);
      const last = operations.length - 1;
      return operations.flatMap((part, at) => {
        const lines = paragraph(part.label, `${String(at + 1).padStart(2)}. `, '    ');
        const before = operations[at - 1]?.state ?? null;
        const changes = changesBetween(
          before === null ? { ...defined.initial } : { ...stateOf(defined, before) },
          { ...stateOf(defined, part.state) },
        );
        const changed = changes === '' ? [] : paragraph(changes, '     changed: ', '       ');
        const here = at === last ? paragraph(`<-- here: ${invariant.id}`, '       ') : [];
        return [...lines, ...changed, ...here.map(paint.bad)];
      });
    },
    placesOf: () => [],
    functionOf: () => null,
    callCount: ({ operations }: Execution) => operations.length,
    canBeSearched: ({ file }: DefinedScope) => file !== undefined,
  };
}

function changesBetween(before: object, after: object): string {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after)
    .flatMap(([name, value]) => {
      const [was, is] = [old.get(name), value].map((one) => JSON.stringify(one));
      return was === is ? [] : [`${name} ${was} -> ${is}`];
    })
    .join('; ');
}

export function definedTrace<State>(
  defined: DefinedSystem<State>,
  executor: ActionExecutor,
  invariants: readonly Invariant[],
): SubjectTrace {
  const brokenBy = (facts: number): Invariant[] =>
    invariants.filter(({ violatedBy }) => (violatedBy & facts) !== 0);
  const stepOf = (part: TakenAction, index: number): TracedStep<object> => {
    const violated = brokenBy(part.facts).map(({ id }) => id);
    return {
      index,
      number: index + 1,
      operation: index,
      call: 0,
      thread: 1,
      kind: 'action',
      text: part.label,
      silent: false,
      facts: violated,
      violated,
      state: { ...stateOf(defined, part.state) },
    };
  };
  return {
    survey: ({ invariant, ...schedule }) => ({
      initial: { ...defined.initial },
      ...surveyOf(executor.execute(schedule), (execution) =>
        brokenAt(execution, invariant, invariants),
      ),
    }),
    visit(counterexample, _, last, visit): void {
      const { operations } = executor.execute(counterexample);
      const initial = { ...defined.initial };
      for (const [index, part] of operations.entries()) {
        if (index <= last) visit(stepOf(part, index), initial, '');
      }
    },
    listsOfState: [],
    itf: itfOf(defined.initial),
    mermaid: ({ operations }) =>
      ['sequenceDiagram', '  participant system', ...operations.map(actionLine)].join('\n'),
    factMeanings: Object.fromEntries(invariants.map(({ id, claim }) => [id, claim])),
    crashWords: {},
    factsIn: (mask: number) => brokenBy(mask).map(({ id }) => id),
  };
}

/** Index of the action after which the claim is broken, -1 if none is. */
function brokenAt(
  { operations, isStuck }: Execution,
  invariant: string,
  invariants: readonly Invariant[],
): number {
  const violatedBy = invariants.find(({ id }) => id === invariant)?.violatedBy ?? 0;
  if (violatedBy === 0) return isStuck ? operations.length - 1 : -1;
  return operations.findIndex(({ facts }) => (facts & violatedBy) !== 0);
}

function surveyOf(
  execution: Execution<TakenAction>,
  brokenIn: (execution: Execution) => number,
): Omit<Surveyed, 'initial'> {
  const { operations, divergence } = execution;
  if (operations.length === 0) {
    throw new InputError(`the first operation cannot happen: ${divergence?.reason ?? ''}`);
  }
  const at = brokenIn(execution);
  return {
    operations: operations.map(({ label, scheduled, steps, ends }, index) => ({
      label,
      thread: 1,
      scheduled,
      steps,
      ends,
      isCut: false,
      calls: [],
      firstStep: index,
      lastStep: index,
    })),
    steps: [],
    violatedAt: at < 0 ? null : at,
    leftBecause: divergence?.reason ?? null,
    pending: [],
    waits: [],
    listed: operations.length,
    frames: [],
  };
}

/** Values as JSON: their types are the user's. */
function itfOf(initial: object): SubjectTrace['itf'] {
  return {
    types: Object.fromEntries(Object.keys(initial).map((name) => [name, 'Str'])),
    maps: [],
    rest: (state: object): Record<string, ItfValue> =>
      Object.fromEntries(
        Object.entries(state).map(([name, value]) => [name, JSON.stringify(value)]),
      ),
  };
}

/** The initial state is no action, but may break a claim. */
function actionLine({ op }: ScheduledOperation): string {
  const text = op.replaceAll(';', ',').replaceAll('#', '');
  return op === initialStateName ? `  Note over system: ${text}` : `  system->>system: ${text}`;
}
