/** The events of one recorded operation, from JSON to numbers, in one pass with an exact error for each mistake. */
import { warners } from '../kernel/request.ts';
import {
  AllocFrom,
  blockOver,
  EventKind,
  oopsReasons,
  pageOver,
  Target,
} from '../machine/events.ts';
import { levelNames } from '../machine/geometry.ts';
import {
  allocNames,
  allocSources,
  allocTarget,
  counterNames,
  idLetters,
  recordedNames,
} from '../steps/event-words.ts';
import { EventFields, reachOf, vaShift } from './event-fields.ts';
import { type EventList, recordLength, runKind, Shift } from './event-list.ts';
import {
  anyByte,
  anyCount,
  anyInteger,
  type Bounds,
  decodeList,
  decodeObject,
  isWithin,
  parseHex,
  refuseValue,
  type TracePlace,
} from './trace-values.ts';

/** An operation with more events than this is rejected before any is expanded. */
const eventCountMax = 50_000_000;
/** Nesting depth of runs; the recorder produces two or three. */
const depthMax = 16;

const faultBytes: Bounds = { min: -1, max: 255 };
const repetitions: Bounds = { min: 1, max: eventCountMax };
const entryTargetNames = ['table', 'block', 'page', 'dir', 'none'] as const;
const entryTargets = [Target.table, Target.block, Target.page, Target.identity, Target.none];
const overTargets = [undefined, blockOver, pageOver, Target.identityOver];

export function decodeEvents(place: TracePlace, value: unknown): EventList {
  return new EventDecoder(place).decode(decodeList(place, 'events', value));
}

class EventDecoder {
  private readonly fields: EventFields;
  private readonly records: number[] = [];

  constructor(place: TracePlace) {
    this.fields = new EventFields(place);
  }

  decode(events: readonly unknown[]): EventList {
    const count = this.list(events);
    if (count > eventCountMax) {
      refuseValue(
        this.fields.place,
        'events',
        events,
        `at most ${eventCountMax} events when expanded`,
      );
    }
    return { records: this.records, count };
  }

  /** Returns the number of events in the list after expansion. */
  private list(events: readonly unknown[]): number {
    let count = 0;
    for (let index = 0; index < events.length; index++) {
      const event = events[index];
      this.fields.path.push(index);
      if (!Array.isArray(event)) this.fields.fail('', event, 'a list: an event');
      if (event[0] === 'run') {
        count += this.run(event);
      } else {
        this.event(event);
        count++;
      }
      this.fields.path.pop();
    }
    return count;
  }

  private run(event: readonly unknown[]): number {
    if (event.length !== 4) this.fields.fail('', event, 'a run: a list of 4');
    if (this.fields.path.length >= depthMax * 2) {
      this.fields.fail('', event, `inside at most ${depthMax} runs`);
    }
    const n = this.fields.number(event, 1, repetitions);
    const path = this.fields.pathText('[2]');
    const strides = decodeObject(this.fields.place, path, event[2], ['va', 't', 'b', 'p']);
    const ids = idLetters.map((letter) => this.idStride(strides[letter], `[2].${letter}`));
    const shifts = [...ids, this.vaStride(strides['va'])];
    const body = event[3];
    if (!Array.isArray(body) || body.length === 0) {
      this.fields.fail('[3]', body, 'a list of events');
    }
    const at = this.records.length;
    this.records.push(runKind, n, 0, shifts[vaShift], ids[0], ids[1], ids[2]);
    const outer = this.fields.reach;
    this.fields.reach = reachOf(outer, shifts, n);
    this.fields.path.push(3);
    const count = n * this.list(body);
    this.fields.path.pop();
    this.fields.reach = outer;
    this.records[at + 2] = (this.records.length - at) / recordLength - 1;
    if (count > eventCountMax) {
      this.fields.fail('[1]', n, `so few that the run stands for at most ${eventCountMax} events`);
    }
    return count;
  }

  private vaStride(value: unknown): number {
    if (value === undefined) return 0;
    const negative = typeof value === 'string' && value.startsWith('-');
    const bytes = parseHex(negative ? value.slice(1) : value);
    if (typeof bytes !== 'number') return this.fields.fail('[2].va', value, `${bytes}, or "-0x…"`);
    return negative ? -bytes : bytes;
  }

  private idStride(value: unknown, suffix: string): number {
    if (value === undefined) return 0;
    return isWithin(value, anyInteger) ? value : this.fields.fail(suffix, value, 'a whole number');
  }

  private event(event: readonly unknown[]): void {
    switch (event[0]) {
      case 'lock':
        this.push(event, 1, EventKind.lock);
        break;
      case 'unlock':
        this.push(event, 1, EventKind.unlock);
        break;
      case 'alloc':
        this.alloc(event);
        break;
      case 'set':
        this.entry(event, EventKind.set);
        break;
      case 'clear':
        this.entry(event, EventKind.clear);
        break;
      case 'free':
        this.freed(event, 1, EventKind.free);
        break;
      case 'badfree':
        if (typeof event[1] !== 'string') this.fields.fail('[1]', event[1], 'a string: the reason');
        this.badFree(event);
        break;
      case 'memset':
        this.bytes(event, EventKind.memset, this.fields.number(event, 3, anyByte));
        break;
      case 'fault':
        this.bytes(event, EventKind.fault, this.fields.number(event, 3, faultBytes));
        break;
      case 'scan':
        if (typeof event[3] !== 'boolean') this.fields.fail('[3]', event[3], 'true or false');
        this.bytes(event, EventKind.scan, event[3] ? 1 : 0);
        break;
      default:
        this.plain(event);
    }
  }

  /** Events without entry or object, and invalid ones. */
  private plain(event: readonly unknown[]): void {
    switch (event[0]) {
      case 'flush': {
        const start = this.fields.hex(event, 1);
        this.push(event, 3, EventKind.flush, start, this.fields.hex(event, 2), 0, 0, Shift.vaInAB);
        break;
      }
      case 'count': {
        const level = this.fields.name(event, 1, counterNames);
        this.push(event, 3, EventKind.count, level, this.fields.number(event, 2, anyInteger));
        break;
      }
      case 'warn':
        this.push(event, 2, EventKind.warn, this.fields.name(event, 1, warners));
        break;
      case 'oops': {
        const reason = this.fields.name(event, 1, oopsReasons);
        const level = this.fields.name(event, 2, levelNames);
        const start = this.fields.hex(event, 3);
        this.push(event, 4, EventKind.oops, reason, level, start, 0, Shift.vaInC);
        break;
      }
      case 'altmap_free':
        this.push(event, 2, EventKind.altmapFree, this.fields.number(event, 1, anyCount));
        break;
      default:
        this.fields.fail('[0]', event[0], `one of ${recordedNames.join(', ')}, run`);
    }
  }

  private alloc(event: readonly unknown[]): void {
    const what = this.fields.name(event, 1, allocNames);
    const target = allocTarget(what);
    const id = event[2] === null ? 0 : this.fields.idOf(event, 2, target);
    const names = event.length > 3;
    const from = names ? this.fields.name(event, 3, allocSources) + 1 : AllocFrom.allocator;
    if (names && target === Target.table) {
      this.fields.fail('[3]', event[3], 'absent: tables never come from the altmap');
    }
    if (from === AllocFrom.fullAltmap && id !== 0) {
      this.fields.fail('[2]', event[2], 'null, as the altmap is full');
    }
    const shift = id === 0 ? Shift.none : Shift.idInB + target;
    this.push(event, names ? 4 : 3, EventKind.alloc, what, id, from, 0, shift);
  }

  private freed(event: readonly unknown[], index: number, kind: EventKind, why = 0): void {
    const { target, id } = this.fields.id(event, index);
    this.push(event, index + 1, kind, target, id, why, 0, Shift.idInB + target);
  }

  private badFree(event: readonly unknown[]): void {
    const fromAltmap = event[1] === 'altmap' ? 1 : 0;
    if (event[2] === null) this.push(event, 3, EventKind.badFree, Target.identity, 0, fromAltmap);
    else this.freed(event, 2, EventKind.badFree, fromAltmap);
  }

  private entry(event: readonly unknown[], kind: EventKind): void {
    const level = this.fields.name(event, 1, levelNames);
    const start = this.fields.hex(event, 2);
    const named = this.fields.name(event, 3, entryTargetNames);
    const hasId = named <= Target.page;
    const length = hasId ? 5 : 4;
    const target = entryTargets[named];
    const id = hasId ? this.fields.idOf(event, 4, named) : 0;
    const shift = hasId ? Shift.vaInBIdInD + named : Shift.vaInB;
    const over = overTargets[named];
    if (kind === EventKind.set && over !== undefined && event[length] === 'over') {
      this.push(event, length + 1, kind, level, start, over, id, shift);
    } else {
      this.push(event, length, kind, level, start, target, id, shift);
    }
  }

  private bytes(event: readonly unknown[], kind: EventKind, byte: number): void {
    const start = this.fields.hex(event, 1);
    this.push(event, 4, kind, start, this.fields.number(event, 2, anyCount), byte, 0, Shift.vaInA);
  }

  private push(
    event: readonly unknown[],
    length: number,
    kind: EventKind,
    a = 0,
    b = 0,
    c = 0,
    d = 0,
    shift = Shift.none,
  ): void {
    if (event.length !== length) this.fields.fail('', event, `a list of ${length}: ${event[0]}`);
    this.records.push(kind, a, b, c, d, shift, 0);
  }
}
