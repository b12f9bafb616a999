/**
 * A counterexample in the Informal Trace Format (Apalache ADR-015), for viewers of traces.
 *
 * Addresses are `{"#bigint": "..."}`, because they may exceed what a JSON number holds; counts, offsets
 * and lengths are plain numbers. What is absent is 0 or an empty text: the format knows no null.
 */
import type { PageTableInvariant } from '../invariants/invariant.ts';
import type { Counterexample } from '../trace/counterexample.ts';
import type { AddressRange, StepState } from '../trace/step-state.ts';
import type { ExecutedStep, ExecutionTrace } from '../trace/steps.ts';

/** A state after every step, or only after every operation. */
export const grains = ['step', 'operation'] as const;
export type Grain = (typeof grains)[number];

export interface ItfParts {
  readonly counterexample: Counterexample;
  readonly invariant: PageTableInvariant;
  readonly trace: ExecutionTrace;
  readonly grain: Grain;
}

type Itf =
  | string
  | number
  | boolean
  | { readonly '#bigint': string }
  | { readonly '#tup': readonly Itf[] }
  | { readonly '#set': readonly Itf[] }
  | { readonly '#map': readonly Pair[] }
  | { readonly [field: string]: Itf };

type Pair = readonly [Itf, Itf];

/** Types in the notation of Apalache. */
const varTypes = {
  step: 'Int',
  operation: 'Int',
  thread: 'Int',
  action: 'Str',
  violated: 'Set(Str)',
  entries: '<<Str, Int, Int>> -> { class: Str, target: Str, mayBeCached: Bool, stale: Str }',
  places: 'Str -> Str',
  marks: 'Str -> Set(<<Int, Int>>)',
  tail: 'Int',
  counters: '{ pte: Int, pmd: Int, pud: Int }',
  mutex: 'Int',
  live: '{ identity: Set(<<Int, Int>>), memmap: Set(<<Int, Int>>), initialised: Set(<<Int, Int>>) }',
} as const;

export function showItf({ counterexample, invariant, trace, grain }: ItfParts): unknown {
  const ends = new Set(trace.operations.map(({ lastStep }) => lastStep));
  const steps = grain === 'step' ? trace.steps : trace.steps.filter(({ index }) => ends.has(index));
  const { revision } = counterexample.request;
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      description: `${revision} violates ${invariant.id}: ${invariant.claim}`,
      tool: `tablewalk ${counterexample.tool}`,
      grain,
      varTypes,
    },
    params: [],
    vars: Object.keys(varTypes),
    states: [
      stateOf(0, trace.initial, undefined, []),
      ...steps.map((step, index) =>
        stateOf(index + 1, step.state, step, violatedUpTo(trace, step, grain)),
      ),
    ],
  };
}

/** Claims broken in the step; with coarse grain, in its whole operation. */
function violatedUpTo(
  { steps, operations }: ExecutionTrace,
  step: ExecutedStep,
  grain: Grain,
): readonly string[] {
  if (grain === 'step') return step.violated;
  const { firstStep, lastStep } = operations[step.operation];
  const own = steps.slice(firstStep, lastStep + 1);
  return [...new Set(own.flatMap(({ violated }) => violated))];
}

/** Numbers count from 1; 0 is before the first. A call and a return repeat the number of the step before. */
function stateOf(
  index: number,
  state: StepState,
  step: ExecutedStep | undefined,
  violated: readonly string[],
): unknown {
  const objects = [...state.tables, ...state.memmap];
  const variables: Record<keyof typeof varTypes, Itf> = {
    step: step?.number ?? 0,
    operation: step === undefined ? 0 : step.operation + 1,
    thread: step?.thread ?? 0,
    action: step?.text ?? 'before the first step',
    violated: { '#set': violated },
    entries: entriesOf(state),
    places: { '#map': objects.map(({ name, place }): Pair => [name, place]) },
    marks: {
      '#map': state.memmap.map(
        ({ name, marked }): Pair => [name, { '#set': marked.map((run) => ({ '#tup': [...run] })) }],
      ),
    },
    tail: address(state.tail ?? '0x0'),
    counters: { ...state.counters },
    mutex: state.mutex ?? 0,
    live: {
      identity: rangeSet(state.live.identity),
      memmap: rangeSet(state.live.memmap),
      initialised: rangeSet(state.live.initialised),
    },
  };
  return { '#meta': { index }, ...variables };
}

function address(text: string): Itf {
  return { '#bigint': BigInt(text).toString() };
}

function rangeSet(ranges: readonly AddressRange[]): Itf {
  return { '#set': ranges.map(({ start, end }) => ({ '#tup': [address(start), address(end)] })) };
}

/** Of tables that the root reaches: <<level, start, end>> of a run of equal entries -> what they name. */
function entriesOf({ tables }: StepState): Itf {
  const linked = tables.filter(({ place }) => place === 'linked');
  return {
    '#map': linked.flatMap(({ level, entries }) =>
      entries.map(
        (entry): Pair => [
          { '#tup': [level, address(entry.start), address(entry.end)] },
          {
            class: entry.class,
            target: entry.target ?? '',
            mayBeCached: entry.mayBeCached,
            stale: entry.stale ?? '',
          },
        ],
      ),
    ),
  };
}
