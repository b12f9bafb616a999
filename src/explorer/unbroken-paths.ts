/** A system restricted to paths that end with the first violation of some invariants. */

import { common, isSingle, maskWithout, meet, singles, union } from '../model/masks.ts';
import type { Choose, Outcome, System, TransitionRecord } from '../model/system.ts';
import type { Writable } from '../model/writable.ts';

/**
 * The same states and transitions as `system`, but a transition with an `ending` fact has no successor.
 * It has those ending facts that were observed in the first step with any of them, and those `watched`
 * facts that were not observed after that step.
 */
export class UnbrokenPaths implements System {
  readonly stateLength: number;
  readonly factNames: readonly string[];
  readonly occasionNames: readonly string[];
  readonly outcome: Writable<Outcome>;
  private readonly system: System;
  private readonly ending: number;
  private readonly all: number;
  private readonly endings = new Set<number>();

  constructor(system: System, ending: number, watched: number) {
    this.system = system;
    this.ending = ending;
    this.all = union(ending, watched);
    this.stateLength = system.stateLength;
    this.factNames = system.factNames;
    this.occasionNames = system.occasionNames;
    this.outcome = { ...system.outcome };
  }

  writeInitial(target: Uint8Array): void {
    this.system.writeInitial(target);
  }

  load(states: Uint8Array, offset: number): void {
    this.system.load(states, offset);
  }

  next(): boolean {
    if (!this.system.next()) return false;
    this.take();
    return true;
  }

  draw(choose: Choose): boolean {
    if (!this.system.draw(choose)) return false;
    this.take();
    return true;
  }

  describe(): TransitionRecord {
    return this.system.describe();
  }

  mayStop(): boolean {
    return this.system.mayStop();
  }

  /** The combinations of ending facts of the transitions that ended a path. */
  endingFacts(): ReadonlySet<number> {
    return this.endings;
  }

  private take(): void {
    const { system, outcome, ending, all } = this;
    const { facts, ends, steps } = system.outcome;
    const isBroken = meet(facts, ending);
    const asked = common(facts, all);
    outcome.facts = isBroken ? this.first(asked) : asked;
    outcome.ends = ends || isBroken;
    outcome.steps = steps;
    if (isBroken) this.endings.add(common(outcome.facts, ending));
  }

  /** The `facts` that were not observed after the first ending fact. */
  private first(facts: number): number {
    const { system, ending } = this;
    // A single fact needs no order.
    if (isSingle(facts) || system.earliestFacts === undefined) return facts;
    let first = common(system.earliestFacts(ending), ending);
    for (const fact of singles(maskWithout(facts, ending))) {
      first = union(first, common(system.earliestFacts(union(ending, fact)), fact));
    }
    return first;
  }
}
