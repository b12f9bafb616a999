/** A machine at rest as bytes: entries by level and address, marks, live sub-sections, static variables. */
import { InputError } from '../../errors.ts';
import type { StateComponent } from '../../model/system.ts';
import {
  addressOfPage,
  isMemmapAddress,
  levelWords,
  type MemmapGeometry,
  memmapPage,
  type PageLevel,
  pageSize,
} from './geometry.ts';
import { MemmapMachine } from './machine.ts';
import type { PageFrame } from './memory.ts';
import { origins } from './memory.ts';
import type { Built } from './scope.ts';

/** An entry: empty, a table or a leaf from one of the origins. */
const emptyEntry = 0;
const firstTable = 1;
const firstLeaf = firstTable + origins.length;

/** A static variable contains a memmap address, stored as its page plus 1, or a number. */
const firstNumber = 128;

/**
 * The content of a unit: empty, or memmap from an origin; the first unit of an added range has a
 * mark.
 */
export const unitFirst = 8;

export class Layout {
  readonly length: number;
  readonly built: Built;
  private readonly entryStarts: number[] = [];
  private readonly marks: number;
  private readonly units: number;
  private readonly statics: number;

  constructor(built: Built) {
    this.built = built;
    const { geometry, unitCount, staticNames } = built;
    let at = 0;
    for (let level = 0; level <= geometry.root; level++) {
      this.entryStarts.push(at);
      at += this.entryCount(level);
    }
    this.marks = at;
    this.units = this.marks + geometry.pages;
    this.statics = this.units + unitCount;
    this.length = this.statics + staticNames.length;
  }

  private get geometry(): MemmapGeometry {
    return this.built.geometry;
  }

  /** Entries of a level in the window. */
  entryCount(level: number): number {
    return (this.geometry.pages * pageSize) / this.geometry.span[level];
  }

  unit(state: Uint8Array, index: number): number {
    return state[this.units + index];
  }

  /** The entries that map memmap, to compare two states. */
  leaves(state: Uint8Array): string {
    return state
      .slice(0, this.marks)
      .map((entry) => (entry >= firstLeaf ? entry : 0))
      .join(' ');
  }

  encode(machine: MemmapMachine, units: Uint8Array, target: Uint8Array): void {
    target.fill(0);
    this.encodeTable(machine, machine.memory.root, this.geometry.root, 0, target);
    target.set(units, this.units);
    for (const [index, name] of this.built.staticNames.entries()) {
      target[this.statics + index] = this.staticByte(name, machine.statics.get(name) ?? 0);
    }
  }

  private staticByte(name: string, value: number): number {
    if (value === 0) return 0;
    const { geometry } = this;
    if (isMemmapAddress(geometry, value) && value % pageSize === 0) {
      const page = memmapPage(value) + 1;
      if (page < firstNumber) return page;
    }
    if (value > 0 && value < firstNumber) return firstNumber + value;
    throw new InputError(
      `the static variable ${name} holds ${value} between two calls; a state has room for addresses of the memmap and for numbers below ${firstNumber}`,
    );
  }

  private encodeTable(
    machine: MemmapMachine,
    table: PageFrame,
    level: PageLevel,
    first: number,
    target: Uint8Array,
  ): void {
    for (const [index, value] of table.entries) {
      const at = this.entryStarts[level] + first + index;
      const frame = machine.memory.at(machine.format.addressOf(value));
      if (frame === undefined) continue;
      const origin = origins.indexOf(frame.origin);
      if (machine.format.isLeaf(level, value)) {
        target[at] = firstLeaf + origin;
        const page = ((first + index) * this.geometry.span[level]) / pageSize;
        target.set(frame.marked, this.marks + page);
        continue;
      }
      target[at] = firstTable + origin;
      const below = (level - 1) as PageLevel;
      const start = (first + index) * this.geometry.entries[below];
      this.encodeTable(machine, frame, below, start, target);
    }
  }

  decode(state: Uint8Array): MemmapMachine {
    const { geometry, architecture } = this.built;
    const machine = new MemmapMachine(geometry, architecture.format);
    this.decodeTable(machine, machine.memory.root, geometry.root, 0, state);
    for (const [index, name] of this.built.staticNames.entries()) {
      const byte = state[this.statics + index];
      if (byte === 0) continue;
      const value = byte < firstNumber ? addressOfPage(byte - 1) : byte - firstNumber;
      machine.statics.set(name, value);
    }
    for (let unit = 0; unit < this.built.unitCount; unit++) {
      if (this.unit(state, unit) === 0) continue;
      const first = this.built.unitPage(unit);
      machine.live.fill(1, first, first + this.built.unitPages);
    }
    return machine;
  }

  private decodeTable(
    machine: MemmapMachine,
    table: PageFrame,
    level: PageLevel,
    first: number,
    state: Uint8Array,
  ): void {
    const { root, entries, span } = this.geometry;
    const { format } = machine;
    const count = level === root ? this.entryCount(level) : entries[level];
    for (let index = 0; index < count; index++) {
      const byte = state[this.entryStarts[level] + first + index];
      if (byte === emptyEntry) continue;
      const isLeaf = byte >= firstLeaf;
      const origin = origins[byte - (isLeaf ? firstLeaf : firstTable)];
      const bytes = isLeaf ? span[level] : pageSize;
      const frame = machine.memory.allocate(bytes, origin);
      frame.link = { table, index };
      if (isLeaf) {
        table.set(index, frame.address + (format.leafBits[level] ?? 0));
        const page = ((first + index) * span[level]) / pageSize;
        frame.va = addressOfPage(page);
        frame.marked.set(state.subarray(this.marks + page, this.marks + page + frame.pages));
        continue;
      }
      table.set(index, frame.address + format.tableBits);
      frame.isTable = true;
      frame.isCleared = true;
      const below = (level - 1) as PageLevel;
      this.decodeTable(machine, frame, below, (first + index) * entries[below], state);
    }
  }

  /** The state as named fields: each non-empty entry, and the static variables of the code. */
  fields(state: Uint8Array): Record<string, string> {
    const words = [
      '-',
      ...origins.map(tableWord),
      ...origins.map((origin) => `memmap (${origin})`),
    ];
    const fields: Record<string, string> = {};
    for (let level = this.geometry.root; level >= 0; level--) {
      for (let index = 0; index < this.entryCount(level); index++) {
        const page = (index * this.geometry.span[level]) / pageSize;
        const byte = state[this.entryStarts[level] + index];
        const marks = byte >= firstLeaf ? this.markText(state, level, page) : '';
        fields[`${levelWords[level]} of page ${page}`] = `${words[byte]}${marks}`;
      }
    }
    for (let unit = 0; unit < this.built.unitCount; unit++) {
      fields[this.built.unitName(unit)] = this.unit(state, unit) === 0 ? 'not there' : 'live';
    }
    for (const [index, name] of this.built.staticNames.entries()) {
      const byte = state[this.statics + index];
      fields[name] = byte > 0 && byte < firstNumber ? `page ${byte - 1}` : `${byte % firstNumber}`;
    }
    return fields;
  }

  private markText(state: Uint8Array, level: number, page: number): string {
    const count = this.geometry.span[level] / pageSize;
    const marks = [...state.subarray(this.marks + page, this.marks + page + count)];
    return marks.includes(1) ? `, 0xFD: ${marks.join('')}` : '';
  }

  get components(): readonly StateComponent[] {
    const part = (name: string, start: number, end: number): StateComponent => {
      const mask = new Uint8Array(this.length);
      mask.fill(0xff, start, end);
      return { name, mask, isGroup: false };
    };
    return [
      part('entries', 0, this.marks),
      part('marks', this.marks, this.units),
      part('live sub-sections', this.units, this.statics),
      part('static variables', this.statics, this.length),
    ].filter(({ mask }) => mask.includes(0xff));
  }
}

const tableWord = (origin: string): string => (origin === 'boot' ? 'table (boot)' : 'table');
