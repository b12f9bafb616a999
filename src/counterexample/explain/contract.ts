/** The calls of a counterexample of contract `kernel`, as operations of contract `any`. */

import { CallKind } from '../../subjects/vmem/kernel/request.ts';
import { EventKind } from '../../subjects/vmem/machine/events.ts';
import { pageBytes } from '../../subjects/vmem/machine/geometry.ts';
import type { RecordedCall } from '../../subjects/vmem/plain/recorder.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { ScheduledOperation } from '../counterexample.ts';
import { chanceByAttempt, type ExplainTrial, shifted, type TrialOperation } from './trial.ts';

interface AnyCallers {
  readonly scope: ScopeConfig;
  readonly schedule: readonly TrialOperation[];
}

const opNames: Readonly<Record<CallKind, string>> = {
  [CallKind.populate]: 'populate',
  [CallKind.free]: 'free',
  [CallKind.add]: 'map',
  [CallKind.remove]: 'unmap',
  [CallKind.addAtBoot]: 'map',
};

/** One operation for each call. If the core wrote struct pages at all, it writes them after every populate. */
export function withAnyCallers(
  operations: readonly ScheduledOperation[],
  base: ExplainTrial,
  request: ScopeConfig,
  vmemmapStart: number,
): AnyCallers {
  const schedule: TrialOperation[] = [];
  let coreWrites = false;
  const points = { memmap: new Set<number>(), identity: new Set<number>() };
  for (const [origin, operation] of operations.entries()) {
    let attempts = 0;
    for (const call of base.calls.get(origin) ?? []) {
      if (call.kind === null) {
        coreWrites = true;
        continue;
      }
      const { start, end } = call.range;
      const isMemmap = call.kind === CallKind.populate || call.kind === CallKind.free;
      for (const address of [start, end]) {
        const page = (isMemmap ? address - vmemmapStart : address) / pageBytes;
        points[isMemmap ? 'memmap' : 'identity'].add(page);
      }
      schedule.push({
        origin,
        scheduled: { op: opNames[call.kind], start: hex(start), end: hex(end) },
        chance: shifted(chanceByAttempt(operation), attempts),
      });
      attempts += allocationsIn(call);
    }
  }
  return { schedule, scope: { ...anyScope(request, points), online: coreWrites } };
}

function allocationsIn({ events }: RecordedCall): number {
  return events.filter(({ kind }) => kind === EventKind.alloc).length;
}

function anyScope(
  request: ScopeConfig,
  points: { readonly memmap: ReadonlySet<number>; readonly identity: ReadonlySet<number> },
): ScopeConfig {
  const sorted = (pages: ReadonlySet<number>): number[] => [...pages].sort((a, b) => a - b);
  return {
    ...request,
    contract: 'any',
    memmapPages: 0,
    identityPages: 0,
    memmapPoints: sorted(points.memmap),
    identityPoints: sorted(points.identity),
  };
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
