/**
 * The counterexample file: the operations that break a claim, as data that is stable across changes of the
 * search.
 */
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { parseJson } from '../input/parse-json.ts';
import { readWithSchema } from '../input/read-with-schema.ts';
import {
  operationSchema,
  type ScheduledOperation,
} from '../subjects/vmem/execution/scheduled-operation.ts';
import type { ScopeConfig } from '../subjects/vmem/scope/scope-config.ts';
import { scopeSchema, scopeToJson } from '../subjects/vmem/scope/scope-schema.ts';
import { visibleText } from '../text/visible-text.ts';
import { schemaName, upToDate } from './format-versions.ts';
import { type FoundWalk, foundSchema } from './found-walk.ts';

const must = (rule: string) => ({ error: `it must be ${rule}` });
/** Far above anything a search finds; a larger file is not ours. */
const operationsMax = 100_000;
const turnsMax = 1_000_000;
const numberRule = must('a whole number from 0 to 1000000000');
const wholeNumber = z.int(numberRule).min(0, numberRule).max(1_000_000_000, numberRule);
const countRule = must('a whole number from 1 to 1000000000');
const positive = z.int(countRule).min(1, countRule).max(1_000_000_000, countRule);
const text = z.string(must('text')).max(10_000, must('text of at most 10000 characters'));
/** Missing fields are derived from the rest of the file; `steps` is for readers, 0 if unknown. */
const expectedSchema = z.strictObject(
  {
    verdict: z.literal('violated', must('"violated"')).default('violated'),
    invariant: text.optional(),
    /** Index of the operation that breaks the claim. */
    operation: wholeNumber.optional(),
    /** Indivisible steps of all operations together. */
    steps: wholeNumber.default(0),
  },
  must('{ verdict, invariant, operation, steps }'),
);

/**
 * Essential fields have no default: the request, the broken claim, the operations. Others may be missing in
 * files written by hand or by older tools.
 */
const counterexampleSchema = z.strictObject(
  {
    schema: z.literal(schemaName, must(`"${schemaName}"`)),
    /** Version of the tool that wrote it. */
    tool: text.default('unknown'),
    request: scopeSchema,
    invariant: text,
    claim: text.default(''),
    operations: z
      .array(operationSchema, must('a list of operations'))
      .min(1, must('a list of at least one operation'))
      .max(operationsMax, must(`a list of at most ${operationsMax} operations`)),
    /** The schedule of threads: [thread, steps], in order. Absent for one thread. */
    turns: z
      .array(
        z.tuple([positive, wholeNumber], must('a pair [thread, steps]')),
        must('a list of pairs [thread, steps]'),
      )
      .max(turnsMax, must(`a list of at most ${turnsMax} pairs`))
      .optional(),
    expected: expectedSchema.optional(),
    text: text.default(''),
    found: foundSchema.optional(),
  },
  must('an object'),
);

type ReadFile = z.output<typeof counterexampleSchema>;
export interface Counterexample extends Readonly<Omit<ReadFile, 'expected'>> {
  readonly expected: {
    readonly verdict: 'violated';
    readonly invariant: string;
    /** Index; null if a file with threads does not contain it: then the operation that runs last. */
    readonly operation: number | null;
    readonly steps: number;
  };
}

/** A counterexample before it is written to a file. */
export interface CounterexampleParts {
  readonly tool: string;
  readonly request: ScopeConfig;
  readonly invariant: string;
  readonly claim: string;
  readonly operations: readonly ScheduledOperation[];
  readonly steps: number;
  readonly text: string;
  /** With threads: the schedule, and the operation that breaks the claim. */
  readonly turns?: readonly (readonly [number, number])[] | undefined;
  readonly brokenBy?: number | null | undefined;
  readonly found?: FoundWalk | undefined;
}

export function makeCounterexample(parts: CounterexampleParts): Counterexample {
  const { tool, request, invariant, claim, operations, steps, text: line, turns, found } = parts;
  const { brokenBy: operation = operations.length - 1 } = parts;
  return {
    schema: schemaName,
    tool,
    // A round trip, so that data in memory equals what a reader of the file gets.
    request: scopeSchema.parse(scopeToJson(request)),
    invariant,
    claim,
    operations: [...operations],
    ...(turns === undefined ? {} : { turns: turns.map(([thread, count]) => [thread, count]) }),
    expected: { verdict: 'violated', invariant, operation, steps },
    text: line,
    ...(found === undefined ? {} : { found }),
  };
}

/**
 * The file: JSON with two spaces, one line end at the end. Equal counterexamples give equal bytes, without
 * hidden characters.
 */
export function formatCounterexample(counterexample: Counterexample): string {
  return visibleText(`${JSON.stringify(fileContent(counterexample), null, 2)}\n`);
}

/** The fields of the file, in order. */
export function fileContent({ schema, tool, request, expected, found, ...body }: Counterexample) {
  const { text: line, ...rest } = body;
  const { verdict, invariant, operation, steps } = expected;
  const named = operation === null ? {} : { operation };
  return {
    schema,
    tool,
    request: scopeToJson(request),
    ...rest,
    expected: { verdict, invariant, ...named, steps },
    text: line,
    ...(found === undefined ? {} : { found: foundContent(found) }),
  };
}

function foundContent({ request, ...walk }: FoundWalk) {
  return request === undefined ? walk : { ...walk, request: scopeToJson(request) };
}

/**
 * Parses the text of a file; `name` is used in messages. An older version is upgraded. Throws only
 * `InputError`.
 */
export function parseCounterexample(name: string, content: string): Counterexample {
  // Some editors start a file with a byte order mark.
  const marked = content.startsWith('\ufeff') ? content.slice(1) : content;
  if (marked.trim() === '') {
    throw new InputError(`${name}: the file is empty; a counterexample is a JSON document`);
  }
  const json = upToDate(name, parseJson(name, marked));
  return completed(name, readWithSchema(counterexampleSchema, name, json));
}

/** Threads, operations and turns must be consistent, or a replay would ignore some of them. */
function checkThreads(name: string, { request, operations, turns }: ReadFile): void {
  const { length: count } = request.threads;
  const refuse = (problem: string): never => {
    throw new InputError(`${name}: ${problem}`);
  };
  const rule =
    count === 0
      ? 'request.threads names no thread'
      : `it must be a thread of request.threads, from 1 to ${count}`;
  if (turns === undefined && count > 0) {
    refuse(
      `turns is missing; request.threads names ${count}, so the file must say who runs when, as pairs [thread, steps]`,
    );
  }
  if (turns !== undefined && count === 0) {
    refuse(`turns is given, but ${rule}; leave turns out, or name the threads`);
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
 * Operations must not use choices that the request rules out: the report presents the request as the
 * assumptions.
 */
function checkChances(name: string, { request, operations }: ReadFile): void {
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

/** With a complete `expected`, consistent with the rest of the file. */
function completed(name: string, file: ReadFile): Counterexample {
  checkThreads(name, file);
  checkChances(name, file);
  const { operations, invariant } = file;
  const last = operations.length - 1;
  const {
    operation = file.turns === undefined ? last : null,
    invariant: expectedInvariant = invariant,
    steps = 0,
  } = file.expected ?? {};
  // With threads the operation that breaks the claim need not be the one that started last.
  if (file.turns !== undefined && operation !== null && operation > last) {
    throw new InputError(
      `${name}: expected.operation is ${operation}; it must be an operation of the file, at most ${last}`,
    );
  }
  if (file.turns === undefined && operation !== last) {
    throw new InputError(
      `${name}: expected.operation is ${operation}; it must be the last operation, ${last}`,
    );
  }
  if (expectedInvariant !== invariant) {
    throw new InputError(
      `${name}: expected.invariant is ${JSON.stringify(expectedInvariant)}; it must be the invariant of the file, ${JSON.stringify(invariant)}`,
    );
  }
  return { ...file, expected: { verdict: 'violated', invariant, operation, steps } };
}

/** `linux-5.10--success-means-mapped.json`: the same violation of the same revision has the same file name. */
export function counterexampleFileName(revision: string, invariant: string): string {
  // The name of a variant with many switched features can be too long for a file system.
  const name = revision.length > 150 ? `${revision.slice(0, 140)}...` : revision;
  return `${name}--${invariant}.json`;
}
