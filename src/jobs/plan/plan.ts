/** A plan: the command, the subject, and a line for each job. Stored as lines of JSON, with values that JSON lacks. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import SuperJSON, { type SuperJSONResult } from 'superjson';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { buildOf, versionIn } from '../../files/package.ts';
import { attemptRead } from '../../files/system-errors.ts';
import { parseJson } from '../../input/parse-json.ts';
import { readWithSchema } from '../../input/read-with-schema.ts';
import type { Subject, SubjectRef } from '../../subject/subject.ts';
import { byText } from '../../text/by-text.ts';
import type { ListedJob, PlannedKind } from '../job.ts';
import { type Cost, Estimator, type JobNeeds, needsOf } from './estimate.ts';

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
function contentId(value: unknown): string {
  const text = JSON.stringify(sorted(encodeValue(value)));
  return createHash('sha256').update(text).digest('hex').slice(0, idDigits);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, held]) => [key, sorted(held)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => byText(a, b)));
}

const schema = 'tablewalk/plan/1';

export interface PlannedJob {
  /** Hash of the question, the code of the program and the source texts. */
  readonly id: string;
  /** The name of its kind. */
  readonly kind: string;
  readonly what: string;
  readonly cost: Cost;
  readonly needs: JobNeeds;
  readonly job: unknown;
}

export interface Plan {
  /** Hash of the following fields. */
  readonly id: string;
  /** The version of the program that made it, with a hash of its code. */
  readonly tool: string;
  /** The arguments of the command whose jobs these are. */
  readonly command: readonly string[];
  readonly subject: SubjectRef;
  readonly jobs: readonly PlannedJob[];
}

const text = z.string({ error: 'it must be text' });
const notNegative = z
  .number({ error: 'it must be a number' })
  .min(0, { error: 'it must not be negative' });

const headSchema = z.strictObject({
  schema: z.literal(schema, { error: `it must be "${schema}"` }),
  id: text,
  tool: text,
  command: z.array(text, { error: 'it must be a list of arguments' }).min(1),
  subject: z.strictObject({ name: text, data: encodedSchema }),
  jobs: notNegative,
});

const jobSchema = z.strictObject({
  id: text,
  kind: text,
  what: text,
  cost: z.strictObject({ states: notNegative, isExact: z.boolean() }),
  needs: z.strictObject({ memoryBytes: notNegative }),
  job: encodedSchema,
});

export function jobId<Job, Answer>(kind: PlannedKind<Job, Answer>, job: Job): string {
  return contentId({ tool: buildOf(), kind: kind.name, question: kind.question(job) });
}

/** The plan of a run. Two equal jobs are one. */
export function planOfRun(
  subject: Subject,
  command: readonly string[],
  listed: readonly ListedJob[],
): Plan {
  const estimator = new Estimator(subject);
  const jobs = new Map<string, PlannedJob>();
  for (const one of listed) {
    const id = jobId(one.kind, one.job);
    if (jobs.has(id)) continue;
    const cost = estimator.costOf(one);
    const { what, job } = one;
    jobs.set(id, { id, kind: one.kind.name, what, cost, needs: needsOf(one, cost), job });
  }
  const rest = { tool: buildOf(), command, subject: subject.ref(), jobs: [...jobs.values()] };
  return { id: idOfPlan(rest), ...rest };
}

/** Costs are estimates, not part of the question. */
function idOfPlan({ tool, command, jobs }: Omit<Plan, 'id'>): string {
  return contentId({ tool, command, jobs: jobs.map(({ id }) => id) });
}

export function planText({ id, tool, command, subject, jobs }: Plan): string {
  const { name, data } = subject;
  const head = { schema, id, tool, command, subject: { name, data: encodeValue(data) } };
  const lines = [
    { ...head, jobs: jobs.length },
    ...jobs.map(({ job, ...line }) => ({ ...line, job: encodeValue(job) })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Answers of other code are not those of this code. Throws `InputError`. */
function checkTool(name: string, tool: string): void {
  const own = buildOf();
  if (tool === own) return;
  const isSameVersion = versionIn(tool) === versionIn(own);
  const why = isSameVersion ? ', other code of the same version' : '';
  throw new InputError(
    `${name}: the plan was made by tablewalk ${tool}, but this is ${own}${why}: run it with ${tool}, or plan again`,
  );
}

/** Throws `InputError` that names the line. */
export function parseJobPlan(name: string, content: string): Plan {
  const [first, ...rest] = content.split('\n').filter((line) => line !== '');
  if (first === undefined)
    throw new InputError(`${name}: the file is empty; a plan has lines of JSON`);
  const head = readWithSchema(headSchema, `${name}:1`, parseJson(`${name}:1`, first));
  checkTool(name, head.tool);
  if (rest.length !== head.jobs) {
    throw new InputError(
      `${name}: the plan has ${rest.length} of ${head.jobs} jobs; is it cut off?`,
    );
  }
  const jobs = rest.map((line, index) => {
    const where = `${name}:${index + 2}`;
    const read = readWithSchema(jobSchema, where, parseJson(where, line));
    return { ...read, job: decodeValue(read.job) };
  });
  const { subject, id, tool, command } = head;
  const plan = {
    tool,
    command,
    subject: { name: subject.name, data: decodeValue(subject.data) },
    jobs,
  };
  if (idOfPlan(plan) !== id) {
    throw new InputError(
      `${name}: the plan was edited: its id does not match its jobs; plan again`,
    );
  }
  return { id, ...plan };
}

export function readPlan(file: string): Plan {
  return parseJobPlan(
    file,
    attemptRead('the plan', file, () => readFileSync(file, 'utf8')),
  );
}
