/** The document `tablewalk/show/1`, for any number of steps: each step is written as it is reached. */

import { type Counterexample, fileContent } from '../../counterexample/counterexample.ts';
import { deltaBetween } from '../../counterexample/differences.ts';
import type { TraceTaker } from '../../counterexample/trace/stream-steps.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Trace, TracedStep } from '../../subject/trace.ts';
import { aroundList, type ByteSink, JsonPieces, jsonAt, lineAt } from '../../text/json-pieces.ts';

const schema = 'tablewalk/show/1';

interface ShowHead {
  readonly schema: typeof schema;
  /** The content of the counterexample file. */
  readonly counterexample: ReturnType<typeof fileContent>;
  readonly invariant: Pick<Invariant, 'id' | 'claim' | 'matters' | 'source' | 'premise'>;
  /** In words: the callers, the machine, and the assumptions of the verdict. */
  readonly contract: string;
  readonly machineText: string;
  readonly assumptions: readonly string[];
}

/** Everything about one counterexample. The page draws it, and `show --format json` prints it. */
export type ShowDocument<Shown extends Trace = Trace> = ShowHead & Shown;

export function showDocument(
  subject: Subject,
  counterexample: Counterexample,
  { id, claim, matters, source, premise }: Invariant,
  trace: Trace,
): ShowDocument {
  const { request } = counterexample;
  const { contract, machine, assumptions } = subject.scopes.describe(request);
  return {
    schema,
    counterexample: fileContent(subject, counterexample),
    invariant: {
      id,
      claim,
      matters,
      ...(source === undefined ? {} : { source }),
      ...(premise === undefined ? {} : { premise }),
    },
    contract,
    machineText: machine,
    assumptions,
    ...trace,
  };
}

/** Indentation depths of a step, of its fields, and of the fields of its state. */
const stepDepth = 2;
const fieldDepth = 3;
const stateDepth = 4;

/** Each step with the whole state after it, or with its changes in the form of `differences.ts`. */
export const stateForms = ['whole', 'changes'] as const;
export type StateForm = (typeof stateForms)[number];

export class ShowStream implements TraceTaker {
  private readonly pieces: JsonPieces;
  private readonly documentOf: (trace: Trace) => ShowDocument;
  /** Caches serialised list elements: most steps leave most of them unchanged. */
  private readonly shared = new WeakMap<object, Uint8Array>();
  private readonly states: StateForm;
  private readonly listsOfState: readonly string[];
  /** The state that the next change begins with. */
  private before: object | null = null;
  private tail = '';
  private isFirst = true;

  constructor(
    sink: ByteSink,
    { states, listsOfState }: { states: StateForm; listsOfState: readonly string[] },
    documentOf: (trace: Trace) => ShowDocument,
  ) {
    this.pieces = new JsonPieces(sink);
    this.states = states;
    this.listsOfState = listsOfState;
    this.documentOf = documentOf;
  }

  begin(trace: Trace): void {
    this.before = trace.initial;
    const document = this.documentOf(trace);
    const { head, tail } = aroundList(
      this.states === 'whole' ? document : { ...document, states: this.states },
      'steps',
    );
    this.tail = tail;
    this.pieces.text(`${head}[`);
  }

  step({ state, violated, ...step }: TracedStep<object>): void {
    const { pieces } = this;
    const open = jsonAt(step, stepDepth);
    pieces.text(
      `${this.isFirst ? '' : ','}${lineAt(stepDepth)}${open.slice(0, -lineAt(stepDepth).length - 1)}`,
    );
    this.isFirst = false;
    if (this.states === 'whole') this.state(state);
    else this.change(state);
    pieces.text(`,${jsonAt({ violated }, stepDepth).slice(1)}`);
  }

  end(): void {
    this.pieces.endDocument(this.tail);
  }

  private state(state: object): void {
    const { pieces } = this;
    const rest = new Map<string, unknown>(Object.entries(state));
    let before = `,${lineAt(fieldDepth)}"state": {`;
    for (const name of this.listsOfState) {
      pieces.text(`${before}${lineAt(stateDepth)}"${name}": `);
      pieces.list(this.sharedPieces(rest.get(name)), stateDepth);
      rest.delete(name);
      before = ',';
    }
    // The remaining fields are serialised as an object without its first brace.
    pieces.text(`${before}${jsonAt(Object.fromEntries(rest), fieldDepth).slice(1)}`);
  }

  private change(state: object): void {
    const change = deltaBetween(this.before, state);
    this.before = state;
    this.pieces.text(`,${lineAt(fieldDepth)}"change": ${JSON.stringify(change)}`);
  }

  private *sharedPieces(objects: unknown): Generator<Uint8Array> {
    if (!Array.isArray(objects)) return;
    for (const object of objects as readonly object[]) {
      const known = this.shared.get(object) ?? this.pieces.element(object, stateDepth + 1);
      this.shared.set(object, known);
      yield known;
    }
  }
}
