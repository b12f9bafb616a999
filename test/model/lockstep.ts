/** Walks two systems of the same scope side by side, with the same choices, and tells where they part. */
import type { OperationTransition } from '../../src/model/reference/choices.ts';
import { ReferenceSystem } from '../../src/model/reference/reference-system.ts';
import type { Choose, System } from '../../src/model/system.ts';
import { createMemorySystem } from '../../src/model/vector/memory-system.ts';
import { scopeOf, type World } from './scopes.ts';

/** One transition as both must tell it, and how many ways there were at each choice. */
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

export interface Disagreement {
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

/**
 * Where the machines first differ: in a step, or in which states are the same one. Facts of
 * `ignoredAfter` are not compared once one of them was seen.
 */
export function disagreement(
  world: Partial<World>,
  numbers: readonly number[],
  depth: number,
): Disagreement | null {
  const a = new Walker(createMemorySystem(scopeOf(world)));
  const b = new Walker(new ReferenceSystem(scopeOf(world)));
  const sameAsA = new Map([[a.name, b.name]]);
  const sameAsB = new Map([[b.name, a.name]]);
  let used = 0;
  for (let at = 1; at <= depth; at++) {
    const vector = a.step(numbers, used);
    const reference = b.step(numbers, used);
    if (JSON.stringify(vector) !== JSON.stringify(reference)) return { at, vector, reference };
    if (!vector.moved || vector.ends) return null;
    used += vector.counts.length;
    const known = { vector: sameAsA.get(a.name), reference: sameAsB.get(b.name) };
    if (known.vector === undefined && known.reference === undefined) {
      sameAsA.set(a.name, b.name);
      sameAsB.set(b.name, a.name);
    } else if (known.vector !== b.name || known.reference !== a.name) {
      return { at, vector: a.name, reference: b.name };
    }
  }
  return null;
}
