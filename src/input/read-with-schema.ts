/** Validates JSON against a schema. The `InputError` names field, value and what is allowed. */

import type { z } from 'zod';
import { InputError } from '../errors.ts';
import { quotedValue } from '../text/visible-text.ts';
import { didYouMean } from './nearest.ts';

/** Reads `input` by a schema; `what` names it in messages, for example a file name. */
export function readWithSchema<Schema extends z.ZodType>(
  schema: Schema,
  what: string,
  input: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(input, { reportInput: false });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // A misspelt field is also a missing one; only the first of the two messages helps.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  throw new InputError(`${what}: ${describeIssue(issue, input, schema)}`);
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown, schema: z.ZodType): string {
  const field = formatPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownFields(schema, issue.path);
    const key = issue.keys[0].slice(0, 60);
    const list = known.length === 0 ? '' : `; known fields are ${known.join(', ')}`;
    return `${field === '' ? '' : `${field} has `}unknown field ${JSON.stringify(key)}${list}${didYouMean(key, known)}`;
  }
  const value = valueAt(input, issue.path);
  const subject = field === '' ? 'the content' : field;
  if (value === undefined) return `${subject} is missing; ${issue.message}`;
  return `${subject} is ${showValue(value)}; ${issue.message}`;
}

function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += `${text === '' ? '' : '.'}${String(part).slice(0, 60)}`;
  }
  return text;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

/** Short, and safe for any content: does not descend into the value. */
function showValue(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string') {
    return quotedValue(value);
  }
  return String(value);
}

/** The fields of the object at `path`; empty if the schema there is not a plain object. */
export function knownFields(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = bare(schema);
  for (const part of path) {
    at = bare(typeof part === 'number' ? propertyOf(at, 'element') : propertyOf(shapeOf(at), part));
  }
  return Object.keys(shapeOf(at) ?? {});
}

/** Unwraps optional and nullable schemas. */
function bare(schema: unknown): unknown {
  let inner = schema;
  for (;;) {
    const next = propertyOf(propertyOf(inner, 'def'), 'innerType');
    if (next === undefined) return inner;
    inner = next;
  }
}

function shapeOf(schema: unknown): object | undefined {
  const shape = propertyOf(schema, 'shape');
  return typeof shape === 'object' && shape !== null ? shape : undefined;
}

function propertyOf(of: unknown, name: PropertyKey): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
}
