/**
 * Independent parts of a run, such as files: the first ones are processed in this thread, and the rest in
 * worker threads if that takes longer than starting those. The results are the same.
 */
import { InputLinesError, ModelError } from '../errors.ts';
import { endOfWork, endsRun, type WorkEnd } from '../files/each-file.ts';
import { Stopped, type StopReason, withStopCheck } from '../stop.ts';
import type { Subject } from '../subject/subject.ts';
import { runInOrder } from './in-order.ts';
import type { JobHooks, JobKind } from './job.ts';
import type { RunControl } from './job-runner.ts';

export interface WorkLimits {
  /** Time for the whole run. */
  readonly elapsedMsMax: number;
  /** Size of the objects of a thread. */
  readonly memoryBytesMax: number;
}

export interface WorkJob<Part> {
  readonly parts: readonly Part[];
  readonly limits: WorkLimits;
  /** Time since the start of the run when the job starts. */
  readonly elapsedMs: number;
}

/** An end as plain data for another thread. */
type SentEnd<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly value: number };

/** Processes one part; parts and answers are plain data. Throws `InputError` and `Stopped`. */
type Work<Part, Answer> = (part: Part, subject: Subject) => Answer;

export interface WorkKind<Part, Answer> extends JobKind<WorkJob<Part>, SentEnd<Answer>[]> {
  readonly work: Work<Part, Answer>;
}

export function workKind<Part, Answer>(
  name: string,
  work: Work<Part, Answer>,
): WorkKind<Part, Answer> {
  return {
    name,
    work,
    run: (job, hooks) =>
      stoppingAtLimits(job.limits, hooks, hooks.now() - job.elapsedMs, () =>
        job.parts.map((part) => sent(endOfWork(() => work(part, hooks.subject)))),
      ),
  };
}

/** The same for work that needs something which is loaded once a subject. */
export function workKindWith<Tool, Part, Answer>(
  name: string,
  load: (subject: Subject) => Promise<Tool>,
  work: (part: Part, tool: Tool, subject: Subject) => Answer,
): WorkKind<Part, Answer> {
  const tools = new WeakMap<Subject, { readonly tool: Tool }>();
  const withTool: Work<Part, Answer> = (part, subject) => {
    const loaded = tools.get(subject);
    if (loaded === undefined) throw new ModelError(`${name} was not prepared`);
    return work(part, loaded.tool, subject);
  };
  return {
    ...workKind(name, withTool),
    async prepare(_job, subject) {
      if (!tools.has(subject)) tools.set(subject, { tool: await load(subject) });
    },
  };
}

export interface WorkRun<Part, Answer> {
  readonly kind: WorkKind<Part, Answer>;
  readonly parts: readonly Part[];
  readonly subjectOf: (part: Part) => Subject;
  /** Maximum number of threads. */
  readonly atOnce: number;
  readonly limits: WorkLimits;
  /** Called before each part, in order. */
  readonly onPart?: (index: number) => void;
}

export type WorkControl = Pick<RunControl, 'runJob' | 'now' | 'startedAt' | 'signal'> & {
  readonly isInterrupted: () => boolean;
  readonly heapBytes: () => number;
};

/** Two threads load the program in about this time. */
const aloneMs = 300;
/** Enough that the threads finish at about the same time. */
const jobsPerThread = 8;
const partsPerJobMax = 32;

/** By part; those that are missing at the end were not begun. The first other error is thrown. */
export async function runWork<Part, Answer>(
  run: WorkRun<Part, Answer>,
  control: WorkControl,
): Promise<WorkEnd<Answer>[]> {
  const begunAt = control.now();
  const { startedAt = begunAt } = control;
  const { parts, atOnce } = run;
  const ends: WorkEnd<Answer>[] = [];
  while (ends.length < parts.length) {
    const isAlone = atOnce === 1 || ends.length === parts.length - 1;
    if (!isAlone && control.now() - begunAt >= aloneMs) break;
    const end = await endHere(run, control, ends.length, startedAt);
    ends.push(end);
    if (endsRun(end)) return ends;
  }
  if (ends.length === parts.length) return ends;
  return [...ends, ...(await endsElsewhere(run, control, ends.length, startedAt))];
}

async function endHere<Part, Answer>(
  { kind, parts, subjectOf, limits, onPart }: WorkRun<Part, Answer>,
  { now, isInterrupted: shouldStop, heapBytes }: WorkControl,
  index: number,
  startedAt: number,
): Promise<WorkEnd<Answer>> {
  onPart?.(index);
  const part = parts[index];
  const subject = endOfWork(() => subjectOf(part));
  if (subject.kind !== 'answered') return subject;
  await kind.prepare?.({ parts: [part], limits, elapsedMs: 0 }, subject.answer);
  return stoppingAtLimits(limits, { now, shouldStop, heapBytes }, startedAt, () =>
    endOfWork(() => kind.work(part, subject.answer)),
  );
}

/** Parts that one thread processes one after the other. */
interface Share<Part> {
  readonly first: number;
  readonly parts: readonly Part[];
  readonly subject: Subject;
}

async function endsElsewhere<Part, Answer>(
  run: WorkRun<Part, Answer>,
  control: WorkControl,
  from: number,
  startedAt: number,
): Promise<WorkEnd<Answer>[]> {
  const { kind, parts, limits, atOnce, onPart } = run;
  const { now, runJob } = control;
  const ends = new Array<WorkEnd<Answer>>(parts.length);
  const shares = sharesOf(run, from, (index, end) => {
    ends[index] = end;
  });
  await runInOrder({
    jobs: shares,
    atOnce,
    signal: control.signal,
    ends: () => false,
    run: async ({ first, parts, subject }, _index, signal) => {
      const job = { parts, limits, elapsedMs: now() - startedAt };
      for (const at of parts.keys()) onPart?.(first + at);
      const jobControl = { subject, now, signal, onProgress: () => undefined };
      const found = await runJob(kind, job, jobControl);
      for (const [at, end] of found.entries()) ends[first + at] = received(end);
    },
  });
  return ends.slice(from);
}

/** Consecutive parts of one subject; a part without one has ended. */
function sharesOf<Part, Answer>(
  { parts, subjectOf, atOnce }: WorkRun<Part, Answer>,
  from: number,
  onEnd: (index: number, end: WorkEnd<Answer>) => void,
): Share<Part>[] {
  const even = Math.ceil((parts.length - from) / (atOnce * jobsPerThread));
  const partsMax = Math.min(partsPerJobMax, even);
  const shares: { first: number; parts: Part[]; subject: Subject }[] = [];
  for (let index = from; index < parts.length; index++) {
    const part = parts[index];
    const subject = endOfWork(() => subjectOf(part));
    if (subject.kind !== 'answered') {
      onEnd(index, subject);
      continue;
    }
    const last = shares.at(-1);
    const isNext = last !== undefined && last.first + last.parts.length === index;
    if (isNext && last.subject === subject.answer && last.parts.length < partsMax) {
      last.parts.push(part);
    } else {
      shares.push({ first: index, parts: [part], subject: subject.answer });
    }
  }
  return shares;
}

type LimitHooks = Pick<JobHooks, 'now' | 'shouldStop' | 'heapBytes'>;

function stoppingAtLimits<Result>(
  { elapsedMsMax, memoryBytesMax }: WorkLimits,
  { now, shouldStop, heapBytes = () => 0 }: LimitHooks,
  startedAt: number,
  work: () => Result,
): Result {
  return withStopCheck(() => {
    if (shouldStop()) throw new Stopped('interrupted', 0);
    if (now() - startedAt >= elapsedMsMax) throw new Stopped('time', elapsedMsMax);
    if (heapBytes() > memoryBytesMax) throw new Stopped('memory', memoryBytesMax);
  }, work);
}

function sent<Answer>(end: WorkEnd<Answer>): SentEnd<Answer> {
  if (end.kind === 'answered') return end;
  if (end.kind === 'refused') return { kind: 'refused', message: end.error.message };
  const { reason, value } = end.stopped;
  return { kind: 'stopped', reason, value };
}

function received<Answer>(end: SentEnd<Answer>): WorkEnd<Answer> {
  if (end.kind === 'answered') return end;
  if (end.kind === 'stopped') {
    return { kind: 'stopped', stopped: new Stopped(end.reason, end.value) };
  }
  return { kind: 'refused', error: new InputLinesError(end.message.split('\n')) };
}
