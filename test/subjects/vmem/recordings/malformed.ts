/**
 * Recordings with one mistake each, for the malformed-*.test.ts files, which contain the exact
 * messages.
 */

import { InputError } from '../../../../src/errors.ts';
import { replayTrace } from '../../../../src/subjects/vmem/recordings/replay.ts';
import { addNothing, emptyState, type Fields, header, trace } from './recordings.ts';

export function messageOf(lines: string[]): string {
  try {
    replayTrace('t.jsonl', lines);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no error';
}

export function messages(cases: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(cases).map(([name, lines]) => [name, messageOf(lines)]));
}

/** The object without one of its fields. */
export function without(fields: Fields, name: string): Fields {
  const { [name]: _, ...rest } = fields;
  return rest;
}

export const withOperation = (fields: Fields) => trace(header(), fields);
export const withEvents = (...events: unknown[]) => withOperation(addNothing({ events }));
export const withState = (changes: Fields) =>
  withOperation(addNothing({ state: { ...emptyState, ...changes } }));
