/** Values of variables: integers, and values without a number. */
import { hex } from '../text/hex.ts';
import type { Integer } from './integers.ts';

/**
 * A value of the environment, such as a pointer to a table entry or a newly allocated page. It has no
 * number.
 */
export abstract class Opaque {
  /** For messages: `the address of a page`. */
  abstract readonly what: string;
}

/** A struct held by value: copied on assignment and when passed. */
export class StructValue {
  private names: readonly string[];
  private readonly values: (Value | undefined)[];

  constructor(
    names: readonly string[],
    values: (Value | undefined)[] = names.map(() => undefined),
  ) {
    this.names = names;
    this.values = values;
  }

  /** `at`: where the field is if the struct has all fields of its type. */
  get(at: number, name: string): Value | undefined {
    return this.values[this.names[at] === name ? at : this.names.indexOf(name)];
  }

  set(at: number, name: string, value: Value): void {
    const found = this.names[at] === name ? at : this.names.indexOf(name);
    if (found < 0) this.names = [...this.names, name];
    this.values[found < 0 ? this.values.length : found] = value;
  }

  copy(): StructValue {
    const values = this.values.slice();
    for (let at = 0; at < values.length; at++) {
      const value = values[at];
      if (value instanceof StructValue) values[at] = value.copy();
    }
    return new StructValue(this.names, values);
  }
}

/** The address of a local variable. */
export class Reference {
  readonly slots: Slots;
  readonly slot: number;

  constructor(slots: Slots, slot: number) {
    this.slots = slots;
    this.slot = slot;
  }
}

/** A function as a value: what a function pointer holds. */
export class FunctionValue {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

/** A string literal: used for messages only, so its content is not kept. */
export class TextValue {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Value = Integer | Opaque | StructValue | Reference | FunctionValue | TextValue;

/** The variables of one running function. Undefined marks a variable that was never set. */
export type Slots = (Value | undefined)[];

export function isTrue(value: Value): boolean {
  return value !== 0;
}

/** For messages. */
export function describeValue(value: Value): string {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return value < 4096 ? `${value}` : hex(value);
  }
  if (value instanceof Opaque) return value.what;
  if (value instanceof StructValue) return 'a struct';
  if (value instanceof Reference) return 'the address of a variable';
  return value instanceof FunctionValue ? 'a function' : 'a text';
}
