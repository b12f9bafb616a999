/** Depth-first search in place: it follows one path and undoes transitions, so no state is copied. */
import type { ReversibleSystem } from '../model/system.ts';
import { Exhaustive, type WayTo } from './exhaustive.ts';
import type { SearchResult } from './outcome.ts';
import { none } from './parent-links.ts';
import { PathStack } from './path-stack.ts';
import type { SearchRequest } from './search.ts';
import { SightedPaths } from './sighted-paths.ts';
import type { Sighting } from './sighting.ts';
import {
  notTheSame,
  type SnapshotReader,
  type SnapshotWriter,
  skipTransitions,
} from './snapshot.ts';
import { Stage } from './stage.ts';
import { stateBuffer } from './state-buffer.ts';

export class PathSearch extends Exhaustive {
  private readonly system: ReversibleSystem;
  /** The transitions from the initial state to the loaded one. */
  private readonly path: PathStack;
  private readonly sightedPaths: SightedPaths;
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  // The loaded state: steps from the initial state to it, and the ordinal of the current transition.
  private pathSteps = 0;
  private ordinal = 0;
  private isWalking = false;
  /** The stage of the current transition when the search paused. */
  private stage: Stage = Stage.taken;

  constructor(request: SearchRequest, system: ReversibleSystem) {
    super(request);
    this.system = system;
    this.path = new PathStack(this.budget);
    this.sightedPaths = new SightedPaths(this.path, request.invariants.length);
    const { words, bytes } = stateBuffer(system.stateLength);
    this.words = words;
    this.bytes = bytes;
  }

  run(): SearchResult {
    const { system } = this;
    const { resume } = this.request;
    if (resume !== undefined) this.restore(resume.from);
    system.writeInitial(this.bytes);
    system.load(this.bytes, 0);
    if (resume !== undefined) {
      this.resume();
    } else if (this.isNew(this.bytes.slice())) {
      this.walk();
    } else {
      this.stop(this.visited.refusedBy ?? 'states');
    }
    return this.result();
  }

  protected isUnderWay(): boolean {
    return this.isWalking;
  }

  protected saveParts(to: SnapshotWriter): void {
    to.numbers('at hand', [this.pathSteps, this.ordinal, this.stage]);
    this.path.save(to);
    this.sightedPaths.save(to);
  }

  protected restoreParts(from: SnapshotReader): void {
    const [pathSteps, ordinal, stage] = from.numbers('at hand');
    this.pathSteps = pathSteps;
    this.ordinal = ordinal;
    this.stage = stage as Stage;
    this.path.restore(from);
    this.sightedPaths.restore(from);
  }

  /** Follows the saved path again to the transition that was current, and continues there. */
  private resume(): void {
    const { system, path, stage, ordinal } = this;
    for (let at = 0; at < path.length; at++) {
      skipTransitions(system, path.ordinalAt(at) + 1);
      if (this.isNew(system.outcome.successor) || this.visited.refusedBy !== undefined) {
        throw notTheSame('a path leads to a state that was not visited');
      }
      system.enter();
    }
    this.isWalking = true;
    skipTransitions(system, ordinal);
    this.stage = Stage.taken;
    if (stage === Stage.taken || this.finish(stage)) this.walk();
  }

  /** Finishes the current transition, which had no room when the search was stopped. */
  private finish(stage: Stage): boolean {
    skipTransitions(this.system, 1);
    // The successor was new, or the search would not have needed room for it; it was judged then.
    if (stage === Stage.inserted) return this.enter();
    if (this.isNew(this.system.outcome.successor)) return this.judgeNew() && this.enter();
    return this.refuse(this.visited.refusedBy ?? 'states');
  }

  protected keepPath(invariant: number): void {
    this.sightedPaths.keep(invariant);
  }

  protected wayTo({ ordinal }: Sighting, invariant: number): WayTo {
    const path = this.sightedPaths.of(invariant);
    return { schedule: ordinal === none ? path : [...path, ordinal] };
  }

  protected frontierCount(): number {
    return this.isWalking ? this.path.length + 1 : 0;
  }

  protected bytesOutside(): number {
    return this.system.pathBytes + this.sightedPaths.bytes;
  }

  private walk(): void {
    const { system, watch, judge } = this;
    const { outcome } = system;
    this.isWalking = true;
    for (;;) {
      if (!system.next()) {
        if (!this.finishState()) return;
        continue;
      }
      // Polled only after a transition was taken: a search that is finished was not stopped.
      if (--watch.ticksLeft === 0 && !this.poll()) return;
      if (judge.countOne() && !this.judgeCounted()) return;
      if (!outcome.ends && this.isNew(outcome.successor)) {
        if (!this.judgeNew() || !this.enter()) return;
      } else if (this.visited.refusedBy === undefined) {
        this.ordinal++;
      } else {
        this.refuse(this.visited.refusedBy);
        return;
      }
    }
  }

  private refuse(by: 'states' | 'memory'): false {
    this.stage = Stage.judged;
    return this.stop(by);
  }

  /**
   * Called when the loaded state has no further transition: returns to the previous state; false if
   * there is none.
   */
  private finishState(): boolean {
    const { judge, path, pathSteps, ordinal } = this;
    if (!this.unlessStopped(judge.state(ordinal === 0, path.length, pathSteps, 0))) return false;
    this.isWalking = path.length > 0;
    if (this.isWalking) this.leave();
    return this.isWalking;
  }

  private isNew(state: Uint8Array): boolean {
    if (this.exactSet === undefined) {
      const { fingerprint } = this.system;
      return this.table.insert(fingerprint.low, fingerprint.high);
    }
    this.bytes.set(state);
    return this.exactSet.insert(this.words);
  }

  /** Judges a transition that may violate an invariant; false to stop the search. */
  private judgeCounted(): boolean {
    const { judge, path, pathSteps, ordinal } = this;
    return this.unlessStopped(judge.counted(path.length + 1, pathSteps, 0, ordinal));
  }

  /** Called for a new successor; false to stop the search. */
  private judgeNew(): boolean {
    const { judge, path, pathSteps, ordinal } = this;
    return this.unlessStopped(judge.successor(path.length + 1, pathSteps, 0, ordinal));
  }

  /** Makes the successor the loaded state; false to stop the search. */
  private enter(): boolean {
    const { system } = this;
    const { steps } = system.outcome;
    if (!this.path.push(this.ordinal, steps)) {
      this.stage = Stage.inserted;
      return this.stop('memory');
    }
    this.pathSteps += steps;
    if (this.path.length > this.depth) this.depth = this.path.length;
    this.ordinal = 0;
    system.enter();
    return true;
  }

  private leave(): void {
    const { path } = this;
    this.system.leave();
    path.pop();
    this.pathSteps -= path.steps;
    this.ordinal = path.ordinal + 1;
    this.sightedPaths.cutTo(path.length);
  }
}
