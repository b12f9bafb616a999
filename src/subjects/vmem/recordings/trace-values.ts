/** The small values of a recording, each validated; all errors in a trace are one kind of InputError. */
import { InputError } from '../../../errors.ts';
import { didYouMean } from '../../../input/nearest.ts';
import { isJsonObject, type JsonObject, refuseRepeatedKeys } from '../../../input/parse-json.ts';

/** Position of a value in a recording; lines count from 1. */
export interface TracePlace {
  readonly file: string;
  readonly line: number;
}

/** 2^64: no address reaches it. */
export const addressEnd = 2 ** 64;

const hexPattern = /^0x[0-9a-f]+$/;
/** Up to 13 hex digits fit into the 53 bits that a number keeps exactly. */
const exactHexLength = '0x'.length + 13;
const shownCharacters = 32;

export const allowedHex = 'a hex string such as "0x87000", at most "0xffffffffffffffff"';
const allowedExactHex =
  'a hex string that a double holds exactly, as every multiple of "0x1000" below 2^64 is';

/** A value in an error message: never long. */
function shorten(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  const shown = value.length > shownCharacters ? `${value.slice(0, shownCharacters)}…` : value;
  return JSON.stringify(shown);
}

/** Throws the error of a wrong value: file, line, field, value, and what is allowed. */
export function refuseValue(
  place: TracePlace,
  path: string,
  value: unknown,
  allowed: string,
): never {
  throw new InputError(
    `${place.file}:${place.line}: ${path} is ${shorten(value)}; it must be ${allowed}`,
  );
}

/** The number in a hex string, or the rule that it breaks. */
export function parseHex(value: unknown): number | string {
  if (typeof value !== 'string' || !hexPattern.test(value)) return allowedHex;
  const number = Number(value);
  if (value.length <= exactHexLength) return number;
  // Number() rounds 2^64 - 1 up to 2^64, so the digits themselves are counted.
  const digits = value.replace(/^0x0*/, '');
  if (digits.length > 16) return allowedHex;
  return digits !== '' && number.toString(16) !== digits ? allowedExactHex : number;
}

export function decodeHex(place: TracePlace, path: string, value: unknown): number {
  const number = parseHex(value);
  return typeof number === 'number' ? number : refuseValue(place, path, value, number);
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export const anyCount: Bounds = { min: 0, max: Number.MAX_SAFE_INTEGER };
export const anyInteger: Bounds = { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
export const anyByte: Bounds = { min: 0, max: 255 };

export function isWithin(value: unknown, { min, max }: Bounds): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

export function allowedNumber({ min, max }: Bounds): string {
  if (max < Number.MAX_SAFE_INTEGER) return `a whole number from ${min} to ${max}`;
  return min < 0 ? 'a whole number of less than 2^53' : `a whole number from ${min} to 2^53 - 1`;
}

export function decodeNumber(
  place: TracePlace,
  path: string,
  value: unknown,
  bounds: Bounds,
): number {
  return isWithin(value, bounds) ? value : refuseValue(place, path, value, allowedNumber(bounds));
}

/** Like the previous function, but also accepts null. */
export function decodeNumberOrNull(
  place: TracePlace,
  path: string,
  value: unknown,
  bounds: Bounds,
): number | null {
  if (value === null || isWithin(value, bounds)) return value;
  return refuseValue(place, path, value, `null or ${allowedNumber(bounds)}`);
}

/** A flag that is written only when it is true. */
export function decodeFlag(place: TracePlace, path: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  return refuseValue(place, path, value, 'true, or absent');
}

/** The index of a name among those allowed. */
export function decodeName(
  place: TracePlace,
  path: string,
  value: unknown,
  names: readonly string[],
): number {
  const index = names.indexOf(value as string);
  return index >= 0 ? index : refuseValue(place, path, value, `one of ${names.join(', ')}`);
}

export function decodeList(place: TracePlace, path: string, value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : refuseValue(place, path, value, 'a list');
}

/** A list with exactly `length` members. */
export function decodeTuple(
  place: TracePlace,
  path: string,
  value: unknown,
  length: number,
): readonly unknown[] {
  const isTuple = Array.isArray(value) && value.length === length;
  return isTuple ? value : refuseValue(place, path, value, `a list of ${length}`);
}

/** An object with no other fields than `fields`. */
export function decodeObject(
  place: TracePlace,
  path: string,
  value: unknown,
  fields: readonly string[],
): JsonObject {
  if (!isJsonObject(value)) return refuseValue(place, path, value, 'an object');
  for (const key of Object.keys(value)) {
    if (!fields.includes(key)) refuseField(place, path, key, value[key], fields);
  }
  return value;
}

/** An object whose keys are data. */
export function decodeMap(place: TracePlace, path: string, value: unknown): JsonObject {
  return isJsonObject(value) ? value : refuseValue(place, path, value, 'an object');
}

/** Throws the error for an unknown field. */
export function refuseField(
  place: TracePlace,
  path: string,
  key: string,
  value: unknown,
  known: readonly string[],
): never {
  const name = key.slice(0, shownCharacters);
  const allowed = `absent: no such field${didYouMean(key, known)}`;
  return refuseValue(place, path === '' ? name : `${path}.${name}`, value, allowed);
}

/** One line of a recording as a JSON object. */
export function decodeLine(place: TracePlace, line: string): JsonObject {
  const allowed = 'one JSON object; is the file truncated here?';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return refuseValue(place, 'the line', line, allowed);
  }
  refuseRepeatedKeys(`${place.file}:${place.line}`, line, value);
  return isJsonObject(value) ? value : refuseValue(place, 'the line', value, 'one JSON object');
}
