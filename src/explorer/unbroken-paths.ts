/**
 * A system restricted to paths without violations of some claims: every path ends with the first step that
 * violates one of them.
 */
import { common, isSingle, meet, singles, union, without } from '../model/masks.ts';
import type { Choose, Outcome, System, TransitionRecord } from '../model/system.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * The same states and transitions as `system`, but a transition with one of the `ending` facts has no
 * successor. Of the `ending` facts it shows those of the first step with any of them. It shows a `watched`
 * fact if no ending fact preceded it: later ones come after a violation.
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

  /** The combinations of ending facts in the transitions that end a path, each once. */
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

  /** Those of `facts` that no ending fact precedes. */
  private first(facts: number): number {
    const { system, ending } = this;
    // A single fact needs no order.
    if (isSingle(facts) || system.earliestFacts === undefined) return facts;
    let first = common(system.earliestFacts(ending), ending);
    for (const fact of singles(without(facts, ending))) {
      first = union(first, common(system.earliestFacts(union(ending, fact)), fact));
    }
    return first;
  }
}
