/** The elements of a recorded event, valid in every repetition of the enclosing runs. */
import { hex } from '../../../text/hex.ts';
import { idLetters } from '../steps/event-words.ts';
import {
  addressEnd,
  allowedNumber,
  type Bounds,
  decodeName,
  isWithin,
  parseHex,
  refuseValue,
  type TracePlace,
} from './trace-values.ts';

/** Shifts are lists: ids of tables, blocks and pages, then the address. */
export const vaShift = 3;

/** Lowest and highest sum of the shifts of the enclosing runs. */
interface Reach {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const unmoved: Reach = { low: [0, 0, 0, 0], high: [0, 0, 0, 0] };

/** `shifts` are those of one more run, which repeats `n` times. */
export function reachOf(outer: Reach, shifts: readonly number[], n: number): Reach {
  return {
    low: shifts.map((shift, kind) => outer.low[kind] + Math.min(0, shift * (n - 1))),
    high: shifts.map((shift, kind) => outer.high[kind] + Math.max(0, shift * (n - 1))),
  };
}

const idBounds: Bounds = { min: 1, max: 2 ** 31 - 1 };
const idPattern = /^([tbp])([1-9][0-9]{0,9})$/;

export class EventFields {
  readonly place: TracePlace;
  /** Indices from `events` down to the current event. */
  readonly path: number[] = [];
  /** Shifts of the values of the current event by the enclosing runs. */
  reach = unmoved;

  constructor(place: TracePlace) {
    this.place = place;
  }

  hex(event: readonly unknown[], index: number): number {
    const number = parseHex(event[index]);
    if (typeof number !== 'number') return this.fail(`[${index}]`, event[index], number);
    const low = number + this.reach.low[vaShift];
    const high = number + this.reach.high[vaShift];
    if (low >= 0 && high < addressEnd) return number;
    const reached = hex(low < 0 ? -low : high);
    const allowed = 'from 0x0 to 0xffffffffffffffff in each repetition of its runs';
    return this.fail(
      `[${index}]`,
      event[index],
      `${allowed}; it gets to ${low < 0 ? '-' : ''}${reached}`,
    );
  }

  /** An id of any target: the letter and the number after it. */
  id(event: readonly unknown[], index: number): { target: number; id: number } {
    const parts = idPattern.exec(typeof event[index] === 'string' ? event[index] : '');
    const target = parts === null ? -1 : idLetters.indexOf(parts[1] as 't');
    const id = Number(parts?.[2]);
    if (!isWithin(id, idBounds)) {
      return this.fail(`[${index}]`, event[index], `t, b or p and ${allowedNumber(idBounds)}`);
    }
    const { low, high } = this.reach;
    if (id + low[target] >= idBounds.min && id + high[target] <= idBounds.max)
      return { target, id };
    const allowed = `${allowedNumber(idBounds)} in each repetition of its runs`;
    return this.fail(`[${index}]`, event[index], `t, b or p and ${allowed}`);
  }

  /** The number of an id of this target only. */
  idOf(event: readonly unknown[], index: number, target: number): number {
    const found = this.id(event, index);
    if (found.target === target) return found.id;
    return this.fail(`[${index}]`, event[index], `an id that begins with ${idLetters[target]}`);
  }

  number(event: readonly unknown[], index: number, bounds: Bounds): number {
    const value = event[index];
    return isWithin(value, bounds) ? value : this.fail(`[${index}]`, value, allowedNumber(bounds));
  }

  /** The index of a name among `names`. */
  name(event: readonly unknown[], index: number, names: readonly string[]): number {
    const found = names.indexOf(event[index] as string);
    return found >= 0
      ? found
      : decodeName(this.place, this.pathText(`[${index}]`), event[index], names);
  }

  pathText(suffix: string): string {
    return `events${this.path.map((index) => `[${index}]`).join('')}${suffix}`;
  }

  fail(suffix: string, value: unknown, allowed: string): never {
    return refuseValue(this.place, this.pathText(suffix), value, allowed);
  }
}
