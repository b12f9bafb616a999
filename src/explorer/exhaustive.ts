/** Common to all exhaustive searches: counts, limits, saving, and the result. */
import { ExactSet } from './exact-set.ts';
import { Judge } from './judge.ts';
import { MemoryBudget } from './memory-budget.ts';
import type { Limit, SearchEnd, SearchResult, Violation } from './outcome.ts';
import { QuotientSet } from './quotient-set.ts';
import type { Progress, SearchRequest } from './search.ts';
import { searchEnd } from './search-end.ts';
import type { Sighting } from './sighting.ts';
import { restoreSystem, type SnapshotReader, type SnapshotWriter, saveSystem } from './snapshot.ts';
import { FingerprintSet, type FingerprintTable, type VisitedSet } from './visited-set.ts';
import { Watch } from './watch.ts';

/** The path to a sighting; absent fields are those of the sighting. */
export type WayTo = Pick<Violation, 'schedule'> &
  Partial<Pick<Violation, 'depth' | 'steps' | 'records'>>;

export abstract class Exhaustive {
  protected readonly request: SearchRequest;
  protected readonly judge: Judge;
  protected readonly watch: Watch;
  protected readonly budget: MemoryBudget;
  /** One of these two contains the visited states. */
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

  /** Called when the current transition is the best sighting of this invariant so far. */
  protected abstract keepPath(invariant: number): void;

  /** The path to the best sighting of an invariant, with the violating transition. */
  protected abstract wayTo(sighting: Sighting, invariant: number): WayTo;

  /** States found whose transitions were not all explored. */
  protected abstract frontierCount(): number;

  /** True from the first state until every transition was taken: then the search can be resumed. */
  protected abstract isUnderWay(): boolean;

  /** Saves the fields of the subclass. */
  protected abstract saveParts(to: SnapshotWriter): void;
  protected abstract restoreParts(from: SnapshotReader): void;

  /** Bytes of arrays outside the budget that grow with the search. */
  protected abstract bytesOutside(): number;

  protected stop(at: Limit | 'violation'): false {
    this.stoppedAt = at;
    return false;
  }

  /** Call it with the answer of the judge; false to stop the search. */
  protected unlessStopped(mayContinue: boolean): boolean {
    return mayContinue || this.stop('violation');
  }

  /** Called at the start of a level, when every violation seen has its best sighting. */
  protected areAllShortest(): boolean {
    return this.request.stopWhenAllSeen === true && this.judge.areAllSeen;
  }

  /** Reports progress, and reads clock, stop signal and memory; true if the search may continue. */
  protected poll(): boolean {
    const elapsedMs = this.watch.elapsedMs();
    const { hooks } = this.request;
    const mayContinue = this.watch.poll(elapsedMs);
    // Only at a steady poll: otherwise the memory of a search would depend on the clock.
    const hasRoom = !this.watch.isSteady || this.budget.countOutside(this.bytesOutside());
    hooks.onProgress?.(this.progress(elapsedMs));
    if (!mayContinue) return this.stop(this.watch.stoppedBy ?? 'interrupted');
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

  /** Restores what was saved; call it before any method of the system. */
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
