/** Decides what the workers of a parallel search do next, and joins what they found into one answer. */
import { ModelError } from '../../errors.ts';
import type { Limit, SearchEnd, SearchResult, Violation } from '../outcome.ts';
import { none } from '../parent-links.ts';
import type { SearchHooks, SearchLimits } from '../search.ts';
import { searchEnd } from '../search-end.ts';
import { Watch } from '../watch.ts';
import { Lanes } from './lanes.ts';
import { Overtaken } from './overtaken.ts';
import { Segments } from './segments.ts';
import { Command, chunksMax, Halt, type SharedMemory, Word } from './shared-memory.ts';
import { Count, Tally, tallyLength } from './tally.ts';
import { ParallelWorker, type WorkerRequest } from './worker.ts';

export interface LeaderRequest extends Omit<WorkerRequest, 'memoryBytesMax'> {
  readonly limits: SearchLimits;
  readonly hooks: SearchHooks;
}

/**
 * The leader is worker 0 and more. Between two commands everybody stands still, and the leader alone
 * writes what they share. What a command is, and that everybody must have done it, is the business of
 * whoever runs the workers: threads.ts or turns.ts.
 */
export class Leader {
  readonly worker: ParallelWorker;
  private readonly request: LeaderRequest;
  private readonly memory: SharedMemory;
  private readonly control: Int32Array;
  private readonly watch: Watch;
  private readonly totals: Tally;
  private readonly tallies: readonly Tally[];
  private readonly segments: readonly Segments[];
  private readonly lanes: Lanes;
  private readonly overtaken: Overtaken;
  private stateCount = 0;
  private greatestDepth = 0;
  private participants = 1;
  /** Of the heap of objects, once it is full. */
  private heapBytesMax = 0;
  private stoppedAt: Limit | 'violation' | undefined = undefined;

  constructor(memory: SharedMemory, request: LeaderRequest) {
    const { invariants, goals, limits } = request;
    const tallyOf = (numbers: Float64Array) => new Tally(numbers, invariants.length, goals.length);
    this.request = request;
    this.memory = memory;
    this.worker = new ParallelWorker(memory, 0, {
      ...request,
      memoryBytesMax: limits.memoryBytesMax,
    });
    this.control = this.worker.control;
    this.watch = new Watch(request.hooks, limits.elapsedMsMax);
    this.totals = tallyOf(new Float64Array(tallyLength(invariants.length, goals.length)));
    this.tallies = memory.tallies.map((buffer) => tallyOf(new Float64Array(buffer)));
    this.segments = memory.segments.map((buffer) => new Segments(buffer));
    this.lanes = new Lanes(memory.lanes);
    this.overtaken = new Overtaken(memory.overtaken);
  }

  /** Readies the first level and answers how many workers its command is for; 0 if there is none. */
  start(): number {
    const { control, worker } = this;
    const { table, budget } = worker;
    if (!table.grow(budget)) return this.stop('memory');
    table.deal(this.request.limits.stateCountMax);
    table.refresh();
    if (!worker.storeInitial()) return this.stop('memory');
    this.stateCount = this.claimed();
    if (this.stateCount === 0) return this.stop('states');
    control[Word.segmentCount] = 1;
    control[Word.depth] = -1;
    return this.beginLevel(1, 0);
  }

  /** Everybody has done the last command, or halted: answers how many workers the next one is for. */
  next(): number {
    const { control } = this;
    const halt = Atomics.load(control, Word.halt);
    Atomics.store(control, Word.halt, 0);
    this.stateCount = this.claimed();
    if ((halt & Halt.asked) !== 0) return this.endLevel(this.askedBy);
    if ((halt & Halt.order) !== 0) return this.inOrder();
    if ((halt & Halt.memory) !== 0) return this.endLevel('memory');
    if (halt !== 0) return this.makeRoom(halt);
    switch (control[Word.command]) {
      case Command.expand:
        return this.command(Command.settle);
      case Command.cut:
        return this.endLevel(undefined);
      default:
        return this.nextLevel();
    }
  }

  /** How many transitions the leader may take until it polls. */
  get ticks(): number {
    return this.watch.ticksLeft;
  }

  /** After so many: tells the progress, and reads clock, stop signal and heap. */
  poll(): void {
    this.watch.ticksLeft = 0;
    this.worker.publishCounts();
    this.look();
  }

  private look(): void {
    const elapsedMs = this.watch.elapsedMs();
    const stateCount = this.claimed();
    this.request.hooks.onProgress?.({
      depth: this.control[Word.depth] + 1,
      stateCount,
      transitionCount: this.counted(Count.transitions),
      frontierCount: stateCount - this.counted(Count.finished),
      memoryBytes: this.worker.budget.bytesUsed,
      elapsedMs,
    });
    this.watch.poll(elapsedMs);
    this.heapBytesMax = this.request.hooks.fullHeap?.() ?? 0;
    if (this.askedBy !== undefined) Atomics.or(this.control, Word.halt, Halt.asked);
  }

  private get askedBy(): Limit | undefined {
    return this.watch.stoppedBy ?? (this.heapBytesMax > 0 ? 'heap' : undefined);
  }

  result(): SearchResult {
    const { totals, stateCount } = this;
    const elapsedMs = this.watch.elapsedMs();
    const memoryBytes = this.worker.budget.bytesUsed;
    return {
      end: this.end(elapsedMs),
      stateCount,
      transitionCount: totals.count(Count.transitions),
      stepCount: totals.count(Count.steps),
      depth: this.greatestDepth,
      frontierCount: stateCount - totals.count(Count.finished),
      violations: this.violations(),
      judgedCounts: totals.judgedCounts,
      goalsReached: totals.goalsReached,
      collisionProbability: Math.min(1, stateCount ** 2 / 2 ** 65),
      bytesPerState: memoryBytes / Math.max(1, stateCount),
      memoryBytes,
      elapsedMs,
    };
  }

  private claimed(): number {
    return Atomics.load(this.control, Word.taken);
  }

  /** Of all levels and all workers. */
  private counted(field: number): number {
    return this.working().reduce(
      (sum, tally) => sum + tally.count(field),
      this.totals.count(field),
    );
  }

  private working(): readonly Tally[] {
    return this.tallies.slice(0, this.participants);
  }

  private stop(at: Limit | 'violation'): 0 {
    this.stoppedAt = at;
    return 0;
  }

  private command(command: number): number {
    this.control[Word.command] = command;
    return this.participants;
  }

  /** What everybody counted in the level counts; the search ends. */
  private endLevel(at: Limit | undefined): 0 {
    this.stoppedAt = at;
    this.collect();
    return 0;
  }

  private collect(): void {
    for (const tally of this.working()) {
      this.totals.add(tally);
      tally.clear();
    }
    if (this.stateCount > this.levelEnd()) this.greatestDepth = this.control[Word.depth] + 1;
  }

  /** States of this level and all before it. */
  private levelEnd(): number {
    return this.control[Word.levelStart] + this.control[Word.levelSize];
  }

  private nextLevel(): number {
    const { control } = this;
    this.collect();
    const start = this.levelEnd();
    const { levelSize, chunkSize } = Word;
    const segmentCount = Math.ceil(control[levelSize] / control[chunkSize]);
    control[Word.side] = 1 - control[Word.side];
    control[Word.segmentCount] = segmentCount;
    const size = this.segments[control[Word.side]].arrange(segmentCount);
    if (start + size !== this.stateCount) {
      throw new ModelError(`${this.stateCount} states were found, but ${start + size} are kept`);
    }
    if (size === 0) return 0;
    this.look();
    if (this.askedBy !== undefined) return this.stop(this.askedBy);
    return this.beginLevel(size, start);
  }

  private beginLevel(size: number, start: number): number {
    const { control, worker, memory } = this;
    const { aloneMax, chunkMin } = memory.tuning;
    const { depthMax, stateCountMax } = this.request.limits;
    if (!worker.links.extend(start + size, worker.budget)) return this.stop('memory');
    control[Word.levelSize] = size;
    control[Word.levelStart] = start;
    control[Word.depth]++;
    control[Word.chunkSize] = Math.max(chunkMin, Math.ceil(size / chunksMax));
    this.participants = size <= aloneMax ? 1 : Atomics.load(control, Word.joined);
    this.lanes.deal(Math.ceil(size / control[Word.chunkSize]), this.participants);
    this.overtaken.clear(size);
    worker.table.deal(stateCountMax);
    return this.command(control[Word.depth] < depthMax ? Command.expand : Command.cut);
  }

  /** Somebody found no room for a state: there is some, or the table grows, or a limit is reached. */
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
   * The search ends in this level, and where exactly depends on the order. The leader goes through the
   * level once more, alone, so that what was covered is what one worker alone would have covered.
   */
  private inOrder(): 0 {
    const { worker, control, request } = this;
    const { table, budget } = worker;
    const before = this.levelEnd();
    this.participants = 1;
    this.lanes.deal(Math.ceil(control[Word.levelSize] / control[Word.chunkSize]), 1);
    worker.beginAgain(request.limits.stateCountMax - before);
    if (control[Word.command] === Command.expand) this.command(Command.expandAgain);
    for (;;) {
      table.deal(Infinity);
      table.refresh();
      while (!worker.advance(this.ticks)) this.poll();
      worker.publish();
      this.stateCount = before + worker.newAgain;
      const halt = Atomics.exchange(control, Word.halt, 0);
      if ((halt & Halt.asked) !== 0) return this.endLevel(this.askedBy);
      if ((halt & Halt.order) !== 0) break;
      if (halt === 0)
        throw new ModelError('a level ended otherwise when it was gone through again');
      if (!table.grow(budget)) return this.endLevel('memory');
    }
    this.endLevel(undefined);
    return this.stop(worker.endedAgain ?? 'violation');
  }

  private violations(): Violation[] {
    const { links } = this.worker;
    links.refresh();
    return this.request.invariants.flatMap((invariant, index) => {
      const { count, depth, steps, origin, ordinal } = this.totals.sighting(index);
      if (count === 0) return [];
      const path = links.pathTo(origin);
      const schedule = ordinal === none ? path : [...path, ordinal];
      return [{ invariant, depth, steps, schedule, count }];
    });
  }

  private end(elapsedMs: number): SearchEnd {
    const { stoppedAt, heapBytesMax } = this;
    const { limits } = this.request;
    const cutCount = this.totals.count(Count.cut);
    return searchEnd({ stoppedAt, cutCount, limits, heapBytesMax, elapsedMs });
  }
}
