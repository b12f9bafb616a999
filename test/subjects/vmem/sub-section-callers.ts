/**
 * Sub-sections: parts of a section that are added and removed independently, in the granularity in which
 * they were added.
 *
 * Models: mm/sparse.c sparse_add_section() and sparse_remove_section() at v5.10 with a range smaller than a
 * section; when populate fails, section_deactivate() frees the same range again. s390 has no such caller (no
 * ZONE_DEVICE); this tests how vmem.c would handle one. Omitted: the identity mapping, which needs a whole
 * memory block.
 */

import { free, initialise, populate } from '../../../src/subjects/vmem/environment/calls.ts';
import type { Condition, Operation } from '../../../src/subjects/vmem/environment/scope.ts';
import { Errno } from '../../../src/subjects/vmem/kernel/context.ts';
import type { KernelContext } from '../../../src/subjects/vmem/kernel/kernel-source.ts';
import type { Program } from '../../../src/subjects/vmem/kernel/request.ts';
import type { Range } from '../../../src/subjects/vmem/machine/description.ts';
import { formatRange } from '../../../src/subjects/vmem/machine/layouts.ts';
import { hex } from '../../../src/text/hex.ts';

function* addSubSection(kernel: KernelContext, memmap: Range): Program<number> {
  const result = yield* populate(kernel, memmap);
  if (result !== Errno.ok) yield* free(kernel, memmap);
  return result;
}

/** Add, remove and initialise each range of memmap; the ranges do not overlap. */
export function subSectionOperations(
  kernel: KernelContext,
  memmaps: readonly Range[],
): Operation[] {
  return memmaps.flatMap((range) => {
    const when = (area: Condition['area'], live: boolean): Condition => ({ area, range, live });
    const operation = (
      op: string,
      requires: readonly Condition[],
      program: () => Program<number>,
    ): Operation => ({
      record: { op, start: hex(range.start), end: hex(range.end) },
      label: `${op} sub-section ${formatRange(range)}`,
      requires,
      program,
    });
    return [
      operation('add', [when('memmap', false)], () => addSubSection(kernel, range)),
      operation('remove', [when('memmap', true)], () => free(kernel, range)),
      operation('online', [when('memmap', true), when('initialised', false)], () =>
        initialise(range),
      ),
    ];
  });
}
