/** Runs calls of one revision on the tiny5 machine and reports their events like a recording. */

import type { RevisionContext } from '../../../../src/subjects/vmem/kernel/context.ts';
import type { Program } from '../../../../src/subjects/vmem/kernel/request.ts';
import { findRevision } from '../../../../src/subjects/vmem/kernel/revisions.ts';
import type { MachineDescription } from '../../../../src/subjects/vmem/machine/description.ts';
import { describeMachine } from '../../../../src/subjects/vmem/machine/layouts.ts';
import { ReferenceMachine } from '../../../../src/subjects/vmem/plain/machine.ts';
import { type AllocationPlan, plentyOfZeroes } from '../../../../src/subjects/vmem/plain/memory.ts';
import { eventText } from '../../../../src/subjects/vmem/steps/event-words.ts';

export interface ReportedRun {
  readonly machine: ReferenceMachine;
  readonly kernel: RevisionContext;
  /** Runs a call and returns its events and its result. */
  readonly run: (
    program: Program<number | null>,
    plan?: Partial<AllocationPlan> & { boot?: boolean },
  ) => string[];
}

export function runOn(revision: string, changes: Partial<MachineDescription> = {}): ReportedRun {
  const features = findRevision(revision)?.features;
  if (features === undefined) throw new Error(`no revision ${revision}`);
  const described = describeMachine({
    geometry: 'tiny5',
    structPage: 56,
    sectionSize: 256,
    edat1: true,
    edat2: true,
    debugPagealloc: false,
    kasan: false,
    vmalloc: 'far',
    sections: [],
  });
  const kernel: RevisionContext = { machine: { ...described, ...changes }, features };
  let events: string[] = [];
  const machine = new ReferenceMachine(kernel.machine, {
    event: (kind, a, b, c, d) => events.push(eventText({ kind, a, b, c, d })),
  });
  machine.freesBootMemory = features.freesBootMemory;
  return {
    machine,
    kernel,
    run: (program, { boot = false, ...plan } = {}) => {
      events = [];
      machine.begin({ ...plentyOfZeroes, ...plan }, boot);
      const ret = machine.run(program);
      return [...events, `-> ${ret}`];
    },
  };
}

/** The events other than lock, unlock and table events. */
export function leavesOnly(reported: readonly string[]): string[] {
  return reported.filter((text) => !/lock"\]|"t\d+"/.test(text));
}
