/**
 * Twin scenarios with threads: the violation that a second thread causes, turn by turn, and its
 * prevention.
 */

import { expect } from 'vitest';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import { noDeadlockId } from '../../../src/explorer/judge.ts';
import type { Violation } from '../../../src/explorer/outcome.ts';
import { replaySchedule } from '../../../src/explorer/replay.ts';
import { allInvariants, findInvariant } from '../../../src/invariants/catalogue.ts';
import type { Invariant } from '../../../src/invariants/invariant.ts';
import { meet } from '../../../src/model/masks.ts';
import type { System } from '../../../src/model/system.ts';
import type { Scope } from '../../../src/subjects/vmem/environment/scope.ts';
import type { VmemExecution } from '../../../src/subjects/vmem/execution/execution.ts';
import { execute } from '../../../src/subjects/vmem/execution/executor.ts';
import { interleavedSchedule } from '../../../src/subjects/vmem/execution/scheduled-operation.ts';
import { createInterleavedSystem } from '../../../src/subjects/vmem/fast/create-interleaved.ts';
import { scopeOf, type World } from '../../subjects/vmem/scopes.ts';
import { ask } from '../../toys/ask.ts';

function claim(id: string): Invariant {
  const invariant = findInvariant(id);
  if (invariant === undefined) throw new Error(`no invariant "${id}"`);
  return invariant;
}

/** The path to a violation, executed again on the plain machine, whose threads have names. */
export function goneByReference(
  scope: Scope,
  system: System,
  { invariant, schedule }: Violation,
): VmemExecution {
  const replay = replaySchedule(system, schedule);
  expect(replay.kind).toBe('followed');
  const { operations, turns } = interleavedSchedule(replay.transitions.map((it) => it.record));
  const execution = execute(scope, { operations, turns });
  expect(execution.divergence).toBeNull();
  const last = execution.operations.at(-1);
  if (invariant.id === noDeadlockId) expect(execution.isStuck).toBe(true);
  else expect(meet(last?.facts ?? 0, invariant.violatedBy)).toBe(true);
  return execution;
}

/** The shortest path to a violation, also executed on the plain machine: one line per turn. */
export function turnsTo(id: string, world: Partial<World>): string[] {
  const invariant = claim(id);
  const scope = scopeOf(world);
  const system = createInterleavedSystem(scope);
  const [violation] = breadthFirst(ask(system, { invariants: [invariant] })).violations;
  expect(violation, `${id} is not violated`).toBeDefined();
  return goneByReference(scope, system, violation).operations.map(
    ({ thread, label, steps }) => `${thread}: ${label} (${steps})`,
  );
}

/** The violated claims of a complete search, without strict readings. */
export function brokenIn(world: Partial<World>): string[] {
  const invariants = allInvariants.filter(({ premise }) => premise === undefined);
  const system = createInterleavedSystem(scopeOf(world));
  const { end, violations } = breadthFirst(ask(system, { invariants }));
  expect(end).toEqual({ kind: 'exhausted' });
  return violations.map(({ invariant }) => invariant.id);
}

/** Checked before the verdict "holds": the search was complete, and the claim was judged. */
export function heldBy(id: string, world: Partial<World>): string {
  const system = createInterleavedSystem(scopeOf(world));
  const result = breadthFirst(ask(system, { invariants: [claim(id)] }));
  expect(result.end).toEqual({ kind: 'exhausted' });
  expect(result.violations).toEqual([]);
  const [judged] = result.judgedCounts;
  expect(judged).toBeGreaterThan(0);
  return `${result.stateCount} states, judged ${judged} times`;
}
