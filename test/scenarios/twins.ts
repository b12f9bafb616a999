/**
 * Twins: a small scenario that violates an invariant, and the same scenario with one change, in which
 * the invariant holds. The violation is pinned in full, and also confirmed on the plain machine.
 */

import { expect } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { replaySchedule } from '../../src/explorer/replay.ts';
import { findInvariant } from '../../src/invariants/catalogue.ts';
import type { Invariant } from '../../src/invariants/invariant.ts';
import { meet } from '../../src/model/masks.ts';
import type { TransitionRecord } from '../../src/model/system.ts';
import type { Scope } from '../../src/subjects/vmem/environment/scope.ts';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { choicesFrom, type OperationTransition } from '../../src/subjects/vmem/plain/choices.ts';
import { ReferenceWorld } from '../../src/subjects/vmem/plain/world.ts';
import { scopeOf, type World, worldOf } from '../subjects/vmem/scopes.ts';
import { ask } from '../toys/ask.ts';

interface Scenario {
  readonly invariant: Invariant;
  readonly world: World;
}

/** Two scenarios that share `common` and differ in exactly one thing. */
export function twins<Key extends keyof World>(
  id: string,
  common: Partial<World>,
  differs: Key,
  values: { readonly bad: World[Key]; readonly good: World[Key] },
): { readonly bad: Scenario; readonly good: Scenario } {
  const invariant = findInvariant(id);
  if (invariant === undefined) throw new Error(`no invariant "${id}"`);
  const scenario = (value: World[Key]): Scenario => ({
    invariant,
    world: worldOf({ ...common, [differs]: value }),
  });
  return { bad: scenario(values.bad), good: scenario(values.good) };
}

/** The shortest path to a violation: its size, then one line per operation. */
export function violationOf({ invariant, world }: Scenario): string[] {
  const system = createMemorySystem(scopeOf(world));
  const [violation] = breadthFirst(ask(system, { invariants: [invariant] })).violations;
  const { depth, steps, schedule } = violation;
  const replay = replaySchedule(system, schedule);
  expect(replay.kind).toBe('followed');
  const records = replay.transitions.map(({ record }) => record);
  confirm(scopeOf(world), records as OperationTransition[], invariant);
  return [
    `${depth} ${depth === 1 ? 'operation' : 'operations'}, ${steps} steps`,
    ...records.map(lineOf),
  ];
}

/** Checked before the verdict "holds": the search was complete, and the claim was judged. */
export function heldBy({ invariant, world }: Scenario): string {
  const system = createMemorySystem(scopeOf(world));
  const result = breadthFirst(ask(system, { invariants: [invariant], exact: true }));
  expect(result.end).toEqual({ kind: 'exhausted' });
  expect(result.violations).toEqual([]);
  const [judged] = result.judgedCounts;
  expect(judged).toBeGreaterThan(0);
  return `${result.stateCount} states, judged ${judged} times`;
}

/**
 * The plain machine, driven by the records, violates the claim in the last operation and not before.
 */
function confirm(
  scope: Scope,
  records: readonly OperationTransition[],
  { violatedBy }: Invariant,
): void {
  const world = new ReferenceWorld(scope);
  const broken = records.map((record) => {
    const sought = JSON.stringify(record.op);
    const operation = scope.operations.find((one) => JSON.stringify(one.record) === sought);
    if (operation === undefined) throw new Error(`no operation ${sought}`);
    expect(world.isEnabled(operation)).toBe(true);
    return meet(world.perform(operation, choicesFrom(record)).facts, violatedBy);
  });
  expect(broken).toEqual(records.map((_, index) => index === records.length - 1));
}

/** The operation, with its failures and the contents of its allocations. */
function lineOf(record: TransitionRecord): string {
  const { label, failed, contents } = record as OperationTransition;
  const reported = [
    ...failed.map((attempt) => `allocation ${attempt} fails`),
    ...contents.map(({ attempt, marked }) => {
      const runs = marked.map(([offset, length]) => `${length} bytes at ${offset}`);
      return `allocation ${attempt} holds 0xFD: ${runs.join(' and ')}`;
    }),
  ];
  return [label, ...reported].join(', ');
}
