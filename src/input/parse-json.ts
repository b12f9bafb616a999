/** Parses JSON or throws one InputError: truncated text, invalid JSON and duplicate keys are rejected. */

import { InputError } from '../errors.ts';
import { shortened } from '../text/visible-text.ts';

/** An object as parsed, before validation. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Neither a list nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON without duplicate keys; `name` names the text in messages. */
export function parseJson(name: string, content: string): unknown {
  const json = parse(name, content);
  refuseRepeatedKeys(name, content, json);
  return json;
}

function parse(name: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const cut = /end of JSON|Unterminated/i.test(error.message);
    throw new InputError(
      cut
        ? `${name}: the JSON ends early, after ${content.length} characters: is the file truncated?`
        : `${name}: the content is not JSON (${oneLine(error.message)})`,
    );
  }
}

/** V8 quotes the text around the error, which may contain anything. */
function oneLine(message: string): string {
  const printable = message.replaceAll(/[^\x20-\x7e]+/g, ' ');
  return shortened(printable, 120);
}

/**
 * `JSON.parse` silently takes the last of two equal keys; a reviewer may have read the first. `json` is the value
 * of the text. A colon follows every key, so a text with as many colons as the value has keys repeats none.
 */
export function refuseRepeatedKeys(name: string, content: string, json: unknown): void {
  if (colonsIn(content) !== keysIn(json)) findRepeatedKeys(name, content);
}

function colonsIn(content: string): number {
  let count = 0;
  for (let at = content.indexOf(':'); at >= 0; at = content.indexOf(':', at + 1)) count++;
  return count;
}

/** A text may nest deeper than calls can. */
function keysIn(json: unknown): number {
  const open: unknown[] = [json];
  let count = 0;
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    const values: readonly unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (values !== next) count += values.length;
    for (const value of values) if (typeof value === 'object') open.push(value);
  }
  return count;
}

/** Strings, brackets and commas show where the keys are, as the text is valid JSON. */
function findRepeatedKeys(name: string, content: string): void {
  const token = /["{}[\],]/g;
  const open: (Set<string> | null)[] = [];
  let keys: Set<string> | null = null;
  let keyComesNext = false;
  for (let match = token.exec(content); match !== null; match = token.exec(content)) {
    switch (match[0]) {
      case '"': {
        const end = endOfString(content, match.index);
        if (keyComesNext && keys !== null) refuseTwice(name, keys, content.slice(match.index, end));
        keyComesNext = false;
        token.lastIndex = end;
        break;
      }
      case '{':
      case '[':
        open.push(keys);
        keys = match[0] === '{' ? new Set() : null;
        keyComesNext = keys !== null;
        break;
      case ',':
        keyComesNext = keys !== null;
        break;
      default:
        keys = open.pop() ?? null;
        keyComesNext = false;
    }
  }
}

/** The position after the closing quote. A regular expression would overflow its stack. */
function endOfString(content: string, start: number): number {
  let quote = content.indexOf('"', start + 1);
  while (isEscaped(content, quote)) quote = content.indexOf('"', quote + 1);
  return quote + 1;
}

function isEscaped(content: string, index: number): boolean {
  let first = index;
  while (content[first - 1] === '\\') first--;
  return (index - first) % 2 === 1;
}

function refuseTwice(name: string, keys: Set<string>, token: string): void {
  // Two spellings of a key, one of them with escapes, are the same key.
  const key: string = JSON.parse(token);
  if (keys.has(key)) {
    throw new InputError(
      `${name}: the field ${oneLine(JSON.stringify(key.slice(0, 60)))} occurs twice in one object`,
    );
  }
  keys.add(key);
}
