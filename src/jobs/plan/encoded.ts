/**
 * Jobs and answers as JSON, including values that JSON lacks: Infinity, undefined, maps, sets and
 * bytes.
 */

import { createHash } from 'node:crypto';
import SuperJSON, { type SuperJSONResult } from 'superjson';
import { z } from 'zod';
import { byText } from '../../text/by-text.ts';

/** The value as JSON, with the places of values that JSON lacks. */
export type Encoded = SuperJSONResult;

export const encodedSchema = z.strictObject({
  json: z.json(),
  meta: z.looseObject({}).optional(),
});

export function encodeValue(value: unknown): Encoded {
  return SuperJSON.serialize(value);
}

export function decodeValue(encoded: z.output<typeof encodedSchema>): unknown {
  return SuperJSON.deserialize(encoded as Encoded);
}

const idDigits = 16;

/** Equal for equal values, whatever the order of their fields. */
export function contentId(value: unknown): string {
  const text = JSON.stringify(sorted(encodeValue(value)));
  return createHash('sha256').update(text).digest('hex').slice(0, idDigits);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, held]) => [key, sorted(held)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => byText(a, b)));
}
