/** A counterexample in the Informal Trace Format (Apalache ADR-015), for viewers of traces. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import type { TraceTaker } from '../../counterexample/trace/stream-steps.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type {
  ItfMap,
  ItfValue,
  SubjectItf,
  Trace,
  TracedStep,
  TraceWindow,
} from '../../subject/trace.ts';
import { placeText } from '../../text/code-place.ts';
import { aroundList, type ByteSink, JsonPieces, jsonAt, lineAt } from '../../text/json-pieces.ts';

/** A state after every step, or only after every operation. */
export const grains = ['step', 'operation'] as const;
export type Grain = (typeof grains)[number];

export interface ItfParts {
  readonly counterexample: Counterexample;
  readonly invariant: Invariant;
  readonly grain: Grain;
  readonly itf: SubjectItf;
}

/** About the step before a state. */
const stepTypes = {
  step: 'Int',
  operation: 'Int',
  thread: 'Int',
  action: 'Str',
  violated: 'Set(Str)',
} as const;

/** Writes each state as it is reached, for any number of states. */
export class ItfStream implements TraceTaker {
  private readonly pieces: JsonPieces;
  private readonly parts: ItfParts;
  private tail = '';
  private index = 0;
  private ends: ReadonlySet<number> = new Set();
  /** Claims violated in the steps since the last state. */
  private violated = new Set<string>();
  /** By map: the pairs that a part of a state contributes. */
  private readonly shared = new Map<string, WeakMap<object, Uint8Array[]>>();

  constructor(sink: ByteSink, parts: ItfParts) {
    this.pieces = new JsonPieces(sink);
    this.parts = parts;
  }

  begin({ operations, initial, window }: Trace): void {
    this.ends = new Set(operations.map(({ lastStep }) => lastStep));
    const { head, tail } = aroundList(headOf(this.parts, window), 'states');
    this.tail = tail;
    this.pieces.text(`${head}[`);
    const from = window?.from ?? 1;
    const action = from === 1 ? 'before the first step' : `before step ${from}`;
    const before = { number: from - 1, operation: -1, thread: 0, text: action };
    this.state(initial, before, []);
  }

  step(step: TracedStep<object>): void {
    for (const id of step.violated) this.violated.add(id);
    if (this.parts.grain === 'operation' && !this.ends.has(step.index)) return;
    this.state(step.state, step, [...this.violated]);
    this.violated = new Set();
  }

  end(): void {
    this.pieces.endDocument(this.tail);
  }

  /** Counted from 1; 0 is before the first step. A call or a return repeats the number of the previous step. */
  private state(state: object, step: StateStep, violated: readonly string[]): void {
    const { pieces } = this;
    const open = jsonAt(
      { '#meta': { index: this.index, ...codeMeta(step) }, ...stepVariables(step, violated) },
      stateLine,
    );
    pieces.text(`${this.index === 0 ? '' : ','}${lineAt(stateLine)}${withoutBrace(open)}`);
    this.index++;
    const { itf } = this.parts;
    for (const map of itf.maps) this.map(map, state);
    // The remaining fields are serialised as an object without its first brace.
    pieces.text(`,${jsonAt(itf.rest(state), stateLine).slice(1)}`);
  }

  private map(map: ItfMap, state: object): void {
    const { pieces } = this;
    pieces.text(`,${lineAt(stateLine + 1)}"${map.name}": {${lineAt(stateLine + 2)}"#map": `);
    pieces.list(this.pairPieces(map, state), stateLine + 2);
    pieces.text(`${lineAt(stateLine + 1)}}`);
  }

  private *pairPieces(map: ItfMap, state: object): Generator<Uint8Array> {
    const shared = this.shared.get(map.name) ?? new WeakMap<object, Uint8Array[]>();
    this.shared.set(map.name, shared);
    for (const part of map.parts(state)) {
      const known =
        shared.get(part) ??
        map.pairsOf(part).map((pair) => this.pieces.element(pair, stateLine + 3));
      shared.set(part, known);
      yield* known;
    }
  }
}

/** Describes the step before a state. */
type StateStep = Pick<TracedStep, 'number' | 'operation' | 'thread' | 'text' | 'code'>;

/** Indentation depth of the first line of a state. */
const stateLine = 2;

function headOf(
  { counterexample, invariant, grain, itf }: ItfParts,
  window: TraceWindow | undefined,
): object {
  const { revision } = counterexample.request;
  const varTypes = { ...stepTypes, ...itf.types };
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      description: `${revision} violates ${invariant.id}: ${invariant.claim}`,
      tool: `tablewalk ${counterexample.tool}`,
      grain,
      // Marks a partial story.
      ...(window === undefined ? {} : { window }),
      varTypes,
    },
    params: [],
    vars: Object.keys(varTypes),
    states: [],
  };
}

/** The place in a C source that requested the step; hand-written programs have none. */
function codeMeta({ code = [] }: StateStep): object {
  const place = placeText(code);
  return place === '' ? {} : { code: place };
}

function stepVariables(
  { number, operation, thread, text }: StateStep,
  violated: readonly string[],
): Record<keyof typeof stepTypes, ItfValue> {
  return {
    step: number,
    operation: operation + 1,
    thread,
    action: text,
    violated: { '#set': violated },
  };
}

/** The text of an object without its last brace: more fields follow. */
function withoutBrace(text: string): string {
  return text.slice(0, text.lastIndexOf('\n'));
}
