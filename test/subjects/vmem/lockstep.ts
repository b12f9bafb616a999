/** Walks two systems of the same scope in lockstep, with the same choices, and reports where they differ. */

import { Fact } from '../../../src/invariants/facts.ts';
import { common, union } from '../../../src/model/masks.ts';
import type { Choose, System } from '../../../src/model/system.ts';
import { createMemorySystem } from '../../../src/subjects/vmem/fast/memory-system.ts';
import type { OperationTransition } from '../../../src/subjects/vmem/plain/choices.ts';
import { ReferenceSystem } from '../../../src/subjects/vmem/plain/reference-system.ts';
import { scopeOf, type World } from './scopes.ts';

/** One transition as both systems must report it, and the number of options at each choice. */
interface Step {
  readonly moved: boolean;
  readonly counts: readonly number[];
  readonly facts: number;
  readonly occasions: number;
  readonly steps: number;
  readonly ends: boolean;
  readonly op: unknown;
  readonly failed: readonly number[];
  readonly contents: unknown;
}

interface Disagreement {
  readonly at: number;
  readonly vector: unknown;
  readonly reference: unknown;
}

class Walker {
  readonly state: Uint8Array;
  private readonly system: System;

  constructor(system: System) {
    this.system = system;
    this.state = new Uint8Array(system.stateLength);
    system.writeInitial(this.state);
  }

  get name(): string {
    return this.state.join();
  }

  step(numbers: readonly number[], from: number): Step {
    const { system } = this;
    const counts: number[] = [];
    const choose: Choose = (count) => {
      const number = numbers[(from + counts.length) % numbers.length];
      counts.push(count);
      return number % count;
    };
    system.load(this.state, 0);
    const moved = system.draw(choose);
    if (!moved) return { ...nothing, counts };
    const { facts, occasions, steps, ends, successor } = system.outcome;
    const { op, failed, contents } = system.describe() as OperationTransition;
    if (!ends) this.state.set(successor);
    return { moved, counts, facts, occasions, steps, ends, op, failed, contents };
  }
}

const nothing: Step = {
  moved: false,
  counts: [],
  facts: 0,
  occasions: 0,
  steps: 0,
  ends: false,
  op: null,
  failed: [],
  contents: [],
};

/** An allocator with failures and unusual contents, as a list of numbers, one per choice. */
type Numbers = readonly number[];

/**
 * The first difference between the machines: in the report of a step, or in the equality of states.
 *
 * There are two exceptions. The fast machine remembers that a counter was wrong, while the plain machine
 * recounts: after `counterWrong` only that fact and the equality of states may differ. Without a flush the
 * plain machine records the order in which entries were cleared, so with `drop-flush` it distinguishes states
 * that are equal on the fast machine.
 */
export function disagreement(
  world: Partial<World>,
  numbers: Numbers,
  depth: number,
): Disagreement | null {
  const a = new Walker(createMemorySystem(scopeOf(world)));
  const b = new Walker(new ReferenceSystem(scopeOf(world)));
  // Only this mutant leaves cleared entries for the next call to flush.
  const neverFlushes = world.mutant === 'drop-flush';
  const referenceOf = new Map([[a.name, b.name]]);
  const vectorOf = new Map([[b.name, a.name]]);
  let used = 0;
  let countersWereWrong = false;
  for (let at = 1; at <= depth; at++) {
    const vector = a.step(numbers, used);
    const reference = b.step(numbers, used);
    const reported = countersWereWrong
      ? { ...reference, facts: union(reference.facts, common(vector.facts, Fact.counterWrong)) }
      : reference;
    if (JSON.stringify(vector) !== JSON.stringify(reported)) return { at, vector, reference };
    if (!vector.moved || vector.ends) return null;
    used += vector.counts.length;
    countersWereWrong ||= (vector.facts & Fact.counterWrong) !== 0;
    const before = { vector: vectorOf.get(b.name), reference: referenceOf.get(a.name) };
    const splits = (before.vector ?? a.name) !== a.name && !countersWereWrong;
    const joins = (before.reference ?? b.name) !== b.name && !neverFlushes && !countersWereWrong;
    if (splits || joins) return { at, vector: { splits }, reference: { joins } };
    vectorOf.set(b.name, a.name);
    referenceOf.set(a.name, b.name);
  }
  return null;
}
