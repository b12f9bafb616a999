/**
 * A counterexample in the Informal Trace Format (Apalache ADR-015), for trace viewers.
 *
 * Addresses are `{"#bigint": "..."}`, because they may exceed a JSON number; counts, offsets and lengths are
 * plain numbers. Absent values are 0 or an empty text: the format has no null.
 */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { AddressRange, StepState, TableState } from '../../subjects/vmem/trace/step-state.ts';
import type { ExecutedStep, ExecutionTrace, TraceWindow } from '../../subjects/vmem/trace/steps.ts';
import type { TraceTaker } from '../../subjects/vmem/trace/stream-steps.ts';
import { aroundList, type ByteSink, JsonPieces, jsonAt, lineAt } from '../../text/json-pieces.ts';

/** A state after every step, or only after every operation. */
export const grains = ['step', 'operation'] as const;
export type Grain = (typeof grains)[number];

export interface ItfParts {
  readonly counterexample: Counterexample;
  readonly invariant: Invariant;
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

/** Writes each state as it is reached, for any number of states. */
export class ItfStream implements TraceTaker {
  private readonly pieces: JsonPieces;
  private readonly parts: ItfParts;
  private tail = '';
  private index = 0;
  private ends: ReadonlySet<number> = new Set();
  /** Claims broken in the steps since the last state. */
  private violated = new Set<string>();
  /** By part of a state, its content in each of the maps. */
  private readonly shared: Readonly<Record<MapName, WeakMap<object, Uint8Array[]>>> = {
    entries: new WeakMap(),
    places: new WeakMap(),
    marks: new WeakMap(),
  };

  constructor(sink: ByteSink, parts: ItfParts) {
    this.pieces = new JsonPieces(sink);
    this.parts = parts;
  }

  begin({ operations, initial, window }: ExecutionTrace): void {
    this.ends = new Set(operations.map(({ lastStep }) => lastStep));
    const { head, tail } = aroundList(headOf(this.parts, window), 'states');
    this.tail = tail;
    this.pieces.text(`${head}[`);
    const from = window?.from ?? 1;
    const action = from === 1 ? 'before the first step' : `before step ${from}`;
    const before = { number: from - 1, operation: -1, thread: 0, text: action };
    this.state(initial, before, []);
  }

  step(step: ExecutedStep): void {
    for (const id of step.violated) this.violated.add(id);
    if (this.parts.grain === 'operation' && !this.ends.has(step.index)) return;
    this.state(step.state, step, [...this.violated]);
    this.violated = new Set();
  }

  end(): void {
    this.pieces.text(`${lineAt(1)}]${this.tail}\n`);
  }

  /**
   * Numbers count from 1; 0 is before the first. A call and a return repeat the number of the previous step.
   */
  private state(state: StepState, step: StateStep, violated: readonly string[]): void {
    const { pieces } = this;
    const open = jsonAt(
      { '#meta': { index: this.index }, ...stepVariables(step, violated) },
      stateLine,
    );
    pieces.text(`${this.index === 0 ? '' : ','}${lineAt(stateLine)}${withoutBrace(open)}`);
    this.index++;
    const linked = state.tables.filter(({ place }) => place === 'linked');
    this.map('entries', linked, entryPairs);
    this.map('places', [...state.tables, ...state.memmap], ({ name, place }) => [[name, place]]);
    this.map('marks', state.memmap, ({ name, marked }) => [
      [name, { '#set': marked.map((run) => ({ '#tup': [...run] })) }],
    ]);
    // The rest is an object of its own, without its opening brace.
    pieces.text(`,${jsonAt(restVariables(state), stateLine).slice(1)}`);
  }

  private map<Part extends object>(
    name: MapName,
    parts: readonly Part[],
    pairsOf: (part: Part) => readonly Pair[],
  ): void {
    const { pieces } = this;
    pieces.text(`,${lineAt(stateLine + 1)}"${name}": {${lineAt(stateLine + 2)}"#map": `);
    pieces.list(this.pairPieces(this.shared[name], parts, pairsOf), stateLine + 2);
    pieces.text(`${lineAt(stateLine + 1)}}`);
  }

  private *pairPieces<Part extends object>(
    shared: WeakMap<object, Uint8Array[]>,
    parts: readonly Part[],
    pairsOf: (part: Part) => readonly Pair[],
  ): Generator<Uint8Array> {
    for (const part of parts) {
      const known =
        shared.get(part) ?? pairsOf(part).map((pair) => this.pieces.element(pair, stateLine + 3));
      shared.set(part, known);
      yield* known;
    }
  }
}

type MapName = 'entries' | 'places' | 'marks';

/** What a state records about the previous step. */
type StateStep = Pick<ExecutedStep, 'number' | 'operation' | 'thread' | 'text'>;

/** Depth of the line in which a state begins. */
const stateLine = 2;

function headOf(
  { counterexample, invariant, grain }: ItfParts,
  window: TraceWindow | undefined,
): object {
  const { revision } = counterexample.request;
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      description: `${revision} violates ${invariant.id}: ${invariant.claim}`,
      tool: `tablewalk ${counterexample.tool}`,
      grain,
      // Marks a part of a story.
      ...(window === undefined ? {} : { window }),
      varTypes,
    },
    params: [],
    vars: Object.keys(varTypes),
    states: [],
  };
}

type Variables<Name extends keyof typeof varTypes> = Record<Name, Itf>;

function stepVariables(
  { number, operation, thread, text }: StateStep,
  violated: readonly string[],
): Variables<'step' | 'operation' | 'thread' | 'action' | 'violated'> {
  return {
    step: number,
    operation: operation + 1,
    thread,
    action: text,
    violated: { '#set': violated },
  };
}

function restVariables(state: StepState): Variables<'tail' | 'counters' | 'mutex' | 'live'> {
  return {
    tail: address(state.tail ?? '0x0'),
    counters: { ...state.counters },
    mutex: state.mutex ?? 0,
    live: {
      identity: rangeSet(state.live.identity),
      memmap: rangeSet(state.live.memmap),
      initialised: rangeSet(state.live.initialised),
    },
  };
}

/** The text of an object, to be continued. */
function withoutBrace(text: string): string {
  return text.slice(0, text.lastIndexOf('\n'));
}

function address(text: string): Itf {
  return { '#bigint': BigInt(text).toString() };
}

function rangeSet(ranges: readonly AddressRange[]): Itf {
  return { '#set': ranges.map(({ start, end }) => ({ '#tup': [address(start), address(end)] })) };
}

/** <<level, start, end>> of a run of equal entries -> what they point to. */
function entryPairs({ level, entries }: TableState): Pair[] {
  return entries.map((entry) => [
    { '#tup': [level, address(entry.start), address(entry.end)] },
    {
      class: entry.class,
      target: entry.target ?? '',
      mayBeCached: entry.mayBeCached,
      stale: entry.stale ?? '',
    },
  ]);
}
