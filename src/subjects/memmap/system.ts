/**
 * The memmap as a `System` for searches: a transition is an operation with one outcome for each
 * allocation.
 */
import type { ReachedCode } from '../../c/reached-code.ts';
import { failureOdds } from '../../model/program/choice-stack.ts';
import type {
  Choose,
  ExplainedSystem,
  StateComponent,
  TransitionRecord,
} from '../../model/system.ts';
import { memmapFactNames, memmapOccasionNames } from './facts.ts';
import { Layout } from './layout.ts';
import {
  isPossible,
  menuOf,
  OperationRun,
  type RangeOperation,
  rangeLabel,
  rangeRecord,
} from './operations.ts';
import type { Built } from './scope.ts';

export class MemmapSystem implements ExplainedSystem {
  readonly stateLength: number;
  readonly factNames = memmapFactNames;
  readonly occasionNames = memmapOccasionNames;
  readonly outcome: {
    successor: Uint8Array;
    facts: number;
    occasions: number;
    ends: boolean;
    steps: number;
  };
  readonly components: readonly StateComponent[];
  readonly operationLabels: readonly string[];
  operation = 0;
  private readonly built: Built;
  private readonly layout: Layout;
  private readonly menu: readonly RangeOperation[];
  private readonly reached: ReachedCode | undefined;
  private readonly state: Uint8Array;
  /** By allocation of the transition: whether it failed. */
  private choices: boolean[] = [];
  /** Whether the current operation has another outcome. */
  private isOpen = false;
  /** Facts of each step, for `earliestFacts`. */
  private factsOfSteps: number[] = [];

  constructor(built: Built, reached?: ReachedCode) {
    this.built = built;
    this.layout = new Layout(built);
    this.menu = menuOf(built);
    this.reached = reached;
    this.stateLength = this.layout.length;
    this.components = this.layout.components;
    this.operationLabels = this.menu.map((operation) => rangeLabel(built, operation));
    this.state = new Uint8Array(this.stateLength);
    const successor = new Uint8Array(this.stateLength);
    this.outcome = { successor, facts: 0, occasions: 0, ends: false, steps: 0 };
  }

  writeInitial(target: Uint8Array): void {
    target.fill(0);
  }

  load(states: Uint8Array, offset: number): void {
    this.state.set(states.subarray(offset, offset + this.stateLength));
    this.operation = -1;
    this.isOpen = false;
  }

  next(): boolean {
    if (!this.isOpen) {
      do {
        if (++this.operation >= this.menu.length) return false;
      } while (!this.isPossible(this.operation));
      this.choices = [];
    }
    const given = this.choices;
    this.take((index) => given[index] ?? false);
    // In the next outcome, the last allocation that can fail and did not fails.
    this.isOpen = this.advance();
    return true;
  }

  draw(choose: Choose): boolean {
    const possible = [...this.menu.keys()].filter((index) => this.isPossible(index));
    if (possible.length === 0) return false;
    this.operation = possible[choose(possible.length)];
    this.take((_, mayFail) => mayFail && choose(failureOdds) === 0);
    this.isOpen = false;
    return true;
  }

  describe(): TransitionRecord {
    const operation = this.menu[this.operation];
    const failing = failingOf(this.taken);
    return {
      label: rangeLabel(this.built, operation),
      ...rangeRecord(this.built, operation),
      ...(failing.length > 0 && { failing }),
    };
  }

  mayStop(): boolean {
    return true;
  }

  earliestFacts(watched: number): number {
    const facts = this.factsOfSteps.find((seen) => (seen & watched) !== 0) ?? 0;
    return facts & watched;
  }

  private taken: boolean[] = [];

  private isPossible(index: number): boolean {
    return isPossible(this.built, this.layout, this.state, this.menu[index]);
  }

  private take(decide: (index: number, mayFail: boolean) => boolean): void {
    const { built, layout, outcome } = this;
    const taken: boolean[] = [];
    let failures = 0;
    const fails = (): boolean => {
      const isFailing = decide(taken.length, failures < built.scope.failAllocs);
      taken.push(isFailing);
      if (isFailing) failures++;
      return isFailing;
    };
    this.factsOfSteps = [];
    const note = (facts: number): void => {
      if (facts !== 0) this.factsOfSteps.push(facts);
    };
    const observer = {
      step: (_: unknown, __: unknown, facts: number) => note(facts),
      returned: (_: unknown, __: unknown, facts: number) => note(facts),
      done: note,
    };
    const run = new OperationRun(built, layout, this.state, fails, observer, this.reached);
    run.run(this.menu[this.operation]);
    const { machine } = run;
    this.taken = taken;
    outcome.successor.set(run.after);
    outcome.facts = machine.facts;
    outcome.occasions = machine.occasions;
    outcome.ends = machine.hasEnded;
    outcome.steps = machine.steps;
  }

  /** Sets `choices` to the next outcome; false if there is none. */
  private advance(): boolean {
    const { taken } = this;
    const bound = this.built.scope.failAllocs;
    for (let last = taken.length - 1; last >= 0; last--) {
      if (taken[last]) continue;
      const before = taken.slice(0, last);
      if (before.filter(Boolean).length >= bound) continue;
      this.choices = [...before, true];
      return true;
    }
    return false;
  }
}

/** Numbers of the allocations that fail, from 1. */
export function failingOf(taken: readonly boolean[]): number[] {
  return [...taken.entries()].filter(([, isFailing]) => isFailing).map(([index]) => index + 1);
}
