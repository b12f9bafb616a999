/** Compares the events of the model with the recorded ones as they occur. */
import type { EventKind, EventSink, RecordedEvent } from '../machine/events.ts';
import { eventText } from '../steps/event-words.ts';
import { EventCursor, type EventList } from './event-list.ts';

/** Shown for a side without further events. */
const noEvent = '(no event)';
const shownBefore = 5;

const noEvents: EventList = { records: [], count: 0 };

/** Stops the model at the first event that differs. */
export class EventDifference extends Error {
  override readonly name = 'Divergence';
  readonly expected: string;
  readonly actual: string;

  constructor(expected: RecordedEvent | null, actual: RecordedEvent | null) {
    super('the model and the recording differ');
    this.expected = expected === null ? noEvent : eventText(expected);
    this.actual = actual === null ? noEvent : eventText(actual);
  }
}

export class EventComparison implements EventSink {
  /** Number of equal events of the current operation. */
  matched = 0;
  private readonly cursor = new EventCursor();
  private list: EventList = noEvents;
  /** True if the recording has no events to compare. */
  private isBlind = false;

  start(list: EventList | null): void {
    this.isBlind = list === null;
    this.list = list ?? noEvents;
    this.cursor.start(this.list);
    this.matched = 0;
  }

  event(kind: EventKind, a: number, b: number, c: number, d: number): void {
    const { cursor } = this;
    if (this.isBlind) return;
    if (!cursor.advance()) throw new EventDifference(null, { kind, a, b, c, d });
    if (
      cursor.kind !== kind ||
      cursor.a !== a ||
      cursor.b !== b ||
      cursor.c !== c ||
      cursor.d !== d
    ) {
      throw new EventDifference(cursor, { kind, a, b, c, d });
    }
    this.matched++;
  }

  /** Call it at the end of the operation: throws if the recording has more events. */
  finish(): void {
    if (this.cursor.advance()) throw new EventDifference(this.cursor, null);
  }

  /** The last equal events. Both sides have them, so the recording is expanded once more. */
  before(): string[] {
    const cursor = new EventCursor();
    cursor.start(this.list);
    const texts: string[] = [];
    for (let index = 0; index < this.matched && cursor.advance(); index++) {
      if (index >= this.matched - shownBefore) texts.push(eventText(cursor));
    }
    return texts;
  }
}
