/** Commands the workers of a parallel search, level by level, and joins their results. */
import { ModelError } from '../../errors.ts';
import type { Limit, SearchResult } from '../outcome.ts';
import type { Progress, Resumption, SearchHooks, SearchLimits } from '../search.ts';
import { Watch } from '../watch.ts';
import { Counts } from './counts.ts';
import { CurrentLevel } from './level.ts';
import { parallelResult } from './result.ts';
import { restoreSearch, type SearchParts, saveSearch } from './saved-search.ts';
import { Command, Halt, type SharedMemory, Word } from './shared-memory.ts';
import { Count } from './tally.ts';
import { ParallelWorker, type WorkerRequest } from './worker.ts';

export interface LeaderRequest extends Omit<WorkerRequest, 'memoryBytesMax'> {
  readonly limits: SearchLimits;
  readonly hooks: SearchHooks;
  /** Resume a search of the same system, invariants and goals, with any number of workers. */
  readonly resume?: Resumption;
}

/**
 * The leader is also worker 0. Between two commands all workers are halted, and only the leader writes
 * the shared memory. threads.ts and turns.ts pass commands to the workers and wait until all are done.
 */
export class Leader {
  readonly worker: ParallelWorker;
  private readonly request: LeaderRequest;
  private readonly memory: SharedMemory;
  private readonly control: Int32Array;
  private readonly watch: Watch;
  private readonly counts: Counts;
  private readonly level: CurrentLevel;
  private readonly parts: SearchParts;
  private stateCount = 0;
  private greatestDepth = 0;
  private participants = 1;
  /** True if there is a level, so that the search can be saved. */
  private isUnderWay = false;
  /** True if the leader alone repeats the current level. */
  private isInOrder = false;
  /** Maximum of the JavaScript heap, once it is full. */
  private heapBytesMax = 0;
  private stoppedAt: Limit | 'violation' | undefined = undefined;

  constructor(memory: SharedMemory, request: LeaderRequest) {
    const { system, invariants, goals = [], limits, hooks, resume } = request;
    this.request = request;
    this.memory = memory;
    this.worker = new ParallelWorker(memory, 0, {
      ...request,
      memoryBytesMax: limits.memoryBytesMax,
    });
    this.control = this.worker.control;
    this.watch = new Watch(hooks, limits.elapsedMsMax, resume?.elapsedMs);
    this.counts = new Counts(memory, invariants.length, goals.length);
    this.level = new CurrentLevel(memory, this.control);
    const { worker, level, counts } = this;
    this.parts = { system, worker, level, counts };
  }

  /** Prepares the first level and returns the number of workers of its command; 0 if there is none. */
  start(): number {
    const { worker } = this;
    const { resume, limits } = this.request;
    if (resume !== undefined) return this.resume(resume);
    const { table, budget } = worker;
    if (!table.grow(budget)) return this.stop('memory');
    table.deal(limits.stateCountMax);
    table.refresh();
    if (!worker.storeInitial()) return this.stop('memory');
    this.stateCount = this.claimed();
    if (this.stateCount === 0) return this.stop('states');
    this.level.enterFirst();
    this.isUnderWay = true;
    return this.beginLevel();
  }

  private resume({ from }: Resumption): number {
    restoreSearch(from, this.parts);
    this.isUnderWay = true;
    this.stateCount = this.claimed();
    this.greatestDepth = this.level.depth;
    return this.beginLevel();
  }

  /** All workers have executed the command or halted: returns the number of workers of the next one. */
  next(): number {
    const { control } = this;
    const halt = Atomics.exchange(control, Word.halt, 0);
    this.stateCount = this.claimed();
    if ((halt & Halt.order) !== 0) return this.inOrder();
    if ((halt & Halt.memory) !== 0) return this.endLevel('memory');
    // A worker within a chunk then continues with it, also before a pause.
    if (halt !== 0) return this.makeRoom(halt);
    if (control[Word.command] === Command.settle) return this.nextLevel();
    if (Atomics.exchange(control, Word.pausing, 0) !== 0) return this.pauseWithinLevel();
    return control[Word.command] === Command.expand
      ? this.command(Command.settle)
      : this.endLevel(undefined);
  }

  /** Transitions that the leader may take before it polls. */
  get ticks(): number {
    return this.watch.ticksLeft;
  }

  /** Reports progress, and reads clock, stop signal and heap. */
  poll(): void {
    this.watch.ticksLeft = 0;
    this.worker.publishCounts();
    this.readClock();
  }

  private readClock(): void {
    const progress = this.progress();
    const { hooks } = this.request;
    hooks.onProgress?.(progress);
    this.watch.poll(progress.elapsedMs);
    this.heapBytesMax = hooks.fullHeap?.() ?? 0;
    if (this.stoppedBy !== undefined || (!this.isInOrder && this.wantsPause())) {
      Atomics.store(this.control, Word.pausing, 1);
    }
  }

  /** To save the search, or to let workers join a long level that began without them. */
  private wantsPause(): boolean {
    const { control, memory, request } = this;
    const isLong = this.level.size > memory.tuning.aloneMax;
    const mayHelp = isLong && Atomics.load(control, Word.joined) > this.participants;
    return mayHelp || request.hooks.isPauseDue?.() === true;
  }

  private progress(): Progress {
    const stateCount = this.claimed();
    const isDeeper = stateCount > this.level.end;
    return {
      depth: this.level.depth + Number(isDeeper),
      stateCount,
      transitionCount: this.counts.counted(Count.transitions),
      frontierCount: stateCount - this.counts.counted(Count.finished),
      memoryBytes: this.worker.budget.bytesUsed,
      elapsedMs: this.watch.elapsedMs(),
    };
  }

  private get stoppedBy(): Limit | undefined {
    return this.watch.stoppedBy ?? (this.heapBytesMax > 0 ? 'heap' : undefined);
  }

  result(): SearchResult {
    const { stoppedAt, heapBytesMax, stateCount, worker, counts } = this;
    return parallelResult(this.request, {
      stoppedAt,
      heapBytesMax,
      stateCount,
      depth: this.greatestDepth,
      memoryBytes: worker.budget.bytesUsed,
      elapsedMs: this.watch.elapsedMs(),
      totals: counts.totals,
      links: worker.links,
    });
  }

  private claimed(): number {
    return Atomics.load(this.control, Word.taken);
  }

  /** Ends the search before a level begins. */
  private stop(at: Limit): 0 {
    this.stoppedAt = at;
    this.offerPause(false, at);
    return 0;
  }

  private command(command: number): number {
    this.control[Word.command] = command;
    return this.participants;
  }

  /** Ends the search and includes the counts of the level. */
  private endLevel(at: Limit | 'violation' | undefined, isBetweenChunks = false): 0 {
    this.stoppedAt = at;
    if (at !== undefined && at !== 'violation') this.offerPause(isBetweenChunks, at);
    this.collect();
    return 0;
  }

  private collect(): void {
    this.counts.collect();
    if (this.stateCount > this.level.end) this.greatestDepth = this.level.depth + 1;
  }

  /** Called when all started chunks are done, within the level or at its end. */
  private pauseWithinLevel(): number {
    const { stoppedBy } = this;
    if (stoppedBy !== undefined) return this.endLevel(stoppedBy, true);
    this.offerPause(true);
    this.participants = this.workersForLevel();
    this.worker.table.deal(this.request.limits.stateCountMax);
    return this.participants;
  }

  /** Saves the search. All workers are halted. */
  private offerPause(isBetweenChunks: boolean, limit?: Limit): void {
    const { parts, request } = this;
    if (!this.isUnderWay) return;
    request.hooks.onPause?.(
      (to) => saveSearch(to, parts, isBetweenChunks),
      isBetweenChunks ? this.progress() : this.progressAtStart(),
      limit,
    );
  }

  /** Progress at the start of the level. */
  private progressAtStart(): Progress {
    const { level, counts } = this;
    return {
      ...this.progress(),
      depth: level.depth,
      stateCount: level.end,
      transitionCount: counts.totals.count(Count.transitions),
      frontierCount: level.size,
    };
  }

  private nextLevel(): number {
    this.collect();
    const size = this.level.enterNext();
    if (this.level.end !== this.stateCount) {
      throw new ModelError(`${this.stateCount} states were found, but ${this.level.end} are kept`);
    }
    if (size === 0) return 0;
    this.readClock();
    Atomics.store(this.control, Word.pausing, 0);
    if (this.stoppedBy !== undefined) return this.stop(this.stoppedBy);
    this.offerPause(false);
    return this.beginLevel();
  }

  private beginLevel(): number {
    const { level, worker } = this;
    const { depthMax, stateCountMax } = this.request.limits;
    if (!worker.links.extend(level.end, worker.budget)) return this.stop('memory');
    this.participants = this.workersForLevel();
    level.deal(this.participants);
    worker.table.deal(stateCountMax);
    return this.command(level.depth < depthMax ? Command.expand : Command.cut);
  }

  private workersForLevel(): number {
    const isShort = this.level.size <= this.memory.tuning.aloneMax;
    return isShort ? 1 : Atomics.load(this.control, Word.joined);
  }

  /** Called when a worker had no room for a state: distributes room, grows the table, or ends at a limit. */
  private makeRoom(halt: number): number {
    const { table, budget } = this.worker;
    const { stateCountMax } = this.request.limits;
    if (this.stateCount >= stateCountMax) return this.inOrder();
    if ((halt & Halt.partFull) !== 0 || !table.hasRoom()) {
      if (!table.grow(budget)) return this.endLevel('memory');
    }
    table.deal(stateCountMax);
    return this.participants;
  }

  /**
   * The search ends in this level, at a point that depends on the order. The leader repeats the level
   * alone, so that the result is that of a single worker.
   */
  private inOrder(): 0 {
    const { worker, control, request } = this;
    const { table, budget } = worker;
    const before = this.level.end;
    if (this.stoppedBy !== undefined) return this.endLevel(this.stoppedBy);
    this.isInOrder = true;
    this.participants = 1;
    this.counts.forgetLevel();
    this.level.forgetChunks();
    this.level.deal(1);
    worker.beginAgain(request.limits.stateCountMax - before);
    if (control[Word.command] === Command.expand) this.command(Command.expandAgain);
    for (;;) {
      Atomics.store(control, Word.pausing, 0);
      table.deal(Infinity);
      table.refresh();
      while (!worker.advance(this.ticks)) this.poll();
      worker.publish();
      this.stateCount = before + worker.newAgain;
      const halt = Atomics.exchange(control, Word.halt, 0);
      if ((halt & Halt.order) !== 0) break;
      if (this.stoppedBy !== undefined) return this.endLevel(this.stoppedBy);
      if (halt === 0) {
        throw new ModelError('a level ended differently when it was repeated');
      }
      if (!table.grow(budget)) return this.endLevel('memory');
    }
    return this.endLevel(worker.endedAgain ?? 'violation');
  }
}
