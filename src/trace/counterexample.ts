/** The counterexample file: the operations that break a claim, as data that survives a change of the search. */
import { z } from 'zod';
import { didYouMean } from '../config/nearest.ts';
import { readWithSchema } from '../config/read-with-schema.ts';
import type { ScopeConfig } from '../config/scope-config.ts';
import { scopeSchema, scopeToJson } from '../config/scope-schema.ts';
import { InputError } from '../errors.ts';

const counterexampleSchemaName = 'tablewalk/counterexample/1';

const must = (rule: string) => ({ error: `it must be ${rule}` });
/** Far above anything a search finds; a file beyond it is not ours. */
const operationsMax = 100_000;
const numberRule = must('a whole number from 0 to 1000000000');
const wholeNumber = z.int(numberRule).min(0, numberRule).max(1_000_000_000, numberRule);
const countRule = must('a whole number from 1 to 1000000000');
const positive = z.int(countRule).min(1, countRule).max(1_000_000_000, countRule);
const text = z.string(must('text')).max(10_000, must('text of at most 10000 characters'));
const addressRule = must('a hexadecimal address such as "0x20000"');
const address = z.string(addressRule).regex(/^0x[0-9a-f]{1,16}$/, addressRule);

const operationSchema = z.strictObject(
  {
    op: z.string(must('the name of an operation')).max(40, must('the name of an operation')),
    sections: z.array(wholeNumber, must('a list of section numbers')).optional(),
    start: address.optional(),
    end: address.optional(),
    /** Attempts to allocate that fail, counted 1, 2, 3 … within the operation. */
    failed: z.array(positive, must('a list of allocation attempts')),
    /** What recycled memory holds: per attempt the marked bytes as [offset, length]. */
    contents: z.array(
      z.strictObject(
        {
          attempt: positive,
          marked: z.array(
            z.tuple([wholeNumber, positive], must('a pair [offset, length]')),
            must('a list of pairs [offset, length]'),
          ),
        },
        must('{ attempt, marked }'),
      ),
      must('a list of { attempt, marked }'),
    ),
  },
  must('an operation'),
);

const counterexampleSchema = z.strictObject(
  {
    schema: z.literal(counterexampleSchemaName, must(`"${counterexampleSchemaName}"`)),
    /** Version of the tool that wrote it. */
    tool: text,
    request: scopeSchema,
    invariant: text,
    claim: text,
    operations: z
      .array(operationSchema, must('a list of operations'))
      .min(1, must('a list of at least one operation'))
      .max(operationsMax, must(`a list of at most ${operationsMax} operations`)),
    expected: z.strictObject(
      {
        verdict: z.literal('violated', must('"violated"')),
        invariant: text,
        /** Index of the operation that breaks the claim. */
        operation: wholeNumber,
        /** Indivisible steps of all operations together. */
        steps: wholeNumber,
      },
      must('{ verdict, invariant, operation, steps }'),
    ),
    text,
  },
  must('an object'),
);

export type ScheduledOperation = Readonly<z.output<typeof operationSchema>>;
export type Counterexample = Readonly<z.output<typeof counterexampleSchema>>;

/** A counterexample that does not exist yet as a file. */
export interface CounterexampleParts {
  readonly tool: string;
  readonly request: ScopeConfig;
  readonly invariant: string;
  readonly claim: string;
  readonly operations: readonly ScheduledOperation[];
  readonly steps: number;
  readonly text: string;
}

export function makeCounterexample(parts: CounterexampleParts): Counterexample {
  const { tool, request, invariant, claim, operations, steps, text: line } = parts;
  return {
    schema: counterexampleSchemaName,
    tool,
    // A round trip, so that nothing in memory differs from what a reader of the file gets.
    request: scopeSchema.parse(scopeToJson(request)),
    invariant,
    claim,
    operations: [...operations],
    expected: { verdict: 'violated', invariant, operation: operations.length - 1, steps },
    text: line,
  };
}

/** A transition record of the system, without its label: the operation as the file holds it. */
export function toScheduledOperation(
  record: Readonly<Record<string, unknown>>,
): ScheduledOperation {
  const { op, operation = op, failed = [], contents = [] } = record;
  const fields = typeof operation === 'object' ? operation : { op: operation };
  return readWithSchema(operationSchema, 'a transition', { ...fields, failed, contents });
}

/** The file: JSON with two spaces, one line at the end. Equal counterexamples are equal bytes. */
export function formatCounterexample(counterexample: Counterexample): string {
  return `${JSON.stringify(fileContent(counterexample), null, 2)}\n`;
}

/** What the file holds, in its order. */
export function fileContent({ schema, tool, request, ...body }: Counterexample) {
  return { schema, tool, request: scopeToJson(request), ...body };
}

/** Reads a file's text; `name` is how messages call it. Throws nothing but `InputError`. */
export function parseCounterexample(name: string, content: string): Counterexample {
  if (content.trim() === '') {
    throw new InputError(`${name}: the file is empty; a counterexample is a JSON document`);
  }
  const json = parseJson(name, content);
  checkSchemaName(name, json);
  const counterexample = readWithSchema(counterexampleSchema, name, json);
  checkConsistency(name, counterexample);
  return counterexample;
}

function parseJson(name: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const cut = /end of JSON|Unterminated/i.test(error.message);
    throw new InputError(
      cut
        ? `${name}: the JSON ends too early, after ${content.length} characters: is the file cut off?`
        : `${name}: the content is not JSON (${oneLine(error.message)})`,
    );
  }
}

/** V8 quotes the text around the fault, which may hold anything. */
function oneLine(message: string): string {
  const printable = message.replaceAll(/[^\x20-\x7e]+/g, ' ');
  return printable.length > 120 ? `${printable.slice(0, 117)}...` : printable;
}

function checkSchemaName(name: string, json: unknown): void {
  if (typeof json !== 'object' || json === null || !('schema' in json)) return;
  const { schema } = json;
  const match = /^tablewalk\/counterexample\/(\d{1,9})$/.exec(String(schema));
  if (match !== null && Number(match[1]) > 1) {
    throw new InputError(
      `${name}: schema is "${match[0]}", written by a newer tablewalk; this one reads up to ${counterexampleSchemaName}`,
    );
  }
  if (match === null && typeof schema === 'string' && schema.length < 60) {
    throw new InputError(
      `${name}: schema is ${JSON.stringify(schema)}; it must be "${counterexampleSchemaName}"${didYouMean(schema, [counterexampleSchemaName])}`,
    );
  }
}

function checkConsistency(name: string, { operations, expected, invariant }: Counterexample): void {
  if (expected.operation !== operations.length - 1) {
    throw new InputError(
      `${name}: expected.operation is ${expected.operation}; it must be the last operation, ${operations.length - 1}`,
    );
  }
  if (expected.invariant !== invariant) {
    throw new InputError(
      `${name}: expected.invariant is ${JSON.stringify(expected.invariant)}; it must be the invariant of the file, ${JSON.stringify(invariant)}`,
    );
  }
}

/** `linux-5.10--success-means-mapped.json`: the same violation of the same revision is the same file. */
export function counterexampleFileName(revision: string, invariant: string): string {
  return `${revision}--${invariant}.json`;
}
