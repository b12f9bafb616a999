/** The transitions to each violation, recorded during a search of an expensive system: none is repeated. */
import type { Invariant } from '../invariants/invariant.ts';
import type { System, TransitionRecord } from '../model/system.ts';
import { noDeadlockId } from './judge.ts';

export class SightedRecords {
  private readonly system: System;
  private readonly invariants: readonly Invariant[];
  /** By invariant; undefined for a sighting from before a checkpoint. */
  private readonly records: (readonly TransitionRecord[] | undefined)[] = [];

  constructor(system: System, invariants: readonly Invariant[]) {
    this.system = system;
    this.invariants = invariants;
  }

  /** Records that the best sighting of this invariant is the last transition. */
  keep(invariant: number): void {
    const path = this.system.recordsToLoaded?.();
    if (path === undefined) return;
    const isDeadlock = this.invariants[invariant].id === noDeadlockId;
    this.records[invariant] = isDeadlock ? path : [...path, this.system.describe()];
  }

  of(invariant: number): { readonly records?: readonly TransitionRecord[] } {
    const records = this.records[invariant];
    return records === undefined ? {} : { records };
  }
}
