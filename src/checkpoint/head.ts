/** The header of a checkpoint file: the request, finished scopes, and the list of arrays. */
import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { version } from '../files/package.ts';
import { parseJson } from '../input/parse-json.ts';
import { readWithSchema } from '../input/read-with-schema.ts';
import { countSchema, type RunToSave, savedRunSchema } from './saved-run.ts';

const family = 'tablewalk/checkpoint/';
const checkpointSchemaName = `${family}1`;
export const describeFile = 'the checkpoint';

const searchSchema = z.strictObject({
  states: countSchema,
  transitions: countSchema,
  memoryBytes: countSchema,
  elapsedMs: countSchema,
  /** The limit that ended the search; null if it was running. */
  limit: z.enum(['states', 'memory', 'heap', 'depth', 'time', 'interrupted']).nullable(),
  /** True for one or more workers on one table, whose arrays differ from those of a search without workers. */
  isByCrew: z.boolean(),
  /** Layout of the states of the system. */
  system: z.strictObject({
    stateLength: countSchema,
    facts: z.array(z.string()),
    occasions: z.array(z.string()),
  }),
  /** Features that the programs queried, because some transitions are not executed again. */
  asked: z.array(z.string()),
  numbers: z.array(z.tuple([z.string(), z.array(z.number())])),
});

const headSchema = z.strictObject({
  schema: z.literal(checkpointSchemaName),
  tool: z.string(),
  endianness: z.string(),
  run: savedRunSchema,
  /** The scope that was being searched; null if none had started. */
  search: searchSchema.nullable(),
  arrays: z.array(z.strictObject({ name: z.string(), bytes: countSchema, sha256: z.string() })),
});

export type CheckpointHead = z.output<typeof headSchema>;
type Search = NonNullable<CheckpointHead['search']>;

/** Input of the writer; numbers and arrays come from the search. */
export interface HeadParts {
  readonly run: RunToSave;
  readonly search: Omit<Search, 'numbers'> | null;
}

/** The first line has a fixed length: the schema, the size of the header, its checksum. */
const lengthDigits = 12;
export const firstLineLength = checkpointSchemaName.length + 1 + lengthDigits + 1 + 64 + 1;

/** The first line and the header. */
export function formatHead(
  { run, search }: HeadParts,
  numbers: Search['numbers'],
  arrays: CheckpointHead['arrays'],
): Buffer {
  const head: z.input<typeof headSchema> = {
    schema: checkpointSchemaName,
    tool: version,
    endianness: endianness(),
    run,
    search: search === null ? null : { ...search, numbers },
    arrays,
  };
  const text = Buffer.from(`${JSON.stringify(head)}\n`);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const length = String(text.length).padStart(lengthDigits, '0');
  return Buffer.concat([Buffer.from(`${checkpointSchemaName} ${length} ${sha256}\n`), text]);
}

/** Parses the first line of a file of `fileBytes` bytes. Throws `InputError`. */
export function parseFirstLine(
  file: string,
  line: Buffer,
  fileBytes: number,
): { readonly headBytes: number; readonly sha256: string } {
  const text = line.toString('latin1');
  if (text === '') throw new InputError(`${file}: the file is empty; ${whatItMustBe}`);
  if (!text.startsWith(family.slice(0, text.length))) {
    throw new InputError(`${file}: the file is not a checkpoint; ${whatItMustBe}`);
  }
  const other = /^tablewalk\/checkpoint\/(\d{1,9}) /.exec(text);
  if (other !== null && other[1] !== '1') {
    throw new InputError(
      `${file}: schema is "${family}${other[1]}"; this tablewalk reads ${checkpointSchemaName}: resume it with the version that wrote it`,
    );
  }
  const headBytes = Number(text.slice(checkpointSchemaName.length + 1).slice(0, lengthDigits));
  if (text.length < firstLineLength || headBytes > fileBytes - firstLineLength) {
    throw new InputError(
      `${file}: ${describeFile} is truncated, or its first line is damaged: it has ${fileBytes} bytes`,
    );
  }
  const match = /^\S+ (\d{12}) ([0-9a-f]{64})\n$/.exec(text);
  if (match === null || !text.startsWith(`${checkpointSchemaName} `)) {
    throw new InputError(`${file}: ${describeFile} is damaged: its first line cannot be read`);
  }
  return { headBytes, sha256: match[2] };
}

/** Whether the bytes may be the start of a checkpoint; there may be none. */
export function beginsCheckpoint(bytes: Buffer): boolean {
  return family.startsWith(bytes.subarray(0, family.length).toString('latin1'));
}

const whatItMustBe = 'it must be a file written by tablewalk check --checkpoint';

/** The header, with a valid checksum, for this version and this machine. Throws `InputError`. */
export function parseHead(file: string, text: string): CheckpointHead {
  const json = parseJson(file, text);
  const { tool, endianness: order } = readWithSchema(originSchema, file, json);
  if (tool !== version) {
    throw new InputError(
      `${file}: ${describeFile} was written by tablewalk ${tool}, but this is ${version}: resume it with that version, or search again`,
    );
  }
  if (order !== endianness()) {
    throw new InputError(
      `${file}: ${describeFile} was written on a machine with another byte order (${order}, here ${endianness()})`,
    );
  }
  return readWithSchema(headSchema, file, json);
}

const originSchema = z.looseObject({ tool: z.string(), endianness: z.string() });
