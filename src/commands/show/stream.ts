/** The output of `show --format json`, for any number of steps: each is written as it is reached. */

import { difference } from '../../counterexample/differences.ts';
import type { StepState } from '../../subjects/vmem/trace/step-state.ts';
import type { ExecutedStep, ExecutionTrace } from '../../subjects/vmem/trace/steps.ts';
import type { TraceTaker } from '../../subjects/vmem/trace/stream-steps.ts';
import { aroundList, type ByteSink, JsonPieces, jsonAt, lineAt } from '../../text/json-pieces.ts';
import type { ShowDocument } from './document.ts';

/** Depths of lines: of a step in the list of steps, of its fields, and of those of its state. */
const stepDepth = 2;
const fieldDepth = 3;
const stateDepth = 4;

/** Each step with the whole state after it, or with what it changes, as `differences.ts` writes it. */
export const stateForms = ['whole', 'changes'] as const;
export type StateForm = (typeof stateForms)[number];

export class ShowStream implements TraceTaker {
  private readonly pieces: JsonPieces;
  private readonly documentOf: (trace: ExecutionTrace) => ShowDocument;
  /** Tables and memmap: most steps leave most of them unchanged. */
  private readonly shared = new WeakMap<object, Uint8Array>();
  private readonly states: StateForm;
  /** The state before the next change. */
  private before: StepState | null = null;
  private tail = '';
  private isFirst = true;

  constructor(
    sink: ByteSink,
    states: StateForm,
    documentOf: (trace: ExecutionTrace) => ShowDocument,
  ) {
    this.pieces = new JsonPieces(sink);
    this.states = states;
    this.documentOf = documentOf;
  }

  begin(trace: ExecutionTrace): void {
    this.before = trace.initial;
    const document = this.documentOf(trace);
    const { head, tail } = aroundList(
      this.states === 'whole' ? document : { ...document, states: this.states },
      'steps',
    );
    this.tail = tail;
    this.pieces.text(`${head}[`);
  }

  step({ state, violated, ...step }: ExecutedStep): void {
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
    this.pieces.text(`${lineAt(1)}]${this.tail}\n`);
  }

  private state({ tables, memmap, ...rest }: StepState): void {
    const { pieces } = this;
    pieces.text(`,${lineAt(fieldDepth)}"state": {${lineAt(stateDepth)}"tables": `);
    pieces.list(this.sharedPieces(tables), stateDepth);
    pieces.text(`,${lineAt(stateDepth)}"memmap": `);
    pieces.list(this.sharedPieces(memmap), stateDepth);
    // The rest is an object of its own, without its opening brace.
    pieces.text(`,${jsonAt(rest, fieldDepth).slice(1)}`);
  }

  private change(state: StepState): void {
    const change = difference(this.before, state);
    this.before = state;
    this.pieces.text(`,${lineAt(fieldDepth)}"change": ${JSON.stringify(change)}`);
  }

  private *sharedPieces(objects: readonly object[]): Generator<Uint8Array> {
    for (const object of objects) {
      const known = this.shared.get(object) ?? this.pieces.element(object, stateDepth + 1);
      this.shared.set(object, known);
      yield known;
    }
  }
}
