/** Converts a state with named fields to the flat vector of bytes that a search stores, and back. */
import { InputError } from '../../errors.ts';
import { describeGiven } from '../../input/given.ts';
import type { StateComponent } from '../../model/system.ts';
import type { Fields } from './fields.ts';

/** A state as an object; changed in place by actions. */
export type NamedValues = Record<string, unknown>;

interface FieldSlot {
  readonly name: string;
  readonly scalar: Fields[string]['scalar'];
  /** By code. */
  readonly values: readonly unknown[];
  /** Null for a single value. */
  readonly count: number | null;
  readonly at: number;
  /** Bytes of one value. */
  readonly width: 1 | 2;
}

/** A reused state object, with its lists. */
export interface Working {
  readonly state: NamedValues;
  readonly lists: ReadonlyMap<string, unknown[]>;
}

export class StateCodec {
  /** Bytes of one state. */
  readonly length: number;
  private readonly slots: readonly FieldSlot[];

  constructor(fields: Fields) {
    const slots: FieldSlot[] = [];
    let at = 0;
    for (const [name, { scalar, count }] of Object.entries(fields)) {
      const width = scalar.valueCount > 256 ? 2 : 1;
      const values = Array.from({ length: scalar.valueCount }, (_, code) => scalar.valueOf(code));
      slots.push({ name, scalar, values, count, at, width });
      at += width * (count ?? 1);
    }
    this.slots = slots;
    this.length = at;
  }

  /** The fields in words: `items is a whole number from 0 to 1`. */
  describe(): string {
    return this.slots
      .map(({ name, scalar, count }) =>
        count === null
          ? `${name} is ${scalar.allowed}`
          : `${name} is a list of ${count}, each ${scalar.allowed}`,
      )
      .join('; ');
  }

  /** The type of each field in the notation of Apalache. */
  itfTypes(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.slots.map(({ name, scalar, count }) => {
        const type =
          { number: 'Int', boolean: 'Bool' }[typeof scalar.valueOf(0) as string] ?? 'Str';
        return [name, count === null ? type : `<<${Array(count).fill(type).join(', ')}>>`];
      }),
    );
  }

  /** Each field, with the bytes that hold it. */
  components(): StateComponent[] {
    return this.slots.map(({ name, count, at, width }) => ({
      name,
      mask: new Uint8Array(this.length).fill(0xff, at, at + width * (count ?? 1)),
      isGroup: false,
    }));
  }

  /** Sealed: a misspelt field or an index out of range throws where it is written. */
  working(): Working {
    const state: NamedValues = {};
    const lists = new Map<string, unknown[]>();
    for (const { name, count } of this.slots) {
      state[name] = undefined;
      if (count === null) continue;
      lists.set(name, Object.seal(Array.from<unknown>({ length: count }).fill(undefined)));
    }
    return { state: Object.seal(state), lists };
  }

  decode(bytes: Uint8Array, offset: number, { state, lists }: Working): void {
    for (const slot of this.slots) {
      const { name, values, count, width } = slot;
      const at = offset + slot.at;
      if (count === null) {
        state[name] = values[readCell(bytes, at, width)];
        continue;
      }
      // An action may have replaced our list with its own.
      const cells = lists.get(name) ?? [];
      state[name] = cells;
      for (let index = 0; index < count; index++) {
        cells[index] = values[readCell(bytes, at + index * width, width)];
      }
    }
  }

  /**
   * `who` wrote the state; it is the subject of the message if a value does not fit. `bytes` hold some
   * state already, zeros at first: only cells that differ are written, which are few.
   */
  encode(state: NamedValues, bytes: Uint8Array, who: string): void {
    for (const slot of this.slots) {
      const { name, values, count, at, width } = slot;
      const value = state[name];
      if (count === null) {
        if (values[readCell(bytes, at, width)] === value) continue;
        write(bytes, at, width, scalarCodeOf(slot, value, who));
        continue;
      }
      if (!Array.isArray(value) || value.length !== count) {
        const given = describeGiven(value);
        throw new InputError(`${who} sets ${name} to ${given}; it must be a list of ${count}`);
      }
      for (let index = 0; index < count; index++) {
        const cell = at + index * width;
        if (values[readCell(bytes, cell, width)] === value[index]) continue;
        write(bytes, cell, width, scalarCodeOf(slot, value[index], who, index));
      }
    }
  }

  /** A new object that the caller may keep. */
  snapshot(bytes: Uint8Array): NamedValues {
    const working = this.working();
    this.decode(bytes, 0, working);
    return Object.fromEntries(
      Object.entries(working.state).map(([name, value]) => [
        name,
        Array.isArray(value) ? [...value] : value,
      ]),
    );
  }
}

function scalarCodeOf(
  { scalar, name }: FieldSlot,
  value: unknown,
  who: string,
  index?: number,
): number {
  const code = scalar.codeOf(value);
  if (code >= 0) return code;
  const field = index === undefined ? name : `${name}[${index}]`;
  throw new InputError(
    `${who} sets ${field} to ${describeGiven(value)}; it must be ${scalar.allowed}`,
  );
}

function readCell(bytes: Uint8Array, at: number, width: 1 | 2): number {
  return width === 1 ? bytes[at] : bytes[at] | (bytes[at + 1] << 8);
}

function write(bytes: Uint8Array, at: number, width: 1 | 2, code: number): void {
  bytes[at] = code & 255;
  if (width === 2) bytes[at + 1] = code >> 8;
}
