/** Small machines for the tests of the plain machine, and operations by label. */

import {
  Fact,
  type FactName,
  factNames,
  type OccasionName,
  occasionNames,
} from '../../../../src/invariants/facts.ts';
import { meet } from '../../../../src/model/masks.ts';
import { buildScope } from '../../../../src/subjects/vmem/build-scope.ts';
import type { Scope } from '../../../../src/subjects/vmem/environment/scope.ts';
import {
  allocBlock,
  allocTable,
  call,
  lock,
  returned,
  setMemmap,
  setTable,
  unlock,
} from '../../../../src/subjects/vmem/kernel/ask.ts';
import type { CallKind, Program } from '../../../../src/subjects/vmem/kernel/request.ts';
import type { Range } from '../../../../src/subjects/vmem/machine/description.ts';
import { Level } from '../../../../src/subjects/vmem/machine/geometry.ts';
import { describeMachine } from '../../../../src/subjects/vmem/machine/layouts.ts';
import {
  choicesFrom,
  type OperationTransition,
} from '../../../../src/subjects/vmem/plain/choices.ts';
import { MonitoredMachine } from '../../../../src/subjects/vmem/plain/monitored-machine.ts';
import {
  type PerformedOperation,
  ReferenceWorld,
} from '../../../../src/subjects/vmem/plain/world.ts';
import { plainScope, type ScopeConfig } from '../../../../src/subjects/vmem/scope/scope-config.ts';

/**
 * Two sections with 1.5 PMDs of memmap each, which share the block at 0x90000 (section 2 starts at
 * 0x8c000).
 */
const defaults: ScopeConfig = { ...plainScope, geometry: 'tiny3' };

export function scopeOf(over: Partial<ScopeConfig>): Scope {
  return buildScope({ ...defaults, ...over });
}

export function worldOf(over: Partial<ScopeConfig>): ReferenceWorld {
  return new ReferenceWorld(scopeOf(over));
}

/** Runs an operation by label, with the choices of a record. */
export function perform(
  world: ReferenceWorld,
  label: string,
  record: Partial<Pick<OperationTransition, 'failed' | 'contents'>> = {},
): PerformedOperation {
  const operation = world.scope.operations.find((candidate) => candidate.label === label);
  if (operation === undefined) throw new Error(`no operation "${label}"`);
  if (!world.isEnabled(operation)) throw new Error(`"${label}" is not enabled`);
  const { failed = [], contents = [] } = record;
  return world.perform(operation, choicesFrom({ failed, contents }));
}

/** Performs them in order with successful allocations; returns the last result. */
export function performAll(world: ReferenceWorld, ...labels: string[]): PerformedOperation {
  const performed = labels.map((label) => perform(world, label));
  return performed[performed.length - 1];
}

export function namesOf(facts: number): FactName[] {
  return factNames.filter((fact) => meet(facts, Fact[fact]));
}

export function occasionsOf(occasions: number): OccasionName[] {
  return occasionNames.filter((_, bit) => (occasions & (1 << bit)) !== 0);
}

/** A machine of three tiny levels: the root holds pud entries. */
export function tinyMachine(kasan = false): MonitoredMachine {
  return new MonitoredMachine(
    describeMachine({
      geometry: 'tiny3',
      structPage: 48,
      sectionSize: 256,
      edat1: true,
      edat2: true,
      debugPagealloc: false,
      kasan,
      vmalloc: 'far',
      sections: [2],
    }),
  );
}

/** A call with a given body, for artificial kernels. */
export function* callOf(
  kind: CallKind,
  range: Range,
  body: Program<unknown>,
  result = 0,
): Program<number> {
  yield call(kind, range.start, range.end);
  yield* body;
  yield returned(kind, result);
  return result;
}

/** The names of the facts that running the program shows. */
export function factsOfRun(monitored: MonitoredMachine, program: Program<unknown>): FactName[] {
  monitored.run(program);
  return namesOf(monitored.monitor.facts);
}

export const block: Range = { start: 0x80000, end: 0x84000 };

/** The body of a call that holds the mutex. */
export function* locked(body: Program<unknown>): Program<void> {
  yield lock();
  yield* body;
  yield unlock();
}

/** Maps a block at 0x80000; returns the pmd table that points to it. */
export function* mapBlock(): Program<number> {
  const table = yield allocTable(Level.pmd, block.start);
  yield setTable(0, Level.pud, block.start, table);
  yield setMemmap(table, Level.pmd, block.start, yield allocBlock(block.start));
  return table;
}
