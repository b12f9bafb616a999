/** Records one operation: call by call, the source of a story, or only its earliest facts. */
import { Fact, type FactName, factNames } from '../../../invariants/facts.ts';
import { common, meet, union } from '../../../model/masks.ts';
import type { CodePlace } from '../../../text/code-place.ts';
import { type Answer, type CallKind, Op, type Request } from '../kernel/request.ts';
import type { Range } from '../machine/description.ts';
import type { EventKind, RecordedEvent } from '../machine/events.ts';
import type { RunListener } from './monitored-machine.ts';

/** Where a fact was first seen in an operation: at an event of the call, or at rest after it. */
export interface SeenFact {
  readonly fact: FactName;
  readonly eventIndex: number | 'rest';
}

/** A call of an entry point; with kind null, writes of the core between calls. */
export interface RecordedCall {
  readonly kind: CallKind | null;
  readonly range: Range;
  /** Its return value, 0 for void; null if it never returned, and for the core. */
  readonly result: number | null;
  readonly events: readonly RecordedEvent[];
  readonly factsAt: readonly SeenFact[];
  /**
   * By event: the place in a C source that requested it, innermost function first; empty for
   * hand-written programs.
   */
  readonly places: readonly (readonly CodePlace[])[];
  /** Description of a fault of the program itself; null if there is none. */
  readonly problem: string | null;
  /** Where a C source returned. */
  readonly returnedAt: readonly CodePlace[];
  /** True if another thread runs before it returns; it continues in a later record. */
  readonly isCut?: boolean;
}

interface OpenCall extends RecordedCall {
  result: number | null;
  isCut?: boolean;
  readonly events: RecordedEvent[];
  readonly factsAt: SeenFact[];
  readonly places: (readonly CodePlace[])[];
  returnedAt: readonly CodePlace[];
  problem: string | null;
}

const nowhere: readonly CodePlace[] = [];

export class OperationRecorder implements RunListener {
  readonly calls: OpenCall[] = [];

  beginCall(kind: CallKind | null, range: Range): void {
    this.calls.push({
      kind,
      range,
      result: null,
      events: [],
      factsAt: [],
      places: [],
      returnedAt: [],
      problem: null,
    });
  }

  beginCoreWrite(range: Range): void {
    this.beginCall(null, range);
  }

  endCall(result: number): void {
    this.current().result = result;
  }

  event(kind: EventKind, a: number, b: number, c: number, d: number): void {
    this.current().events.push({ kind, a, b, c, d });
  }

  /** The events since the last step belong to this request. */
  endStep({ op, stack }: Request, _answer: Answer | null): void {
    const call = this.current();
    const here = stack?.places() ?? nowhere;
    if (op === Op.return) call.returnedAt = here;
    if (op === Op.fault) call.problem = stack?.problem ?? null;
    while (call.places.length < call.events.length) call.places.push(here);
  }

  /** `facts` is a mask of facts not seen before in this operation. */
  facts(facts: number, atRest: boolean): void {
    const { events, factsAt } = this.current();
    const eventIndex = atRest ? 'rest' : events.length - 1;
    for (const fact of factNames) if (meet(facts, Fact[fact])) factsAt.push({ fact, eventIndex });
  }

  /** Called when the thread is preempted: a call that has not returned continues later. */
  cut(): void {
    const last = this.calls.at(-1);
    if (last !== undefined && last.kind !== null && last.result === null) last.isCut = true;
  }

  private current(): OpenCall {
    if (this.calls.length === 0) this.beginCall(null, { start: 0, end: 0 });
    return this.calls[this.calls.length - 1];
  }
}

export class EarliestFacts extends OperationRecorder {
  /** Facts of the first step with any of them; the return of a call belongs to the previous step. */
  earliest = 0;
  private readonly watched: number;
  private seen = 0;
  private isOpen = true;

  constructor(watched: number) {
    super();
    this.watched = watched;
  }

  override facts(facts: number): void {
    this.seen = union(this.seen, common(facts, this.watched));
  }

  override endStep({ op }: Request, _answer: Answer | null): void {
    if (this.earliest !== 0 && op !== Op.return) this.isOpen = false;
    if (this.isOpen) this.earliest = union(this.earliest, this.seen);
    this.seen = 0;
  }
}
