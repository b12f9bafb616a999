/** The counterexample file: the operations that violate a claim, whatever search found them. */

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

/** Far above anything a search finds; tablewalk did not write a larger file. */
const operationsMax = 100_000;
const turnsMax = 1_000_000;
const textMax = 10_000;
const text = z.string(must('text')).max(textMax, must(`text of at most ${textMax} characters`));

/** Missing fields follow from the rest of the file; `steps` is for readers, 0 if unknown. */
const expectedSchema = z.strictObject(
  {
    verdict: z.literal('violated', must('"violated"')).default('violated'),
    invariant: text.optional(),
    /** Index of the operation that violates the claim. */
    operation: wholeNumber.optional(),
    /** Indivisible steps of all operations together. */
    steps: wholeNumber.default(0),
  },
  must('{ verdict, invariant, operation, steps }'),
);

/** Request, claim and operations are required; files of hand or of older versions may lack the rest. */
const makeSchema = (files: Subject['files']) =>
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

type FileSchema = ReturnType<typeof makeSchema>;
type ParsedFile = z.output<FileSchema>;

/** Made once: the first use compiles it. */
const schemas = new WeakMap<Subject['files'], FileSchema>();

function schemaOf({ files }: Subject): FileSchema {
  const known = schemas.get(files);
  if (known !== undefined) return known;
  const made = makeSchema(files);
  schemas.set(files, made);
  return made;
}

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
    /** Index; null if a file with threads does not contain it, which means the operation that runs last. */
    readonly operation: number | null;
    readonly steps: number;
  };
  readonly text: string;
  readonly found?: FoundWalk | undefined;
}

/** A counterexample without a file. */
export interface CounterexampleParts
  extends Pick<
    Counterexample,
    'tool' | 'request' | 'invariant' | 'claim' | 'operations' | 'turns' | 'text' | 'found'
  > {
  readonly steps: number;
  /** The operation that violates the claim; the last one if absent. */
  readonly brokenBy?: number | null | undefined;
}

export function makeCounterexample(subject: Subject, parts: CounterexampleParts): Counterexample {
  const { tool, request, invariant, claim, operations, steps, text: line, turns, found } = parts;
  const { brokenBy: operation = operations.length - 1 } = parts;
  return {
    schema: schemaName,
    tool,
    // A round trip, so that memory and file have the same content.
    request: subject.scopes.read(subject.scopes.toJson(request), 'request'),
    invariant,
    claim,
    operations: [...operations],
    ...(turns === undefined ? {} : { turns: turns.map(([thread, count]) => [thread, count]) }),
    expected: { verdict: 'violated', invariant, operation, steps },
    // A story of thousands of operations is cut here; its operations are in the file.
    text: line.length > textMax ? `${line.slice(0, textMax - 3)}...` : line,
    ...(found === undefined ? {} : { found }),
  };
}

/** The file as text. Equal counterexamples give equal bytes; invisible characters are escaped. */
export function counterexampleText(subject: Subject, counterexample: Counterexample): string {
  return visibleText(`${JSON.stringify(fileContent(subject, counterexample), null, 2)}\n`);
}

/** The content of the file, in its order. */
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

/** The content of the file, in its order. */
function foundContent(scopes: Subject['scopes'], { request, ...walk }: FoundWalk) {
  return request === undefined ? walk : { ...walk, request: scopes.toJson(request) };
}

/** Parses the text of a file called `name`, upgraded to this version. Throws only `InputError`. */
export function parseCounterexampleFile(
  subject: Subject,
  name: string,
  content: string,
): Counterexample {
  // Some editors start a file with a byte order mark.
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

/** A file of another subject has other fields, so an error about a field would not help. */
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
  // With threads the operation that violates the claim need not be the one that started last.
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

/**
 * Equal for files with the same replay from the first step to the last: the same revision on the same
 * machine executes the same operations, and the same claim breaks. Options of the search (other
 * sections, more failures) and texts for readers are not part of it.
 */
export function storyKey(
  { files }: Subject,
  counterexample: Pick<Counterexample, 'request' | 'operations' | 'invariant' | 'turns'>,
): string {
  const { invariant, turns = [] } = counterexample;
  return JSON.stringify([files.storyOf(counterexample), invariant, turns]);
}
