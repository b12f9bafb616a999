/** The content of counterexample files of vmem.c, whose parts must be consistent. */
import { InputError } from '../../../errors.ts';
import type { TransitionRecord } from '../../../model/system.ts';
import { byText } from '../../../text/by-text.ts';
import { dimensionOf, fieldNames } from '../scope/dimensions.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import { scopeSchema } from '../scope/scope-schema.ts';
import type { VmemSchedule } from './execution.ts';
import {
  interleavedSchedule,
  operationSchema,
  toScheduledOperation,
} from './scheduled-operation.ts';

export const vmemFiles = {
  foreign(request: object): string | null {
    const { revision, file } = request as { readonly revision?: unknown; readonly file?: unknown };
    return typeof file === 'string' ? `the system ${revision} in ${file}` : null;
  },
  requestSchema: scopeSchema,
  operationSchema,
  check: checkFile,
  scheduleOf: scheduleOfPath,
  storyOf: storyNames,
  tag: (request: ScopeConfig): string =>
    fieldNames
      .filter((name) => dimensionOf(name).isInFileNames)
      .map((name) => request[name])
      .join('-'),
};

/** What the replay of a file depends on, apart from its operations. */
const storyFields = fieldNames.filter((name) => dimensionOf(name).isOfSearch !== true);

function scheduleOfPath({ threads }: ScopeConfig, path: readonly TransitionRecord[]): VmemSchedule {
  return threads.length === 0
    ? { operations: path.map(toScheduledOperation) }
    : interleavedSchedule(path);
}

function storyNames({
  request,
  operations,
}: VmemSchedule & { readonly request: ScopeConfig }): unknown {
  const schedule = operations.map(({ failed, contents, ...what }) => [
    sortedFields(what),
    [...failed].sort((a, b) => a - b),
    [...contents]
      .sort((a, b) => a.attempt - b.attempt)
      .map(({ attempt, marked }) => [attempt, marked]),
  ]);
  return [storyFields.map((name) => request[name]), schedule];
}

/** The order of the fields in a file is irrelevant. */
function sortedFields(what: Readonly<Record<string, unknown>>): unknown[] {
  const names = Object.keys(what).sort(byText);
  return names.map((name) => [name, what[name]]);
}

interface CheckedFile extends VmemSchedule {
  readonly request: ScopeConfig;
}

/** Throws `InputError`; `name` is the file in messages. */
function checkFile(name: string, file: CheckedFile): void {
  checkThreads(name, file);
  checkChances(name, file);
}

/** Threads, operations and turns must be consistent, or a replay would skip some of them. */
function checkThreads(name: string, { request, operations, turns }: CheckedFile): void {
  const { length: count } = request.threads;
  const refuse = (problem: string): never => {
    throw new InputError(`${name}: ${problem}`);
  };
  const rule =
    count === 0
      ? 'request.threads is empty'
      : `it must be a thread of request.threads, from 1 to ${count}`;
  if (turns === undefined && count > 0) {
    refuse(
      `turns is missing; request.threads names ${count}, so the file must contain the schedule, as pairs [thread, steps]`,
    );
  }
  if (turns !== undefined && count === 0) {
    refuse(`turns is given, but ${rule}; remove turns, or name the threads`);
  }
  for (const [at, { thread = 1 }] of operations.entries()) {
    const isKnown = thread <= count || operations[at].thread === undefined;
    if (!isKnown) refuse(`operations.${at}.thread is ${thread}; ${rule}`);
  }
  for (const [at, [thread]] of (turns ?? []).entries()) {
    if (thread > count) refuse(`turns.${at}.0 is ${thread}; ${rule}`);
  }
}

/**
 * No operation may contain a choice that the request rules out, because reports name the request as
 * the assumption.
 */
function checkChances(name: string, { request, operations }: CheckedFile): void {
  const { failAllocs, fresh } = request;
  for (const [at, { failed, contents }] of operations.entries()) {
    if (failed.length > failAllocs) {
      throw new InputError(
        `${name}: operations.${at}.failed has ${failed.length} attempts; request.failAllocs allows ${failAllocs} in one operation`,
      );
    }
    if (fresh === 'zero' && contents.some(({ marked }) => marked.length > 0)) {
      throw new InputError(
        `${name}: operations.${at}.contents marks bytes; with request.fresh "zero" all memory holds zeroes, so use "recycled" or "unused"`,
      );
    }
  }
}
