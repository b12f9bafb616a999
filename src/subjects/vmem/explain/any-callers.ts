/** The calls of a counterexample of contract `kernel`, as operations of contract `any`. */
import { hex } from '../../../text/hex.ts';
import { buildScope } from '../build-scope.ts';
import type { VmemExecution } from '../execution/execution.ts';
import type { VmemScheduledOperation } from '../execution/scheduled-operation.ts';
import { CallKind } from '../kernel/request.ts';
import { EventKind } from '../machine/events.ts';
import { pageBytes } from '../machine/geometry.ts';
import type { RecordedCall } from '../plain/recorder.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import type { VmemDraft } from '../shrink/vmem-draft.ts';

const opNames: Readonly<Record<CallKind, string>> = {
  [CallKind.populate]: 'populate',
  [CallKind.free]: 'free',
  [CallKind.add]: 'map',
  [CallKind.remove]: 'unmap',
  [CallKind.addAtBoot]: 'map',
};

/** One operation per call. If the core wrote struct pages at all, it writes them after every populate. */
export function withAnyCallers(
  draft: VmemDraft,
  execution: VmemExecution,
  request: ScopeConfig,
): VmemDraft {
  const { vmemmapStart } = buildScope(draft.request).kernel.machine;
  const operations: VmemScheduledOperation[] = [];
  const origins: number[] = [];
  let coreWrites = false;
  const points = { memmap: new Set<number>(), identity: new Set<number>() };
  for (const { index, calls } of execution.operations) {
    let attempts = 0;
    for (const call of calls) {
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
      const chance = chanceAfter(draft.operations[index], attempts);
      operations.push({ op: opNames[call.kind], start: hex(start), end: hex(end), ...chance });
      origins.push(draft.origins[index]);
      attempts += allocationsIn(call);
    }
  }
  const scope = { ...anyScope(request, points), online: coreWrites };
  return { request: scope, operations, origins, parts: null };
}

/** Failures and contents after `before` attempts, counted from there. */
function chanceAfter(
  { failed, contents }: VmemScheduledOperation,
  before: number,
): Pick<VmemScheduledOperation, 'failed' | 'contents'> {
  return {
    failed: failed.map((attempt) => attempt - before).filter((attempt) => attempt > 0),
    contents: contents
      .map(({ attempt, marked }) => ({ attempt: attempt - before, marked }))
      .filter(({ attempt }) => attempt > 0),
  };
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
