/** What the exhaustive searches share: what they count, when they stop, and what they answer. */
import { Claims, type Sighting } from './claims.ts';
import { ExactSet } from './exact-set.ts';
import { MemoryBudget } from './memory-budget.ts';
import type { Limit, SearchEnd, SearchResult } from './outcome.ts';
import { QuotientSet } from './quotient-set.ts';
import type { SearchRequest } from './search.ts';
import { FingerprintSet, type FingerprintTable, type VisitedSet } from './visited-set.ts';
import { Watch } from './watch.ts';

export abstract class Exhaustive {
  protected readonly request: SearchRequest;
  protected readonly claims: Claims;
  protected readonly watch: Watch;
  protected readonly budget: MemoryBudget;
  /** One of the two holds the visited states. */
  protected readonly table: FingerprintTable;
  protected readonly exactSet: ExactSet | undefined;
  protected readonly visited: VisitedSet;
  protected transitionCount = 0;
  protected stepCount = 0;
  protected depth = 0;
  /** States at the depth limit with transitions that were not taken. */
  protected cutCount = 0;
  private stoppedAt: Limit | 'violation' | undefined = undefined;

  constructor(request: SearchRequest) {
    const { limits } = request;
    this.request = request;
    this.claims = new Claims(request.invariants, request.goals, (invariant) =>
      this.keepPath(invariant),
    );
    this.watch = new Watch(request.hooks, limits.elapsedMsMax);
    this.budget = new MemoryBudget(limits.memoryBytesMax);
    this.table =
      request.slotBytes === 4
        ? new QuotientSet(this.budget, limits.stateCountMax)
        : new FingerprintSet(this.budget, limits.stateCountMax);
    this.exactSet = request.exact ? new ExactSet(this.budget, limits.stateCountMax) : undefined;
    this.visited = this.exactSet ?? this.table;
  }

  /** The sighting of this invariant that was just noted is its best so far. */
  protected abstract keepPath(invariant: number): void;

  /** The ordinals that lead to the sighting, with the violating transition. */
  protected abstract scheduleOf(sighting: Sighting, invariant: number): number[];

  /** States found whose transitions were not all taken. */
  protected abstract frontierCount(): number;

  /** Bytes of arrays that belong to the system but grow with the search. */
  protected abstract bytesOutside(): number;

  protected stop(at: Limit | 'violation'): false {
    this.stoppedAt = at;
    return false;
  }

  /** Tells the progress, and reads clock, stop signal and memory; true if the search may go on. */
  protected poll(): boolean {
    const elapsedMs = this.watch.elapsedMs();
    const hasRoom = this.budget.countOutside(this.bytesOutside());
    this.request.hooks.onProgress?.({
      depth: this.depth,
      stateCount: this.visited.count,
      transitionCount: this.transitionCount,
      frontierCount: this.frontierCount(),
      memoryBytes: this.budget.bytesUsed,
      elapsedMs,
    });
    if (!this.watch.poll(elapsedMs)) return this.stop(this.watch.stoppedBy ?? 'interrupted');
    return hasRoom || this.stop('memory');
  }

  protected result(): SearchResult {
    const elapsedMs = this.watch.elapsedMs();
    const stateCount = this.visited.count;
    return {
      end: this.end(elapsedMs),
      stateCount,
      transitionCount: this.transitionCount,
      stepCount: this.stepCount,
      depth: this.depth,
      frontierCount: this.frontierCount(),
      violations: this.claims.violations((invariant, sighting, number) => {
        const { depth, steps, count } = sighting;
        return { invariant, depth, steps, schedule: this.scheduleOf(sighting, number), count };
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
    const limits = this.request.limits;
    switch (this.stoppedAt) {
      case undefined:
        return this.cutCount > 0
          ? { kind: 'limit', limit: 'depth', value: limits.depthMax }
          : { kind: 'exhausted' };
      case 'violation':
        return { kind: 'stopped-at-violation' };
      case 'states':
        return { kind: 'limit', limit: 'states', value: limits.stateCountMax };
      case 'memory':
        return { kind: 'limit', limit: 'memory', value: limits.memoryBytesMax };
      case 'depth':
        return { kind: 'limit', limit: 'depth', value: limits.depthMax };
      case 'time':
        return { kind: 'limit', limit: 'time', value: limits.elapsedMsMax };
      case 'interrupted':
        return { kind: 'limit', limit: 'interrupted', value: elapsedMs };
    }
  }
}
