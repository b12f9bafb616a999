/**
 * Encodes a list of similar values as the first value and the changes of each later one. Plain JSON
 * in, plain JSON out. Also runs in the browser, so it does not depend on Node.
 */
import { isJsonObject } from '../input/parse-json.ts';

/**
 * The change from one value to the next:
 * - null: nothing changes;
 * - an object: these fields, or these elements of a list of the same length, change as given;
 * - [value]: the value is replaced;
 * - [first, second]: one change, then the other;
 * - [head, tail, items]: of a list the first `head` and the last `tail` elements stay, `items` are between.
 */
export type Delta = null | { readonly [field: string]: Delta } | Replacement;

type Replacement =
  | readonly [value: unknown]
  | readonly [first: Delta, second: Delta]
  | readonly [head: number, tail: number, items: readonly unknown[]];

/** The first value, and the difference between each other value and the previous one. */
export interface Deltas {
  readonly first: unknown;
  readonly changes: readonly Delta[];
}

export function deltasOf(values: readonly unknown[]): Deltas {
  return {
    first: values[0] ?? null,
    changes: values.slice(1).map((value, index) => deltaBetween(values[index], value)),
  };
}

/** Decodes the values. Parts shared with the previous value are the same object in both. */
export function valuesOf({ first, changes }: Deltas): unknown[] {
  const values = [first];
  for (const change of changes) values.push(appliedDelta(values[values.length - 1], change));
  return values;
}

/** The change that turns one value into the other. */
export function deltaBetween(before: unknown, after: unknown): Delta {
  if (Object.is(before, after)) return null;
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) return splice(before, after);
    return move(before, after) ?? elementChanges(before, after);
  }
  if (isJsonObject(before) && isJsonObject(after) && sameKeys(before, after)) {
    return fieldChanges(before, after);
  }
  return [after];
}

function sameKeys(before: object, after: object): boolean {
  const keys = Object.keys(after);
  const isOld = (key: string): boolean => Object.hasOwn(before, key);
  return keys.length === Object.keys(before).length && keys.every(isOld);
}

function fieldChanges(before: object, after: object): Delta {
  const old = new Map<string, unknown>(Object.entries(before));
  const changes = Object.entries(after).flatMap(([key, value]): [string, Delta][] => {
    const change = deltaBetween(old.get(key), value);
    return change === null ? [] : [[key, change]];
  });
  return changes.length === 0 ? null : Object.fromEntries(changes);
}

/** One element moved to a later position, as when a freed object goes to the end; null for other changes. */
function move(before: readonly unknown[], after: readonly unknown[]): Delta {
  const last = after.length - 1;
  let from = 0;
  while (from <= last && Object.is(before[from], after[from])) from++;
  let to = from;
  while (to < last && Object.is(before[to + 1], after[to])) to++;
  if (to - from < 2) return null;
  for (let at = to + 1; at <= last; at++) if (!Object.is(before[at], after[at])) return null;
  return [
    [from, last - from, []],
    [to, last - to, [after[to]]],
  ];
}

function elementChanges(before: readonly unknown[], after: readonly unknown[]): Delta {
  const changes: [string, Delta][] = [];
  for (let index = 0; index < after.length; index++) {
    if (Object.is(before[index], after[index])) continue;
    const change = deltaBetween(before[index], after[index]);
    if (change !== null) changes.push([String(index), change]);
  }
  return changes.length === 0 ? null : Object.fromEntries(changes);
}

function splice(before: readonly unknown[], after: readonly unknown[]): Delta {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && deltaBetween(before[head], after[head]) === null) head++;
  let tail = 0;
  while (
    tail < shorter - head &&
    deltaBetween(before[before.length - 1 - tail], after[after.length - 1 - tail]) === null
  ) {
    tail++;
  }
  return [head, tail, after.slice(head, after.length - tail)];
}

function isReplacement(change: Delta): change is Replacement {
  return Array.isArray(change);
}

function appliedDelta(before: unknown, change: Delta): unknown {
  if (change === null) return before;
  if (isReplacement(change)) {
    if (change.length === 2) return appliedDelta(appliedDelta(before, change[0]), change[1]);
    if (change.length === 1 || !Array.isArray(before)) return change[0];
    const [head, tail, items] = change;
    return [...before.slice(0, head), ...items, ...before.slice(before.length - tail)];
  }
  const changes = Object.entries(change);
  if (Array.isArray(before)) {
    const list = [...before];
    for (const [index, inner] of changes)
      list[Number(index)] = appliedDelta(list[Number(index)], inner);
    return list;
  }
  const old = new Map<string, unknown>(isJsonObject(before) ? Object.entries(before) : []);
  for (const [key, inner] of changes) old.set(key, appliedDelta(old.get(key), inner));
  return Object.fromEntries(old);
}
