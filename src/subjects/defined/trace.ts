/** A schedule step by step: each action is a step, and a state is the object of the fields. */
import { InputError } from '../../errors.ts';
import { type Invariant, idsBrokenBy } from '../../invariants/invariant.ts';
import type { ScopedSchedule } from '../../subject/execution.ts';
import type { ItfValue, SubjectTrace, Surveyed, TracedStep } from '../../subject/trace.ts';
import { mermaidText } from '../../text/mermaid.ts';
import { noDeadlock } from './define-system.ts';
import { definedState, executorOf } from './execution.ts';
import type { DefinedModel } from './model.ts';
import { changedValues } from './story.ts';

type Traced = ScopedSchedule & { readonly invariant: string };

interface TracedSchedule {
  readonly survey: Surveyed;
  readonly steps: readonly TracedStep<object>[];
}

export function definedTrace<State>(
  model: DefinedModel<State>,
  invariants: readonly Invariant[],
): SubjectTrace {
  const { system: defined } = model;
  const judged = invariants.filter(({ violatedBy }) => violatedBy !== 0);
  const namesIn = (mask: number): string[] => idsBrokenBy(judged, mask);
  const follow = (counterexample: Traced): TracedSchedule =>
    followed(model, counterexample, namesIn);
  return {
    survey: (counterexample) => follow(counterexample).survey,
    visit(counterexample, { initial }, last, visit) {
      let before = initial;
      for (const step of follow(counterexample).steps.slice(0, last + 1)) {
        visit(step, initial, invariantPurpose(before, step.state));
        before = step.state;
      }
    },
    listsOfState: [],
    itf: {
      types: defined.codec.itfTypes(),
      maps: [],
      rest: (state) =>
        Object.fromEntries(Object.entries(state).map(([name, value]) => [name, itfValue(value)])),
    },
    mermaid: (counterexample) => definedMermaid(model, counterexample, follow(counterexample)),
  };
}

function followed<State>(
  model: DefinedModel<State>,
  counterexample: Traced,
  namesIn: (mask: number) => string[],
): TracedSchedule {
  const { system: defined } = model;
  const execution = executorOf(defined, model).execute(counterexample);
  const { operations: parts, divergence, isStuck } = execution;
  if (parts.length === 0) {
    throw new InputError(`no action is possible as written: ${divergence?.reason ?? ''}`);
  }
  const isDeadlock = isStuck && model.invariants.some(({ id }) => id === noDeadlock.id);
  const steps = parts.map(({ label, facts, state }, index): TracedStep<object> => {
    const isLast = index === parts.length - 1;
    const seen = namesIn(facts);
    return {
      index,
      number: index + 1,
      operation: index,
      call: 0,
      thread: 1,
      kind: 'action',
      text: label,
      silent: false,
      facts: seen,
      violated: isLast && isDeadlock ? [...seen, noDeadlock.id] : seen,
      state: definedState(defined, state) as object,
    };
  });
  const violatedAt = steps.findIndex(({ violated }) => violated.includes(counterexample.invariant));
  return {
    steps,
    survey: {
      initial: defined.initial as object,
      operations: parts.map(({ label, scheduled, steps: count }, index) => ({
        label,
        thread: 1,
        scheduled,
        steps: count,
        ends: false,
        isCut: false,
        calls: [],
        firstStep: index,
        lastStep: index,
      })),
      steps: [],
      violatedAt: violatedAt < 0 ? null : violatedAt,
      leftBecause: divergence?.reason ?? null,
      pending: [],
      waits: isDeadlock ? ['no action is possible in the last state'] : [],
      listed: steps.length,
      frames: [],
    },
  };
}

/** The change made by the action, as text for the page. */
function invariantPurpose(before: object, after: object): string {
  const changed = changedValues(before, after);
  return changed.length === 0 ? 'Nothing changes.' : `${changed.join(', ')}.`;
}

/** A list becomes a sequence, the only plain list of the format. */
function itfValue(value: unknown): ItfValue {
  if (Array.isArray(value)) return { '#tup': value.map(itfValue) };
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}

/** One lifeline, because a system has no parts; each action with its changes. */
function definedMermaid<State>(
  { invariants }: DefinedModel<State>,
  { invariant, request: { revision } }: Traced,
  { survey, steps }: TracedSchedule,
): string {
  const claim = invariants.find(({ id }) => id === invariant)?.claim ?? '';
  return [
    'sequenceDiagram',
    `  %% ${revision} violates ${invariant}: ${claim}`,
    `  participant system as ${mermaidText(revision)}`,
    ...steps.flatMap(({ text, state, violated }, index) => {
      const before = index === 0 ? survey.initial : steps[index - 1].state;
      const changed = changedValues(before, state);
      return [
        `  system->>system: ${index + 1}. ${mermaidText(text)}`,
        ...(changed.length === 0 ? [] : [`  Note over system: ${mermaidText(changed.join(', '))}`]),
        ...(index === survey.violatedAt
          ? [`  Note over system: HERE: ${mermaidText(violated.join(', '))}`]
          : []),
      ];
    }),
  ].join('\n');
}
