/** The parts of a system of interleaving threads: their turns, stale handles, and symmetry. */
import type { ThreadSymmetry } from '../../../model/program/thread-symmetry.ts';
import { TransitionOutcome } from '../../../model/program/transition-outcome.ts';
import { HashedBytes } from '../../../model/state/hashed-bytes.ts';
import type { Scope, ScopeThread } from '../environment/scope.ts';
import { StaleHandles } from './stale-handles.ts';
import { threadSymmetry } from './thread-places.ts';
import { Turns } from './turns.ts';
import { VectorSystem } from './vector-system.ts';

export class InterleavedParts extends VectorSystem<HashedBytes> {
  readonly outcome: TransitionOutcome;
  readonly fingerprint: HashedBytes;
  protected readonly merge: Scope['config']['merge'];
  protected readonly stale: StaleHandles;
  protected readonly turns: Turns;
  protected readonly symmetry: ThreadSymmetry;
  protected readonly threadCount: number;
  protected readonly operationsLeft: number;
  protected readonly isBounded: boolean;

  constructor(scope: Scope, threads: readonly ScopeThread[]) {
    super(scope, ({ at }) => new HashedBytes(at.length, at.stateLength));
    const { layout, trie, state } = this;
    const { own, seen, origins } = this.machine;
    this.merge = scope.config.merge;
    this.fingerprint = state;
    this.threadCount = threads.length;
    this.stale = new StaleHandles(scope, layout, trie, state, own, seen, origins);
    this.operationsLeft = Number.isFinite(scope.config.ops) ? layout.at.operationsLeft : -1;
    this.isBounded = scope.config.preemptions !== Infinity;
    this.turns = new Turns(scope, threads, layout, trie, state, own);
    this.symmetry = threadSymmetry(scope, layout, state);
    this.outcome = new TransitionOutcome(state.bytes.subarray(0, this.stateLength));
  }
}
