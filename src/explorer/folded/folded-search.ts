/**
 * Exhaustive search in which a set of states takes a transition at once: states that differ only in
 * the part that a `Fold` represents by a set. The states, transitions and verdicts are the same as
 * without folding.
 */
import { InputError, ModelError } from '../../errors.ts';
import type { Fold, System } from '../../model/system.ts';
import type { ExactSet } from '../exact-set.ts';
import { Exhaustive, type WayTo } from '../exhaustive.ts';
import { GrowableInt32 } from '../growable.ts';
import type { SearchResult } from '../outcome.ts';
import { none } from '../parent-links.ts';
import type { SearchRequest } from '../search.ts';
import type { Sighting } from '../sighting.ts';
import { type SnapshotReader, type SnapshotWriter, skipTransitions } from '../snapshot.ts';
import { Stage } from '../stage.ts';
import { stateBuffer } from '../state-buffer.ts';
import { type Agenda, LevelAgenda, OldestFirstAgenda } from './agenda.ts';
import { Arrivals } from './arrivals.ts';
import { FoldedPaths } from './folded-path.ts';

export type FoldedOrder = 'levels' | 'oldest-first';

/** `levels` gives the shortest schedules; `oldest-first` takes less time. */
export function foldedSearch(request: SearchRequest, fold: Fold, order: FoldedOrder): SearchResult {
  const { depthMax } = request.limits;
  if (order === 'oldest-first' && depthMax !== Infinity) {
    throw new InputError(
      `limits.depthMax is ${depthMax}; a search oldest first allows only Infinity: ` +
        'search by levels, or use a bounded system',
    );
  }
  return new FoldedSearch({ ...request, exact: true }, fold, order).run();
}

class FoldedSearch extends Exhaustive {
  private readonly system: System;
  private readonly fold: Fold;
  /** Folded states, whole. */
  private readonly states: ExactSet;
  /** By folded state: its parts that were seen. */
  private readonly known: GrowableInt32;
  private readonly arrivals: Arrivals;
  private readonly agenda: Agenda;
  private readonly isByLevels: boolean;
  /** By invariant: the parts of the state of its best sighting. */
  private readonly sightedSets: number[];
  private readonly paths: FoldedPaths;
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  /** Number of parts of states that were seen, and of those that are being expanded. */
  private found = 0;
  private expanding = 0;
  private isExpanding = false;
  /** True if all parts of the current state allow some transition: see `Fold`. */
  private isMoving = false;
  /** Where the search last paused: the current transition, and its stage. */
  private ordinal = 0;
  private stage: Stage = Stage.taken;

  constructor(request: SearchRequest, fold: Fold, order: FoldedOrder) {
    super(request);
    const { budget } = this;
    const { system } = request;
    if (system.successorFacts !== undefined) {
      throw new ModelError('a system with successorFacts cannot be folded');
    }
    this.system = system;
    this.sightedSets = request.invariants.map(() => 0);
    this.fold = fold;
    if (this.exactSet === undefined) throw new ModelError('folded states are stored whole');
    this.states = this.exactSet;
    this.known = new GrowableInt32(budget, 'known');
    this.arrivals = new Arrivals(fold, budget);
    this.isByLevels = order === 'levels';
    this.agenda = this.isByLevels
      ? new LevelAgenda(fold, budget)
      : new OldestFirstAgenda(fold, budget);
    this.paths = new FoldedPaths(system, fold, this.states, this.arrivals);
    const { words, bytes } = stateBuffer(system.stateLength);
    this.words = words;
    this.bytes = bytes;
  }

  run(): SearchResult {
    const { resume } = this.request;
    let mayContinue = resume === undefined ? this.begin() : this.resume(resume.from);
    let level = this.agenda.depth;
    while (mayContinue && this.agenda.take()) {
      this.expanding = this.fold.sizeOf(this.agenda.set);
      this.isExpanding = true;
      if (this.isByLevels && this.agenda.depth !== level) {
        level = this.agenda.depth;
        mayContinue = this.pollAt(0);
      }
      mayContinue &&= this.expandOrCut();
    }
    if (mayContinue && this.agenda.waiting > 0) this.stop('memory');
    return this.result();
  }

  private begin(): boolean {
    this.system.writeInitial(this.bytes);
    const set = this.fold.setOf(this.bytes);
    this.bytes.fill(0, this.fold.start, this.fold.end);
    if (!this.budget.countOutside(this.bytesOutside())) return this.stop('memory');
    return this.insert(set, none, 0, 0);
  }

  /** Finishes the parts that were being expanded when the search was saved. */
  private resume(from: SnapshotReader): boolean {
    this.restore(from);
    if (!this.budget.countOutside(this.bytesOutside())) return this.stop('memory');
    if (this.expanding === 0) return true;
    this.isExpanding = true;
    if (this.isCut()) return this.expandOrCut();
    this.load();
    for (let skipped = 0; skipped < this.ordinal; skipped++) this.skipOne();
    if (this.stage === Stage.taken) return this.done(this.takeFrom(this.ordinal));
    this.skipOne();
    const { depth, steps } = this.agenda;
    const isKept = this.insertSuccessor(depth + 1, steps + this.system.outcome.steps);
    return this.done(isKept ? this.takeFrom(this.ordinal + 1) : false);
  }

  private skipOne(): void {
    skipTransitions(this.system, 1);
    if (this.fold.weight === this.expanding) this.isMoving = true;
  }

  private expandOrCut(): boolean {
    this.load();
    return this.done(this.isCut() ? this.cut() : this.takeFrom(0));
  }

  private isCut(): boolean {
    return this.agenda.depth >= this.request.limits.depthMax;
  }

  /** Marks the parts as expanded, unless the search stopped. */
  private done(isDone: boolean): boolean {
    if (!isDone) return false;
    this.expanding = 0;
    this.isExpanding = false;
    return true;
  }

  /** Oldest first, a part may be deeper than the depth at which its state was found. */
  protected override result(): SearchResult {
    const result = super.result();
    if (this.isByLevels) return result;
    const depths = result.violations.map(({ depth }) => depth - 1);
    return { ...result, depth: Math.max(result.depth, ...depths) };
  }

  protected override stateCount(): number {
    return this.found;
  }

  protected keepPath(invariant: number): void {
    this.sightedSets[invariant] = this.agenda.set;
  }

  protected wayTo({ origin, ordinal }: Sighting, invariant: number): WayTo {
    const set = this.sightedSets[invariant];
    const { violatedBy } = this.request.invariants[invariant];
    return ordinal === none
      ? this.paths.toAnyOf(origin, set)
      : this.paths.toFacts(origin, set, violatedBy);
  }

  protected frontierCount(): number {
    return this.agenda.waiting + this.cutCount + this.expanding;
  }

  protected isUnderWay(): boolean {
    return this.isExpanding || this.agenda.waiting > 0;
  }

  protected saveParts(to: SnapshotWriter): void {
    const sets = this.fold.save();
    to.numbers('sets', [sets.length]);
    to.words('sets', [sets]);
    to.numbers('folded', [this.found, this.expanding, this.ordinal, this.stage]);
    to.numbers('sighted', this.sightedSets);
    this.known.save(to);
    this.arrivals.save(to);
    this.agenda.save(to);
  }

  protected restoreParts(from: SnapshotReader): void {
    const [length] = from.numbers('sets');
    const sets = new Int32Array(length);
    from.words('sets', [sets]);
    this.fold.restore(sets);
    const [found, expanding, ordinal, stage] = from.numbers('folded');
    this.found = found;
    this.expanding = expanding;
    this.ordinal = ordinal;
    this.stage = stage as Stage;
    for (const [i, set] of from.numbers('sighted').entries()) this.sightedSets[i] = set;
    this.known.restore(from);
    this.arrivals.restore(from);
    this.agenda.restore(from);
  }

  protected bytesOutside(): number {
    return this.fold.byteLength;
  }

  private load(): void {
    this.isMoving = false;
    this.states.read(this.agenda.state, this.words);
    this.fold.load(this.bytes, 0, this.agenda.set);
  }

  /** Takes the transitions of the current parts, starting at this one; false to stop the search. */
  private takeFrom(first: number): boolean {
    const { system, fold, judge, watch } = this;
    const { outcome } = system;
    const { state, steps } = this.agenda;
    const depth = this.agenda.depth + 1;
    let ordinal = first;
    for (; system.next(); ordinal++) {
      if (--watch.ticksLeft === 0 && !this.pollAt(ordinal)) return false;
      const { weight } = fold;
      if (weight === this.expanding) this.isMoving = true;
      if (!judge.transition(depth, steps, state, ordinal, weight)) return this.stop('violation');
      if (outcome.ends || this.insertSuccessor(depth, steps + outcome.steps)) continue;
      this.ordinal = ordinal;
      this.stage = Stage.judged;
      return false;
    }
    if (ordinal > 0 && !this.isMoving) {
      throw new ModelError('some parts of a folded state have a transition and others have none');
    }
    return this.judgeState(ordinal === 0);
  }

  private pollAt(ordinal: number): boolean {
    this.ordinal = ordinal;
    this.stage = Stage.taken;
    return this.poll();
  }

  private insertSuccessor(depth: number, steps: number): boolean {
    this.bytes.set(this.system.outcome.successor);
    return this.insert(this.fold.image, this.agenda.state, depth, steps);
  }

  private judgeState(hasNoTransition: boolean): boolean {
    const { state, depth, steps } = this.agenda;
    return this.unlessStopped(
      this.judge.state(hasNoTransition, depth, steps, state, this.expanding),
    );
  }

  /** Parts at the depth limit: only tests whether they have any transition. */
  private cut(): boolean {
    const isCut = this.system.next();
    if (isCut) {
      if (--this.watch.ticksLeft === 0 && !this.pollAt(0)) return false;
      this.cutCount += this.expanding;
    }
    return this.judgeState(!isCut);
  }

  /** Adds the parts of the folded state in `words` that were not seen before; false if there is no room. */
  private insert(set: number, source: number, depth: number, steps: number): boolean {
    const { fold, states, known, arrivals, agenda } = this;
    states.insert(this.words);
    if (states.refusedBy !== undefined) return this.stop(states.refusedBy);
    const state = states.found;
    const before = state === known.count ? 0 : known.get(state);
    const fresh = fold.without(set, before);
    if (fresh === 0) return true;
    const count = fold.sizeOf(fresh);
    if (this.found + count > this.request.limits.stateCountMax) return this.stop('states');
    // Nothing below can fail halfway. A state that is stored without parts gets them after a resume.
    if (!(known.reserve() && arrivals.reserve() && agenda.reserve())) return this.stop('memory');
    if (state === known.count) known.push(fresh);
    else known.set(state, fold.union(before, fresh));
    this.found += count;
    if (depth > this.depth) this.depth = depth;
    arrivals.add(state, fresh, source);
    agenda.add(state, fresh, depth, steps);
    return true;
  }
}
