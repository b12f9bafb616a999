/**
 * Breadth-first search that counts the operations and components that states come from; it keeps no
 * paths.
 */

import type { Invariant } from '../invariants/invariant.ts';
import { union } from '../model/masks.ts';
import type { ExplainedSystem } from '../model/system.ts';
import type { Writable } from '../model/writable.ts';
import { Stopped, withStopCheck } from '../stop.ts';
import { Fingerprint } from './fingerprint.ts';
import { Frontier } from './frontier.ts';
import { Judge } from './judge.ts';
import { MemoryBudget } from './memory-budget.ts';
import type { Limit, SearchEnd } from './outcome.ts';
import type { LevelProfile, OperationProfile, Profile } from './profile-outcome.ts';
import { Projections } from './projections.ts';
import type { SearchHooks, SearchLimits } from './search.ts';
import { searchEnd } from './search-end.ts';
import { FingerprintSet } from './visited-set.ts';
import { Watch } from './watch.ts';

export interface ProfileRequest {
  readonly system: ExplainedSystem;
  readonly invariants: readonly Invariant[];
  readonly limits: SearchLimits;
  readonly hooks: SearchHooks;
}

export function profile(request: ProfileRequest): Profile {
  return new Profiler(request).run();
}

class Profiler {
  private readonly request: ProfileRequest;
  private readonly system: ExplainedSystem;
  private readonly judge: Judge;
  private readonly watch: Watch;
  private readonly budget: MemoryBudget;
  private readonly fingerprint = new Fingerprint();
  private readonly visited: FingerprintSet;
  private readonly frontier: Frontier;
  private readonly projections: Projections;
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  private readonly levels: Writable<LevelProfile>[] = [];
  private readonly operations: Writable<OperationProfile>[];
  private facts = 0;
  private occasions = 0;
  private projectionBytes = 0;
  private frontierMost = 0;
  private stoppedAt: Limit | undefined = undefined;
  private heapBytesMax = 0;

  constructor(request: ProfileRequest) {
    const { system, limits } = request;
    const wordCount = Math.ceil(system.stateLength / 4);
    this.request = request;
    this.system = system;
    this.judge = new Judge(request);
    this.watch = new Watch(request.hooks, limits.elapsedMsMax);
    this.budget = new MemoryBudget(limits.memoryBytesMax);
    this.visited = new FingerprintSet(this.budget, limits.stateCountMax);
    this.frontier = new Frontier(this.budget, wordCount);
    this.projections = new Projections(system.components, system.stateLength, this.budget);
    this.words = new Int32Array(wordCount);
    this.bytes = new Uint8Array(this.words.buffer, 0, system.stateLength);
    this.operations = system.operationLabels.map((label) => ({
      label,
      enabled: 0,
      transitions: 0,
      newStates: 0,
      ended: 0,
      steps: 0,
    }));
  }

  run(): Profile {
    try {
      withStopCheck(this.watch.check, () => this.search());
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      // A transition that was abandoned halfway is not counted.
      this.poll();
    }
    return this.result();
  }

  private search(): void {
    this.system.writeInitial(this.bytes);
    let mayContinue = this.storeIfNew(0) !== undefined;
    while (mayContinue && this.frontier.count > 0) {
      this.frontier.takeFirst();
      const { depth } = this.frontier;
      if (this.levels[depth].expanded === 0) mayContinue = this.beginLevel(depth);
      mayContinue &&= this.expand(depth);
      if (mayContinue) this.levels[depth].expanded++;
    }
  }

  /** Called with the first state of a level, when all states of the level are known. False at a limit. */
  private beginLevel(depth: number): boolean {
    this.levels[depth].foundAtMs = this.watch.elapsedMs();
    if (!this.poll()) return false;
    if (depth < this.request.limits.depthMax) return true;
    this.stoppedAt = 'depth';
    return false;
  }

  private expand(depth: number): boolean {
    const { system, judge } = this;
    const { outcome } = system;
    let operation = -1;
    system.load(this.frontier.states, this.frontier.offset);
    let transitions = 0;
    while (system.next()) {
      if (--this.watch.ticksLeft === 0 && !this.poll()) return false;
      transitions++;
      const counts = this.operations[system.operation];
      // The transitions of one operation are consecutive.
      if (system.operation !== operation) counts.enabled++;
      operation = system.operation;
      counts.transitions++;
      counts.steps += outcome.steps;
      this.levels[depth].transitions++;
      judge.transition(depth + 1, 0, 0, 0);
      if (outcome.facts !== 0) this.facts = union(this.facts, outcome.facts);
      this.occasions |= outcome.occasions;
      if (outcome.ends) {
        counts.ended++;
        continue;
      }
      this.bytes.set(outcome.successor);
      const isNew = this.storeIfNew(depth + 1);
      if (isNew === undefined) return false;
      if (!isNew) continue;
      counts.newStates++;
      this.facts |= system.successorFacts?.() ?? 0;
    }
    judge.state(transitions === 0, depth, 0, 0);
    return true;
  }

  /** True if the state is new; undefined if there is no room for it. */
  private storeIfNew(depth: number): boolean | undefined {
    this.fingerprint.take(this.words);
    const { low, high } = this.fingerprint;
    if (!this.visited.insert(low, high)) {
      if (this.visited.refusedBy === undefined) return false;
      this.stoppedAt = this.visited.refusedBy;
      return undefined;
    }
    if (!this.frontier.push(this.words, 0, depth, 0, low, high)) {
      this.stoppedAt = 'memory';
      return undefined;
    }
    const before = this.budget.bytesUsed;
    this.projections.add(this.bytes);
    this.projectionBytes += this.budget.bytesUsed - before;
    if (depth === this.levels.length) {
      this.levels.push({ depth, states: 0, expanded: 0, transitions: 0, foundAtMs: 0 });
    }
    this.levels[depth].states++;
    this.frontierMost = Math.max(this.frontierMost, this.frontier.count);
    return true;
  }

  private poll(): boolean {
    const elapsedMs = this.watch.elapsedMs();
    this.request.hooks.onProgress?.({
      depth: this.levels.length - 1,
      stateCount: this.visited.count,
      transitionCount: this.judge.transitionCount,
      frontierCount: this.frontier.count + 1,
      memoryBytes: this.budget.bytesUsed,
      elapsedMs,
    });
    if (!this.watch.poll(elapsedMs)) this.stoppedAt = this.watch.stoppedBy;
    this.heapBytesMax = this.watch.heapBytesMax ?? this.request.hooks.fullHeap?.() ?? 0;
    if (this.heapBytesMax > 0) this.stoppedAt ??= 'heap';
    return this.stoppedAt === undefined;
  }

  private end(elapsedMs: number): SearchEnd {
    const { stoppedAt, heapBytesMax } = this;
    const { limits } = this.request;
    return searchEnd({ stoppedAt, cutCount: 0, limits, heapBytesMax, elapsedMs });
  }

  private result(): Profile {
    const elapsedMs = this.watch.elapsedMs();
    const last = this.levels.at(-1);
    if (last?.expanded === 0) last.foundAtMs = elapsedMs;
    return {
      end: this.end(elapsedMs),
      stateCount: this.visited.count,
      transitionCount: this.judge.transitionCount,
      stepCount: this.judge.stepCount,
      levels: this.levels,
      operations: this.operations,
      components: this.projections.counts(),
      facts: this.facts,
      occasions: this.occasions,
      judgedCounts: this.judge.judgedCounts,
      stateLength: this.system.stateLength,
      searchBytes: this.budget.bytesUsedMost - this.projectionBytes,
      memoryBytes: this.budget.bytesUsedMost,
      frontierMost: this.frontierMost,
      elapsedMs,
    };
  }
}
