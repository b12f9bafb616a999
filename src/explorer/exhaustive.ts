/** What the exhaustive searches share: counters, limits, and the result. */
import { Claims, type Sighting } from './claims.ts';
import { ExactSet } from './exact-set.ts';
import { MemoryBudget } from './memory-budget.ts';
import type { Limit, SearchEnd, SearchResult, Violation } from './outcome.ts';
import { QuotientSet } from './quotient-set.ts';
import type { Progress, SearchRequest } from './search.ts';
import { searchEnd } from './search-end.ts';
import { restoreSystem, type SnapshotReader, type SnapshotWriter, saveSystem } from './snapshot.ts';
import { FingerprintSet, type FingerprintTable, type VisitedSet } from './visited-set.ts';
import { Watch } from './watch.ts';

/** The path to a sighting; omitted fields are as sighted. */
export type Way = Pick<Violation, 'schedule'> &
  Partial<Pick<Violation, 'depth' | 'steps' | 'records'>>;

export abstract class Exhaustive {
  protected readonly request: SearchRequest;
  protected readonly claims: Claims;
  protected readonly watch: Watch;
  protected readonly budget: MemoryBudget;
  /** One of the two contains the visited states. */
  protected readonly table: FingerprintTable;
  protected readonly exactSet: ExactSet | undefined;
  protected readonly visited: VisitedSet;
  protected transitionCount = 0;
  protected stepCount = 0;
  protected depth = 0;
  /** States at the depth limit with transitions that were not taken. */
  protected cutCount = 0;
  private stoppedAt: Limit | 'violation' | undefined = undefined;
  private heapBytesMax = 0;

  constructor(request: SearchRequest) {
    const { limits } = request;
    this.request = request;
    this.claims = new Claims(request.invariants, request.goals, (invariant) =>
      this.keepPath(invariant),
    );
    this.watch = new Watch(request.hooks, limits.elapsedMsMax, request.resume?.elapsedMs);
    this.budget = new MemoryBudget(limits.memoryBytesMax);
    this.table =
      request.slotBytes === 4
        ? new QuotientSet(this.budget, limits.stateCountMax)
        : new FingerprintSet(this.budget, limits.stateCountMax);
    this.exactSet = request.exact ? new ExactSet(this.budget, limits.stateCountMax) : undefined;
    this.visited = this.exactSet ?? this.table;
  }

  /** The sighting of this invariant that was just recorded is its best so far. */
  protected abstract keepPath(invariant: number): void;

  /** The path to the best sighting of an invariant, with the violating transition. */
  protected abstract wayTo(sighting: Sighting, invariant: number): Way;

  /** States found whose transitions were not all explored. */
  protected abstract frontierCount(): number;

  /** True from the first state until every transition was explored: then the search can be resumed. */
  protected abstract isUnderWay(): boolean;

  /** Saves the data of this class, in addition to that of the searches. */
  protected abstract saveOwn(to: SnapshotWriter): void;
  protected abstract restoreOwn(from: SnapshotReader): void;

  /** Size of arrays that belong to the system but grow with the search. */
  protected abstract bytesOutside(): number;

  protected stop(at: Limit | 'violation'): false {
    this.stoppedAt = at;
    return false;
  }

  /** Called where a level starts: sightings of earlier levels are final. */
  protected areAllShortest(): boolean {
    return this.request.stopWhenAllSeen === true && this.claims.areAllSeen;
  }

  /** Reports progress, and checks clock, stop signal and memory; true if the search may continue. */
  protected poll(): boolean {
    const elapsedMs = this.watch.elapsedMs();
    const { hooks } = this.request;
    const goesOn = this.watch.poll(elapsedMs);
    // Counting at every poll would make the memory of a search depend on the clock.
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
      transitionCount: this.transitionCount,
      frontierCount: this.frontierCount(),
      memoryBytes: this.budget.bytesUsed,
      elapsedMs,
    };
  }

  /** Restores the saved state; must be called before anything is requested from the system. */
  protected restore(from: SnapshotReader): void {
    restoreSystem(from, this.request.system);
    [this.transitionCount, this.stepCount, this.depth, this.cutCount] = from.numbers('counts');
    this.budget.restore(from);
    this.claims.restore(from);
    this.visited.restore(from);
    this.restoreOwn(from);
  }

  private save(to: SnapshotWriter): void {
    saveSystem(to, this.request.system);
    to.numbers('counts', [this.transitionCount, this.stepCount, this.depth, this.cutCount]);
    this.budget.save(to);
    this.claims.save(to);
    this.visited.save(to);
    this.saveOwn(to);
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
      transitionCount: this.transitionCount,
      stepCount: this.stepCount,
      depth: this.depth,
      frontierCount: this.frontierCount(),
      violations: this.claims.violations((invariant, sighting, number) => {
        const { depth, steps, count } = sighting;
        return { invariant, depth, steps, count, ...this.wayTo(sighting, number) };
      }),
      judgedCounts: this.claims.judgedCounts,
      goalsReached: this.claims.goalsReached,
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
