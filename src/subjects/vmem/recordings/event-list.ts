/**
 * Recorded events as numbers, repetitions still folded: seven numbers an event or a `run`, in one list.
 *
 *     event   kind, a, b, c, d (as in events.ts), the Shift that a repetition applies, 0
 *     run     runKind, repetitions, records of its body, strides of va, table, block and page ids;
 *             its body follows
 */
import { type EventKind, type RecordedEvent, Target } from '../machine/events.ts';

export const recordLength = 7;
export const runKind = -1;

/**
 * Which fields of an event are addresses or ids, and the target of each id. Target 0 … 2 is added to
 * two of them.
 */
export const Shift = { none: 0, vaInA: 1, vaInAB: 2, vaInC: 3, vaInB: 4, vaInBIdInD: 5, idInB: 8 };

export interface EventList {
  readonly records: readonly number[];
  /** Events after expansion. */
  readonly count: number;
}

/** The state of one level of repetition. */
interface RepeatLevel {
  bodyStart: number;
  bodyEnd: number;
  /** End of the list that contains this run. */
  outerEnd: number;
  /** Remaining repetitions after this one. */
  left: number;
  va: number;
  ids: number[];
  /** The shifts outside this run. */
  outerVa: number;
  outerIds: number[];
}

function newFrame(): RepeatLevel {
  return {
    bodyStart: 0,
    bodyEnd: 0,
    outerEnd: 0,
    left: 0,
    va: 0,
    ids: [0, 0, 0],
    outerVa: 0,
    outerIds: [0, 0, 0],
  };
}

/** Iterates over a list event by event, expanding runs; the current event is in its fields. */
export class EventCursor implements RecordedEvent {
  kind: EventKind = 0;
  a = 0;
  b = 0;
  c = 0;
  d = 0;
  private records: readonly number[] = [];
  private at = 0;
  private end = 0;
  private depth = 0;
  private va = 0;
  private readonly ids = [0, 0, 0];
  private readonly frames: RepeatLevel[] = [];

  /** Before the first event of `list`. */
  start(list: EventList): void {
    this.records = list.records;
    this.at = 0;
    this.end = list.records.length;
    this.depth = 0;
    this.va = 0;
    this.ids.fill(0);
  }

  /** Advances to the next event; false after the last. */
  advance(): boolean {
    const { records } = this;
    for (;;) {
      while (this.at === this.end) {
        if (this.depth === 0) return false;
        this.repeatOrLeave(this.frames[this.depth - 1]);
      }
      const { at } = this;
      if (records[at] !== runKind) break;
      this.enter(at);
    }
    const { at } = this;
    this.kind = records[at] as EventKind;
    this.a = records[at + 1];
    this.b = records[at + 2];
    this.c = records[at + 3];
    this.d = records[at + 4];
    if (this.depth > 0) this.shift(records[at + 5]);
    this.at = at + recordLength;
    return true;
  }

  private shift(shift: number): void {
    if (shift === Shift.none) return;
    if (shift >= Shift.idInB) {
      this.b += this.ids[shift - Shift.idInB];
    } else if (shift >= Shift.vaInB) {
      this.b += this.va;
      if (shift >= Shift.vaInBIdInD) this.d += this.ids[shift - Shift.vaInBIdInD];
    } else if (shift === Shift.vaInC) {
      this.c += this.va;
    } else {
      this.a += this.va;
      if (shift === Shift.vaInAB) this.b += this.va;
    }
  }

  private enter(at: number): void {
    const { records, ids } = this;
    if (this.frames.length === this.depth) this.frames.push(newFrame());
    const frame = this.frames[this.depth++];
    frame.bodyStart = at + recordLength;
    frame.bodyEnd = frame.bodyStart + records[at + 2] * recordLength;
    frame.outerEnd = this.end;
    frame.left = records[at + 1] - 1;
    frame.va = records[at + 3];
    frame.outerVa = this.va;
    for (let target: number = Target.table; target <= Target.page; target++) {
      frame.ids[target] = records[at + 4 + target];
      frame.outerIds[target] = ids[target];
    }
    this.at = frame.bodyStart;
    this.end = frame.bodyEnd;
  }

  private repeatOrLeave(frame: RepeatLevel): void {
    const { ids } = this;
    if (frame.left > 0) {
      frame.left--;
      this.at = frame.bodyStart;
      this.va += frame.va;
      for (let target = 0; target < ids.length; target++) ids[target] += frame.ids[target];
      return;
    }
    this.depth--;
    this.at = frame.bodyEnd;
    this.end = frame.outerEnd;
    this.va = frame.outerVa;
    for (let target = 0; target < ids.length; target++) ids[target] = frame.outerIds[target];
  }
}
