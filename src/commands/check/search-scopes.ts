/** Searches the scopes of a check, sequentially or in parallel, with the same results. */
import {
  type PlannedRequest,
  planOf,
  saveBetweenScopes,
  trialPlanOf,
} from '../../checkpoint/plan.ts';
import { isFinal } from '../../checkpoint/run.ts';
import type { CheckpointOutcome } from '../../checkpoint/search.ts';
import { runInOrder } from '../../jobs/in-order.ts';
import { listedJob, unlessNoResult } from '../../jobs/job.ts';
import { type RunControl, runPart } from '../../jobs/job-runner.ts';
import { plannedSearches } from '../../jobs/search-elsewhere.ts';
import type { SearchAnswer, SearchJob } from '../../jobs/search-job.ts';
import { stopOf } from '../../jobs/stop-of.ts';
import { type PoolsFollowed, poolsFollowed } from '../../subject/search-ways.ts';
import { areAllViolated, endsTheRun } from './run-ends.ts';

export interface CheckRequest extends PlannedRequest {
  /** Breadth-first, with one worker and without a checkpoint: stop when every claim was violated. */
  readonly stopWhenAllViolated?: boolean;
  /** Threads for all scopes together, or for one that is large enough; default: 1. */
  readonly processors?: number;
}

export interface SearchedScopes {
  /** By scope; null for those that were not started or left no result. */
  readonly answers: readonly (SearchAnswer | null)[];
  /** The checkpoint of a run that was interrupted before a scope; null if there is none. */
  readonly between: CheckpointOutcome | null;
  /** True if a scope was searched elsewhere and left no result. */
  readonly isMissing: boolean;
}

/** Searching one scope with several threads pays only above this number of states. */
const statesOfOneThread = 200_000;

/** A resumed search comes first. */
export async function searchScopes(
  request: CheckRequest,
  control: RunControl,
  startedAt: number,
): Promise<SearchedScopes> {
  const run = new ScopeSearches(request, control, startedAt);
  if (control.onJobs !== undefined) return run.planned();
  const { processors = 1, workers = 1, checkpoint, resume, scopes } = request;
  // A checkpoint holds the search of one scope.
  const isSaved = (checkpoint !== undefined && !checkpoint.isDefault) || resume !== undefined;
  if (processors === 1 || isSaved || (workers > 1 && scopes.length === 1)) return run.oneByOne();
  return run.together();
}

class ScopeSearches {
  private readonly request: CheckRequest;
  private readonly control: RunControl;
  private readonly startedAt: number;
  private readonly answers: (SearchAnswer | null)[];

  constructor(request: CheckRequest, control: RunControl, startedAt: number) {
    this.request = request;
    this.control = control;
    this.startedAt = startedAt;
    this.answers = request.scopes.map((_, index) => request.resume?.answers[index] ?? null);
  }

  async oneByOne(order: readonly number[] = this.openScopes()): Promise<SearchedScopes> {
    const { request, control, answers } = this;
    const { subject, signal } = control;
    if (request.resume?.isFinished) return { answers, between: null, isMissing: false };
    for (const scopeIndex of order) {
      const isBetween = answers.some((answer) => answer !== null);
      if (isBetween && signal.aborted) {
        const elapsedMs = control.now() - this.startedAt;
        const between = saveBetweenScopes(subject, request, scopeIndex, answers, elapsedMs);
        return { answers, between, isMissing: false };
      }
      const answer = await this.searchSaved(scopeIndex, signal);
      answers[scopeIndex] = answer;
      if (endsTheRun(stopOf(answer.result.end)) || areAllViolated(request, answers)) break;
    }
    return { answers, between: null, isMissing: false };
  }

  /** A resumed scope first, then the others in their order. */
  private openScopes(): number[] {
    const { scopes, resume } = this.request;
    return [resume?.scope ?? 0, ...scopes.keys()].filter(
      (scope, index, all) => this.answers[scope] === null && all.indexOf(scope) === index,
    );
  }

  /** Every scope as a job for any machine. */
  async planned(): Promise<SearchedScopes> {
    const { request, control } = this;
    const jobs = request.scopes.map((_, index) => this.job(index));
    await control.onJobs?.(
      jobs.map((job, index) => listedJob(plannedSearches, job, this.nameOf(index))),
      control.subject,
    );
    const missing = new Set<number>();
    const found = await runInOrder<SearchJob, SearchAnswer>({
      jobs,
      atOnce: 1,
      signal: control.signal,
      ends: (answers) => this.endsWith(answers),
      run: async (job, index, signal) => {
        const answer = await unlessNoResult(() => this.search(job, index, signal));
        if (answer === undefined) missing.add(index);
        return answer;
      },
    });
    const answers = found.map((answer) => answer ?? null);
    const isEnded = this.endsWith(found.filter((answer) => answer !== undefined));
    const last = isEnded ? answers.findLastIndex((answer) => answer !== null) : Infinity;
    return { answers, between: null, isMissing: [...missing].some((index) => index < last) };
  }

  /** Small scopes in a thread each, then each large one in all threads. */
  async together(): Promise<SearchedScopes> {
    const { request, control, answers } = this;
    const { signal, subject } = control;
    const large = new Set<number>();
    const found = await runInOrder<SearchJob, SearchAnswer>({
      jobs: request.scopes.map((_, index) => this.job(index)),
      atOnce: this.threads,
      signal,
      ends: (known) => this.endsWith(known),
      run: async (job, index, own) => {
        const isLate = signal.aborted || this.elapsedMs() >= request.limits.elapsedMsMax;
        if (index > 0 && isLate) return undefined;
        const checkpoint = trialPlanOf(subject, request, index, this.elapsedMs());
        const answer = await this.searchAlone({ ...this.inTime(job), checkpoint }, index, own);
        if (answer === null) large.add(index);
        return answer ?? undefined;
      },
    });
    for (const [index, answer] of found.entries()) answers[index] = answer ?? null;
    if (signal.aborted) return this.interruptedTogether();
    return this.largeOnes(large);
  }

  /** As in a run that was not interrupted, one thread hands the search over if it is large. */
  private async searchSaved(index: number, signal: AbortSignal): Promise<SearchAnswer> {
    const job = this.savedJob(index);
    const { resume } = this.request;
    const isTrial = resume?.scope === index ? resume.isTrial : job.resume !== undefined;
    if (!isTrial || !this.isForCrew(index)) return this.search(job, index, signal);
    const { checkpoint } = job;
    const plan = checkpoint && {
      ...checkpoint,
      run: { ...checkpoint.run, isTrial: true as const },
    };
    const answer = await this.searchAlone({ ...job, checkpoint: plan }, index, signal);
    return answer ?? this.search(this.savedJob(index, false), index, signal);
  }

  /** Null for a scope that is large enough for several threads. */
  private async searchAlone(
    job: SearchJob,
    index: number,
    signal: AbortSignal,
  ): Promise<SearchAnswer | null> {
    const { stateCountMax } = job.limits;
    const statesMax = this.isForCrew(index) ? statesOfOneThread : Infinity;
    const limits = { ...job.limits, stateCountMax: Math.min(stateCountMax, statesMax) };
    const answer = await this.search({ ...job, limits }, index, signal);
    const isCut = stopOf(answer.result.end)?.limit === 'states' && statesMax < stateCountMax;
    return isCut ? null : answer;
  }

  private async largeOnes(large: ReadonlySet<number>): Promise<SearchedScopes> {
    const { request, control, answers } = this;
    for (const index of request.scopes.keys()) {
      if (large.has(index)) {
        if (control.signal.aborted) return this.interrupted();
        answers[index] = await this.search(this.savedJob(index), index, control.signal);
      }
      const known = answers.slice(0, index + 1).filter((answer) => answer !== null);
      if (this.endsWith(known)) answers.fill(null, index + 1);
      const last = answers[index];
      if (last !== null && endsTheRun(stopOf(last.result.end))) break;
    }
    return { answers, between: null, isMissing: false };
  }

  /** Several searches have separate files, which the file of the run names. */
  private interruptedTogether(): SearchedScopes {
    const { scopes } = this.request;
    if (scopes.length === 1) return this.interrupted();
    const begun = this.answers.flatMap((answer, scope) =>
      answer === null || answer.checkpoint === null
        ? []
        : [{ scope, file: answer.checkpoint.file }],
    );
    return this.savedBetween(begun);
  }

  /** Saved with the scopes that are finished, if no search was saved. */
  private interrupted(): SearchedScopes {
    const { answers } = this;
    const isSaved = answers.some((answer) => answer !== null && answer.checkpoint !== null);
    return isSaved ? { answers, between: null, isMissing: false } : this.savedBetween([]);
  }

  private savedBetween(begun: Parameters<typeof saveBetweenScopes>[5]): SearchedScopes {
    const { request, control, answers } = this;
    const finished = answers.map((answer) => (answer !== null && isFinal(answer) ? answer : null));
    const next = finished.indexOf(null);
    const between =
      next < 0
        ? null
        : saveBetweenScopes(control.subject, request, next, finished, this.elapsedMs(), begun);
    return { answers, between, isMissing: false };
  }

  /** Whether the last result ends the run regardless of the others. */
  private endsWith(answers: readonly SearchAnswer[]): boolean {
    const last = answers.at(-1);
    const isAtFirst = last !== undefined && stopOf(last.result.end)?.limit === 'first-violation';
    return isAtFirst || areAllViolated(this.request, answers);
  }

  private get threads(): number {
    const { workers = 1, processors = 1 } = this.request;
    return Math.max(workers, processors);
  }

  /** Whether several threads can search the scope with one shared table. */
  private isForCrew(index: number): boolean {
    const { scopes, search, exact, slotBytes = 8, stopWhenAllViolated = false } = this.request;
    const { subject } = this.control;
    const isPlain = search === 'bfs' && !exact && slotBytes === 8 && !stopWhenAllViolated;
    const isPossible = subject.scopes.obstacles(scopes[index]).workers === null;
    return this.threads > 1 && isPlain && isPossible && this.pools(index) === 'each';
  }

  private pools(index: number): PoolsFollowed {
    const { request, control } = this;
    if (request.stopWhenAllViolated) return 'each';
    return poolsFollowed(control.subject, request, request.scopes[index]);
  }

  /** Searches a scope with one thread, without a checkpoint. */
  private job(index: number): SearchJob {
    const { request } = this;
    const { scopes, search, exact, slotBytes = 8, stopAtFirst, limits } = request;
    return {
      scope: scopes[index],
      invariantIds: request.invariants.map(({ id }) => id),
      search,
      exact,
      slotBytes,
      pools: this.pools(index),
      stopAtFirst,
      stopWhenAllSeen: request.stopWhenAllViolated === true,
      limits,
    };
  }

  private elapsedMs(): number {
    return this.control.now() - this.startedAt;
  }

  private inTime(job: SearchJob): SearchJob {
    const elapsedMsMax = Math.max(1, job.limits.elapsedMsMax - this.elapsedMs());
    return { ...job, limits: { ...job.limits, elapsedMsMax } };
  }

  /** Searches a scope with its checkpoint, with one thread or several. */
  private savedJob(index: number, resumes = true): SearchJob {
    const { request, control, answers } = this;
    const { resume } = request;
    const saved = resumes && resume?.scope === index ? resume : undefined;
    const part = resumes ? resume?.parts.find(({ scope }) => scope === index) : undefined;
    // One worker can resume a search saved by several, but with their table.
    const isByCrew = saved?.search?.isByCrew ?? (part === undefined && this.isForCrew(index));
    const elapsedMs = this.elapsedMs();
    const job = this.inTime(this.job(index));
    return {
      ...job,
      pools: isByCrew ? 'each' : this.pools(index),
      workers: isByCrew ? this.threads : undefined,
      checkpoint: planOf(control.subject, request, index, answers, isByCrew, elapsedMs),
      resume: (saved ?? part)?.file,
    };
  }

  private async search(job: SearchJob, index: number, signal: AbortSignal): Promise<SearchAnswer> {
    const part = { scopeIndex: index, scopeCount: this.request.scopes.length };
    return runPart({ ...this.control, signal }, plannedSearches, job, part);
  }

  private nameOf(index: number): string {
    const { subject } = this.control;
    const { tag, world } = subject.scopes.describe(this.request.scopes[index]);
    // A long description does not fit in a line of progress.
    return [`scope ${index + 1}`, tag, world.length > 120 ? '' : world].filter(Boolean).join(', ');
  }
}
