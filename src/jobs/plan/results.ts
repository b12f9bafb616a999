/** Results of jobs in a directory: the plan, and a file for each job, each written whole. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { attemptRead, attemptTrial } from '../../files/system-errors.ts';
import { createWhole, replaceWhole } from '../../files/write-whole.ts';
import { parseJson } from '../../input/parse-json.ts';
import { readWithSchema } from '../../input/read-with-schema.ts';
import { decodeValue, encodedSchema, encodeValue, type Plan, planText, readPlan } from './plan.ts';

const schema = 'tablewalk/job-result/1';
const planName = 'plan.jsonl';
const jobsFolder = 'jobs';
const savedFolder = 'checkpoints';

/** How a job ended. */
export type JobEnd =
  | { readonly kind: 'answered'; readonly answer: unknown }
  /** The job ran out of memory and is undecided. */
  | { readonly kind: 'undecided'; readonly reason: string }
  /** The input is invalid; a run on one machine would report the same error. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** A bug: the job failed on every try. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface StoredResult {
  readonly id: string;
  /** The plan that the result belongs to. */
  readonly plan: string;
  readonly end: JobEnd;
}

const text = z.string({ error: 'it must be text' });
const reason = { reason: text };

const resultSchema = z.strictObject({
  schema: z.literal(schema, { error: `it must be "${schema}"` }),
  id: text,
  plan: text,
  end: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('answered'), answer: encodedSchema }),
    z.strictObject({ kind: z.literal('undecided'), ...reason }),
    z.strictObject({ kind: z.literal('refused'), ...reason }),
    z.strictObject({ kind: z.literal('failed'), ...reason }),
  ]),
});

export function storedText({ id, plan, end }: StoredResult): string {
  const stored = end.kind === 'answered' ? { ...end, answer: encodeValue(end.answer) } : end;
  return `${JSON.stringify({ schema, id, plan, end: stored })}\n`;
}

/** Throws `InputError`. */
export function parseResult(name: string, content: string): StoredResult {
  const { id, plan, end } = readWithSchema(resultSchema, name, parseJson(name, content));
  return {
    id,
    plan,
    end: end.kind === 'answered' ? { ...end, answer: decodeValue(end.answer) } : end,
  };
}

/** Whether the answers of two machines are equal; times may differ. */
export function areEqualResults(one: StoredResult, other: StoredResult): boolean {
  return isDeepStrictEqual(withoutTimes(one.end), withoutTimes(other.end));
}

function withoutTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (typeof value !== 'object' || value === null || value instanceof Map) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'elapsedMs');
  return Object.fromEntries(kept.map(([key, held]) => [key, withoutTimes(held)]));
}

/** A directory of results of one plan. */
export class ResultFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Writes the plan into the directory. Throws `InputError` if it has another one. */
  begin(plan: Plan): void {
    const file = join(this.path, planName);
    attemptTrial('the directory of results', this.path, () =>
      mkdirSync(join(this.path, jobsFolder), { recursive: true }),
    );
    if (createWhole('the plan', file, planText(plan))) return;
    const { id, command } = readPlan(file);
    if (id === plan.id) return;
    throw new InputError(
      `${this.path} has results of another plan (${command.join(' ')}): name another directory`,
    );
  }

  /** Throws `InputError` if the directory has no plan. */
  plan(): Plan {
    const file = join(this.path, planName);
    if (existsSync(file)) return readPlan(file);
    throw new InputError(
      `${this.path} has no ${planName}; it must be a directory written by run-jobs or --shard`,
    );
  }

  write(result: StoredResult): void {
    replaceWhole('the result of a job', this.fileOf(result.id), storedText(result));
  }

  /** Null if the job has no result yet. */
  read(id: string): StoredResult | null {
    const file = this.fileOf(id);
    return existsSync(file) ? readResult(file) : null;
  }

  /** All results, by name. */
  all(): { readonly file: string; readonly result: StoredResult }[] {
    const folder = join(this.path, jobsFolder);
    const names = attemptRead('the directory of results', folder, () => readdirSync(folder));
    return names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => ({ file: join(folder, name), result: readResult(join(folder, name)) }));
  }

  /** Where a long search is saved until it is finished. */
  checkpointOf(id: string): string {
    return join(this.path, savedFolder, `${id}.checkpoint`);
  }

  private fileOf(id: string): string {
    return join(this.path, jobsFolder, `${id}.json`);
  }
}

function readResult(file: string): StoredResult {
  return parseResult(
    file,
    attemptRead('the result', file, () => readFileSync(file, 'utf8')),
  );
}
