/**
 * The counterexample file: the operations that break a claim, as data that is stable across changes of the
 * search.
 */
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { parseJson } from '../input/parse-json.ts';
import { readWithSchema } from '../input/read-with-schema.ts';
import { must, positiveNumber, wholeNumber } from '../input/schema-rules.ts';
import type { ScheduledOperation } from '../subject/execution.ts';
import type { ScopeData } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';
import { visibleText } from '../text/visible-text.ts';
import { schemaName, upToDate } from './format-versions.ts';
import { type FoundWalk, foundSchema } from './found-walk.ts';

/** Far above anything a search finds; a larger file is not ours. */
const operationsMax = 100_000;
const turnsMax = 1_000_000;
const textMax = 10_000;
const text = z.string(must('text')).max(textMax, must(`text of at most ${textMax} characters`));

/** What is missing follows from the rest of the file; `steps` is for readers, 0 if it is not known. */
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
 * What readers need has no default: the request, the claim that breaks, what happens. The rest
 * may be missing, in files that are written by hand or by a tool that knew less.
 */
const schemaOf = ({ files }: Subject) =>
  z.strictObject(
    {
      schema: z.literal(schemaName, must(`"${schemaName}"`)),
      /** Version of the tool that wrote it. */
      tool: text.default('unknown'),
      request: files.requestSchema,
      invariant: text,
      claim: text.default(''),
      operations: z
        .array(files.operationSchema, must('a list of operations'))
        .min(1, must('a list of at least one operation'))
        .max(operationsMax, must(`a list of at most ${operationsMax} operations`)),
      /** How threads took turns: [thread, steps], in order. Absent if there is only one. */
      turns: z
        .array(
          z.tuple([positiveNumber, wholeNumber], must('a pair [thread, steps]')),
          must('a list of pairs [thread, steps]'),
        )
        .max(turnsMax, must(`a list of at most ${turnsMax} pairs`))
        .optional(),
      expected: expectedSchema.optional(),
      text: text.default(''),
      found: foundSchema(files.requestSchema).optional(),
    },
    must('an object'),
  );

type ParsedFile = z.output<ReturnType<typeof schemaOf>>;

export interface Counterexample<
  Scope extends ScopeData = ScopeData,
  Operation extends ScheduledOperation = ScheduledOperation,
> {
  readonly schema: typeof schemaName;
  /** Version of the tool that wrote it. */
  readonly tool: string;
  readonly request: Scope;
  readonly invariant: string;
  readonly claim: string;
  readonly operations: readonly Operation[];
  /** How threads took turns: [thread, steps], in order. Absent if there is only one. */
  readonly turns?: readonly (readonly [thread: number, steps: number])[] | undefined;
  readonly expected: {
    readonly verdict: 'violated';
    readonly invariant: string;
    /** Index; null if a file with threads does not contain it: then the operation that runs last. */
    readonly operation: number | null;
    readonly steps: number;
  };
  readonly text: string;
  readonly found?: FoundWalk | undefined;
}

/** A counterexample that does not exist yet as a file. */
export interface CounterexampleParts
  extends Pick<
    Counterexample,
    'tool' | 'request' | 'invariant' | 'claim' | 'operations' | 'turns' | 'text' | 'found'
  > {
  readonly steps: number;
  /** The operation that breaks the claim; the last one if absent. */
  readonly brokenBy?: number | null | undefined;
}

export function makeCounterexample(subject: Subject, parts: CounterexampleParts): Counterexample {
  const { tool, request, invariant, claim, operations, steps, text: line, turns, found } = parts;
  const { brokenBy: operation = operations.length - 1 } = parts;
  return {
    schema: schemaName,
    tool,
    // A round trip, so that nothing in memory differs from what a reader of the file gets.
    request: subject.scopes.read(subject.scopes.toJson(request), 'request'),
    invariant,
    claim,
    operations: [...operations],
    ...(turns === undefined ? {} : { turns: turns.map(([thread, count]) => [thread, count]) }),
    expected: { verdict: 'violated', invariant, operation, steps },
    // A story of thousands of operations: the operations are in the file, and the line is for readers.
    text: line.length > textMax ? `${line.slice(0, textMax - 3)}...` : line,
    ...(found === undefined ? {} : { found }),
  };
}

/** The file: JSON with two spaces, one line at the end. Equal counterexamples are equal bytes, none of them hidden. */
export function counterexampleText(subject: Subject, counterexample: Counterexample): string {
  return visibleText(`${JSON.stringify(fileContent(subject, counterexample), null, 2)}\n`);
}

/** What the file holds, in its order. */
export function fileContent(
  { scopes }: Subject,
  { schema, tool, request, expected, found, ...body }: Counterexample,
) {
  const { text: line, ...rest } = body;
  const { verdict, invariant, operation, steps } = expected;
  const named = operation === null ? {} : { operation };
  return {
    schema,
    tool,
    request: scopes.toJson(request),
    ...rest,
    expected: { verdict, invariant, ...named, steps },
    text: line,
    ...(found === undefined ? {} : { found: foundContent(scopes, found) }),
  };
}

/** What the file holds, in its order. */
function foundContent(scopes: Subject['scopes'], { request, ...walk }: FoundWalk) {
  return request === undefined ? walk : { ...walk, request: scopes.toJson(request) };
}

/**
 * Parses the text of a file; `name` is used in messages. An older version is upgraded. Throws only
 * `InputError`.
 */
export function parseCounterexampleFile(
  subject: Subject,
  name: string,
  content: string,
): Counterexample {
  // Some editors begin a file with an invisible mark of its encoding.
  const marked = content.startsWith('\ufeff') ? content.slice(1) : content;
  if (marked.trim() === '') {
    throw new InputError(`${name}: the file is empty; a counterexample is a JSON document`);
  }
  const json = upToDate(name, parseJson(name, marked));
  refuseForeign(subject, name, json);
  const file = readWithSchema(schemaOf(subject), name, json);
  subject.files.check(name, file);
  return completed(name, file);
}

/** Another subject has other fields: naming the wrong one would not help. */
function refuseForeign({ files, story }: Subject, name: string, json: unknown): void {
  const { request } = Object(json);
  const foreign = typeof request === 'object' && request !== null ? files.foreign(request) : null;
  if (foreign === null) return;
  throw new InputError(
    `${name}: is about ${foreign}, and this run is about ${story.modelled}; name files of one system at a time`,
  );
}

/** With a complete `expected`, consistent with the rest of the file. */
function completed(name: string, file: ParsedFile): Counterexample {
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
