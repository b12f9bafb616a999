/** The states of a search with a frontier: visited ones, the path to each, and waiting ones. */
import { ModelError } from '../errors.ts';
import type { System } from '../model/system.ts';
import type { ExactSet } from './exact-set.ts';
import { Frontier } from './frontier.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { ParentLinks } from './parent-links.ts';
import type { Saved, SnapshotReader, SnapshotWriter } from './snapshot.ts';
import { StateToStore } from './state-to-store.ts';
import type { FingerprintTable, VisitedSet } from './visited-set.ts';

/** The outcome of adding a state. */
export const Stored = {
  known: 0,
  isNew: 1,
  /** It is new and there is no room for it: see `refusedBy`. */
  refused: 2,
} as const;
export type Stored = (typeof Stored)[keyof typeof Stored];

export class StateStore implements Saved {
  readonly frontier: Frontier;
  private readonly system: System;
  private readonly visited: VisitedSet;
  private readonly state: StateToStore;
  private readonly links: ParentLinks;

  constructor(
    system: System,
    table: FingerprintTable,
    exactSet: ExactSet | undefined,
    budget: MemoryBudget,
  ) {
    this.system = system;
    this.visited = exactSet ?? table;
    this.state = new StateToStore(system, table, exactSet);
    this.links = new ParentLinks(budget);
    this.frontier = new Frontier(budget, this.state.words.length);
  }

  /** Adds the initial state, which the system need not have loaded. */
  addInitial(none: number): Stored {
    const initial = this.initialState();
    this.state.reversible?.load(initial, 0);
    return this.add(initial, none, none, 0, 0);
  }

  /** Adds the successor of a transition that the system just took. */
  addSuccessor(parent: number, ordinal: number, depth: number, steps: number): Stored {
    const { successor } = this.system.outcome;
    const { length } = this.state.bytes;
    if (successor.length !== length) {
      throw new ModelError(`a successor has ${successor.length} bytes, a state ${length}`);
    }
    return this.add(successor, parent, ordinal, depth, steps);
  }

  /** Adds the successor that the visited set holds already, because only the rest found no room. */
  addInserted(parent: number, ordinal: number, depth: number, steps: number): Stored {
    this.state.take(this.system.outcome.successor);
    return this.keep(parent, ordinal, depth, steps);
  }

  /** True if the last state that was refused is in the visited set, and nowhere else. */
  get isLastInserted(): boolean {
    return this.visited.count > this.links.count;
  }

  /** The structure that had no room for the last refused state. */
  get refusedBy(): 'states' | 'memory' {
    return this.visited.refusedBy ?? 'memory';
  }

  /** The system loads the state that was taken from the frontier last. */
  load(): void {
    const { states, offset, low, high } = this.frontier;
    const { reversible } = this.state;
    if (reversible === undefined) {
      this.system.load(states, offset);
    } else {
      reversible.loadWith(states, offset, low, high);
    }
  }

  initialState(): Uint8Array {
    const initial = new Uint8Array(this.system.stateLength);
    this.system.writeInitial(initial);
    return initial;
  }

  /** Whether the successor of the transition just taken was visited; only for states that must have been. */
  isVisited(successor: Uint8Array): boolean {
    return !this.state.isNew(successor) && this.visited.refusedBy === undefined;
  }

  /** The ordinals that lead from the initial state to the one with this index. */
  pathTo(index: number): number[] {
    return this.links.pathTo(index);
  }

  save(to: SnapshotWriter): void {
    this.links.save(to);
    this.frontier.save(to);
  }

  restore(from: SnapshotReader): void {
    this.links.restore(from);
    this.frontier.restore(from);
  }

  private add(
    state: Uint8Array,
    parent: number,
    ordinal: number,
    depth: number,
    steps: number,
  ): Stored {
    if (this.state.isNew(state)) return this.keep(parent, ordinal, depth, steps);
    return this.visited.refusedBy === undefined ? Stored.known : Stored.refused;
  }

  /** `state` holds a new state: records its link and queues it. */
  private keep(parent: number, ordinal: number, depth: number, steps: number): Stored {
    const index = this.links.count;
    const { words, fingerprint } = this.state;
    const { low, high } = fingerprint;
    if (!this.links.push(parent, ordinal)) return Stored.refused;
    if (this.frontier.push(words, index, depth, steps, low, high)) return Stored.isNew;
    this.links.pop();
    return Stored.refused;
  }
}
