/** Checks what a program passes to the API: unknown fields and values of a wrong kind are rejected by name. */

import { InputError } from '../errors.ts';
import { quotedValue } from '../text/visible-text.ts';
import { didYouMean } from './nearest.ts';

/** Throws `InputError` unless the value is of this kind; `what` names it in the message. */
export type ValueCheck = (what: string, value: unknown) => void;

/** Describes a value, short and safe for any value. */
export function describeGiven(value: unknown): string {
  if (isThenable(value)) return 'a promise';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  switch (typeof value) {
    case 'string':
      return quotedValue(value);
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : 'an object';
    case 'bigint':
      return `the bigint ${value}`;
    case 'symbol':
      return 'a symbol';
    default:
      return String(value);
  }
}

/** True for a thenable, whose value is still pending. */
export function isThenable(value: unknown): boolean {
  const canHaveFields =
    (typeof value === 'object' && value !== null) || typeof value === 'function';
  return canHaveFields && typeof Reflect.get(value, 'then') === 'function';
}

export function refuseGiven(what: string, value: unknown, allowed: string): never {
  throw new InputError(`${what} is ${describeGiven(value)}; it must be ${allowed}`);
}

/** The object, with known fields of the right kinds; a field that is undefined counts as absent. */
export function checkGiven(
  what: string,
  value: unknown,
  kinds: Readonly<Record<string, ValueCheck>>,
): void {
  const known = Object.keys(kinds);
  if (!isPlain(value)) refuseGiven(what, value, `an object with fields of ${known.join(', ')}`);
  refuseUnknown(what, Object.keys(value), known);
  for (const [name, kind] of Object.entries(kinds)) {
    const field: unknown = Reflect.get(value, name);
    if (field !== undefined) kind(`${what}.${name}`, field);
  }
}

/** Throws `InputError` for an unknown name and suggests the nearest known one. */
export function refuseUnknown(
  what: string,
  names: readonly string[],
  known: readonly string[],
): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const shown = describeGiven(unknown);
  throw new InputError(
    `${what} has unknown field ${shown}; known fields are ${known.join(', ')}${didYouMean(unknown, known)}`,
  );
}

/** Excludes lists, functions, promises, and objects such as a Map, whose content is not in its fields. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const builtIn = Object.prototype.toString.call(value) !== '[object Object]';
  return prototype === null || (!builtIn && !isThenable(value));
}

export const anything: ValueCheck = () => undefined;

export const flagGiven: ValueCheck = (what, value) => {
  if (typeof value !== 'boolean') refuseGiven(what, value, 'true or false');
};

export const textGiven: ValueCheck = (what, value) => {
  if (typeof value !== 'string') refuseGiven(what, value, 'text');
};

export const functionGiven: ValueCheck = (what, value) => {
  if (typeof value !== 'function') refuseGiven(what, value, 'a function');
};

export const countGiven: ValueCheck = (what, value) => {
  if (!Number.isSafeInteger(value) || Number(value) < 1) {
    throw new InputError(
      `${what} is ${describeGiven(value)}; it must be a whole number of at least 1`,
    );
  }
};

export function listGiven(of: string, each: ValueCheck): ValueCheck {
  return (what, value) => {
    if (!Array.isArray(value)) refuseGiven(what, value, `a list of ${of}`);
    // By index, because holes of a list count as undefined.
    for (let index = 0; index < value.length; index++) each(`${what}[${index}]`, value[index]);
  };
}

export function choiceGiven(...words: readonly string[]): ValueCheck {
  return (what, value) => {
    if (typeof value === 'string' && words.includes(value)) return;
    const near = typeof value === 'string' ? didYouMean(value, words) : '';
    throw new InputError(
      `${what} is ${describeGiven(value)}; it must be one of ${words.join(', ')}${near}`,
      words,
    );
  };
}

export function objectGiven(kinds: Readonly<Record<string, ValueCheck>>): ValueCheck {
  return (what, value) => checkGiven(what, value, kinds);
}
