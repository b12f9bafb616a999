/** What the exhaustive searches share: what they count, when they stop, and what they answer. */
import { ExactSet } from './exact-set.ts';
import { Judge, type Sighting } from './judge.ts';
import { MemoryBudget } from './memory-budget.ts';
import type { Limit, SearchEnd, SearchResult, Violation } from './outcome.ts';
import { QuotientSet } from './quotient-set.ts';
import type { Progress, SearchRequest } from './search.ts';
import { searchEnd } from './search-end.ts';
import { restoreSystem, type SnapshotReader, type SnapshotWriter, saveSystem } from './snapshot.ts';
import { FingerprintSet, type FingerprintTable, type VisitedSet } from './visited-set.ts';
import { Watch } from './watch.ts';

/** How a sighting is reached; what is left out is as it was sighted. */
export type WayTo = Pick<Violation, 'schedule'> &
  Partial<Pick<Violation, 'depth' | 'steps' | 'records'>>;

export abstract class Exhaustive {
  protected readonly request: SearchRequest;
  protected readonly judge: Judge;
  protected readonly watch: Watch;
  protected readonly budget: MemoryBudget;
  /** One of the two holds the visited states. */
  protected readonly table: FingerprintTable;
  protected readonly exactSet: ExactSet | undefined;
  protected readonly visited: VisitedSet;
  protected depth = 0;
  /** States at the depth limit with transitions that were not taken. */
  protected cutCount = 0;
  private stoppedAt: Limit | 'violation' | undefined = undefined;
  private heapBytesMax = 0;

  constructor(request: SearchRequest) {
    const { limits } = request;
    this.request = request;
    this.judge = new Judge(request, (invariant) => this.keepPath(invariant));
    this.watch = new Watch(request.hooks, limits.elapsedMsMax, request.resume?.elapsedMs);
    this.budget = new MemoryBudget(limits.memoryBytesMax);
    this.table =
      request.slotBytes === 4
        ? new QuotientSet(this.budget, limits.stateCountMax)
        : new FingerprintSet(this.budget, limits.stateCountMax);
    this.exactSet =
      request.exact === true ? new ExactSet(this.budget, limits.stateCountMax) : undefined;
    this.visited = this.exactSet ?? this.table;
  }

  /** The sighting of this invariant that was just noted is its best so far. */
  protected abstract keepPath(invariant: number): void;

  /** The way to the best sighting of an invariant, with the violating transition. */
  protected abstract wayTo(sighting: Sighting, invariant: number): WayTo;

  /** States found whose transitions were not all taken. */
  protected abstract frontierCount(): number;

  /** True from the first state on until every transition was taken: then there is something to go on with. */
  protected abstract isUnderWay(): boolean;

  /** Hands out what this class keeps beside what the searches share. */
  protected abstract saveParts(to: SnapshotWriter): void;
  protected abstract restoreParts(from: SnapshotReader): void;

  /** Bytes of arrays that belong to the system but grow with the search. */
  protected abstract bytesOutside(): number;

  protected stop(at: Limit | 'violation'): false {
    this.stoppedAt = at;
    return false;
  }

  /** Call it with what the judge answered; false to stop the search. */
  protected unlessStopped(mayContinue: boolean): boolean {
    return mayContinue || this.stop('violation');
  }

  /** Asked where a level begins: what was seen up to there has its best sighting. */
  protected areAllShortest(): boolean {
    return this.request.stopWhenAllSeen === true && this.judge.areAllSeen;
  }

  /** Tells the progress, and reads clock, stop signal and memory; true if the search may go on. */
  protected poll(): boolean {
    const elapsedMs = this.watch.elapsedMs();
    const { hooks } = this.request;
    const goesOn = this.watch.poll(elapsedMs);
    // Counted at any other poll, the memory that a search needs would depend on the clock.
    const hasRoom = !this.watch.isSteady || this.budget.countOutside(this.bytesOutside());
    hooks.onProgress?.(this.progress(elapsedMs));
    if (!goesOn) return this.stop(this.watch.stoppedBy ?? 'interrupted');
    if (!hasRoom) return this.stop('memory');
    this.heapBytesMax = this.watch.heapBytesMax ?? hooks.fullHeap?.() ?? 0;
    if (this.heapBytesMax > 0) return this.stop('heap');
    hooks.onPause?.((to) => this.save(to), this.progress(elapsedMs));
    return true;
  }

  /** Different states found. */
  protected stateCount(): number {
    return this.visited.count;
  }

  private progress(elapsedMs: number): Progress {
    return {
      depth: this.depth,
      stateCount: this.stateCount(),
      transitionCount: this.judge.transitionCount,
      frontierCount: this.frontierCount(),
      memoryBytes: this.budget.bytesUsed,
      elapsedMs,
    };
  }

  /** Everything is as it was when it was saved; to be called before the system is asked anything. */
  protected restore(from: SnapshotReader): void {
    restoreSystem(from, this.request.system);
    const [transitionCount, stepCount, depth, cutCount] = from.numbers('counts');
    this.judge.transitionCount = transitionCount;
    this.judge.stepCount = stepCount;
    this.depth = depth;
    this.cutCount = cutCount;
    this.budget.restore(from);
    this.judge.restore(from);
    this.visited.restore(from);
    this.restoreParts(from);
  }

  private save(to: SnapshotWriter): void {
    saveSystem(to, this.request.system);
    const { transitionCount, stepCount } = this.judge;
    to.numbers('counts', [transitionCount, stepCount, this.depth, this.cutCount]);
    this.budget.save(to);
    this.judge.save(to);
    this.visited.save(to);
    this.saveParts(to);
  }

  protected result(): SearchResult {
    const { stoppedAt } = this;
    const elapsedMs = this.watch.elapsedMs();
    if (stoppedAt !== undefined && stoppedAt !== 'violation' && this.isUnderWay()) {
      const progress = this.progress(elapsedMs);
      this.request.hooks.onPause?.((to) => this.save(to), progress, stoppedAt);
    }
    const stateCount = this.stateCount();
    return {
      end: this.end(elapsedMs),
      stateCount,
      transitionCount: this.judge.transitionCount,
      stepCount: this.judge.stepCount,
      depth: this.depth,
      frontierCount: this.frontierCount(),
      violations: this.judge.violations((invariant, sighting, number) => {
        const { depth, steps, count } = sighting;
        return { invariant, depth, steps, count, ...this.wayTo(sighting, number) };
      }),
      judgedCounts: this.judge.judgedCounts,
      goalsReached: this.judge.goalsReached,
      collisionProbability: this.visited.collisionProbability(),
      bytesPerState: this.budget.bytesUsedMost / Math.max(1, stateCount),
      memoryBytes: this.budget.bytesUsedMost,
      elapsedMs,
    };
  }

  private end(elapsedMs: number): SearchEnd {
    const { stoppedAt, cutCount, heapBytesMax } = this;
    const { limits } = this.request;
    return searchEnd({ stoppedAt, cutCount, limits, heapBytesMax, elapsedMs });
  }
}
