/**
 * Turns a recorded operation into a program that passes its calls and allocation results to the
 * monitor.
 */

import { call, returned, writeMemmap } from '../../src/subjects/vmem/kernel/ask.ts';
import type { KernelContext } from '../../src/subjects/vmem/kernel/kernel-source.ts';
import { CallKind, type Program } from '../../src/subjects/vmem/kernel/request.ts';
import { unusedByte } from '../../src/subjects/vmem/machine/events.ts';
import type { AllocationPlan } from '../../src/subjects/vmem/plain/memory.ts';
import type { TraceOperation } from '../../src/subjects/vmem/recordings/trace-operation.ts';

export function planOf({ failures }: TraceOperation, blockFill: number): AllocationPlan {
  const { at, from, kind: failKind } = failures;
  return {
    fails: (attempt, kind) => at.includes(attempt) || attempt >= from || kind === failKind,
    contentOf: (_attempt, _kind, bytes) =>
      blockFill === unusedByte ? [{ start: 0, end: bytes }] : [],
  };
}

export function programOf(kernel: KernelContext, operation: TraceOperation): Program<number> {
  const { op, start, endOrSize, altmap, byte } = operation;
  const from = altmap ? 'altmap' : 'own';
  const entry = kernel.source.entryPoints(kernel.machine);
  // The second argument is the end for memmap and the size for the identity mapping.
  const end = start + endOrSize;
  switch (op) {
    case 'vmemmap_populate': {
      const program = entry.vmemmapPopulate(start, endOrSize, from);
      return framed(CallKind.populate, start, endOrSize, program);
    }
    case 'vmemmap_free': {
      const program = entry.vmemmapFree(start, endOrSize, from);
      return framed(CallKind.free, start, endOrSize, program);
    }
    case 'vmem_add_mapping':
      return framed(CallKind.add, start, end, entry.vmemAddMapping(start, endOrSize));
    case 'vmem_remove_mapping':
      return framed(CallKind.remove, start, end, entry.vmemRemoveMapping(start, endOrSize));
    case 'vmem_add_range':
      return framed(CallKind.addAtBoot, start, end, entry.vmemAddRange(start, endOrSize));
    case 'memmap_write':
      return written(start, endOrSize - start, byte);
  }
}

function* framed(
  kind: CallKind,
  start: number,
  end: number,
  program: Program<number | null>,
): Program<number> {
  yield call(kind, start, end);
  const result = (yield* program) ?? 0;
  yield returned(kind, result);
  return result;
}

function* written(start: number, bytes: number, byte: number): Program<number> {
  // The type lists only values that the model writes; the machine accepts any byte.
  yield writeMemmap(start, bytes, byte as 0 | 1);
  return 0;
}
