/** Refuses a recorded call whose walk would not end. */
import { hex } from '../../../text/hex.ts';
import type { KernelContext, KernelSource } from '../kernel/kernel-source.ts';
import { isAligned, pageBytes } from '../machine/geometry.ts';
import type { TraceOperation } from './trace-operation.ts';
import { addressEnd, refuseValue, type TracePlace } from './trace-values.ts';

/** Bytes that a recorded range may have even if its tables map less, because addresses wrap there. */
const rangeBytesMin = 2 ** 28;

/** A range much longer than the address space was never recorded: its walk would not end. */
export function refuseEndlessWalk(
  place: TracePlace,
  operation: TraceOperation,
  { machine, source }: KernelContext,
): void {
  const { op, start, endOrSize } = operation;
  const { span, entries, root } = machine.geometry;
  const bytesMax = Math.max(span[root] * entries[root], rangeBytesMin);
  const takesEnd = op === 'vmemmap_populate' || op === 'vmemmap_free' || op === 'memmap_write';
  const bytes = takesEnd ? endOrSize - start : endOrSize;
  if (bytes <= bytesMax) return;
  // Such a range is rejected, or wraps to an empty one, before it is walked.
  const end = start + bytes;
  if (op === 'vmem_add_mapping' && end > machine.identityEnd) return;
  if (end >= addressEnd && end - addressEnd <= start) return;
  if (op === 'vmemmap_free' && !source.does('freesMemmap')) return;
  if (checksRange(op, source)) {
    if (!isAligned(start, pageBytes) || !isAligned(bytes, pageBytes)) return;
    if (source.does('refusesVmallocRange') && end > machine.vmallocStart) return;
  }
  const allowed = `a range of at most ${hex(bytesMax)} bytes`;
  refuseValue(place, takesEnd ? 'end' : 'size', hex(endOrSize), allowed);
}

/** True if the operation begins with the checks of modify_pagetable() or remove_pagetable(). */
function checksRange(op: TraceOperation['op'], source: KernelSource): boolean {
  switch (op) {
    case 'vmemmap_populate':
      return source.does('walksMemmapRecursively');
    case 'vmemmap_free':
      return true;
    case 'vmem_add_mapping':
    case 'vmem_add_range':
      return source.does('addsRecursively');
    case 'vmem_remove_mapping':
      return source.does('removesRecursively');
    case 'memmap_write':
      return false;
  }
}
