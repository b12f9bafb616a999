/**
 * The actions of boot before the first operation: it maps the present sections and their memmap.
 *
 * Models: arch/s390/mm/vmem.c vmem_map_init() at v5.10, arch/s390/boot/vmem.c setup_vmem() since 6.3, which
 * map each range of memory with the largest leaves that fit and count them; mm/sparse.c sparse_init_nid();
 * memmap_init(), which writes every struct page. The kernel image and the KASAN shadow are mapped the same
 * way, but not counted. Omitted: the lowcore and page tables of other areas.
 */
import type { KernelContext } from '../kernel/kernel-source.ts';
import { Op, type Program } from '../kernel/request.ts';
import { memmapRange, type Range, sectionRange } from '../machine/description.ts';
import { addAtBoot, initialise, populate } from './calls.ts';

/** One program for each call; sections are in ascending order. Adjacent sections form one range of memory. */
export function bootCalls(
  kernel: KernelContext,
  sections: readonly number[],
): (() => Program<number>)[] {
  const { uncounted = [], shadows = [] } = kernel.machine;
  const memmaps = sections.map((section) => memmapRange(kernel.machine, section));
  return [
    ...uncounted.map((range) => () => withoutCounting(addAtBoot(kernel, range))),
    ...joinNeighbours(sections.map((section) => sectionRange(kernel.machine, section))).map(
      (range) => () => addAtBoot(kernel, range),
    ),
    ...memmaps.map((memmap) => () => populate(kernel, memmap)),
    ...shadows.map(
      ({ shadow }) =>
        () =>
          populate(kernel, shadow),
    ),
    ...memmaps.map((memmap) => () => initialise(memmap)),
  ];
}

/** The program without its updates of the direct-map counters. */
function* withoutCounting(program: Program<number>): Program<number> {
  for (let next = program.next(); ; ) {
    if (next.done === true) return next.value;
    next = program.next(next.value.op === Op.count ? 0 : yield next.value);
  }
}

export function joinNeighbours(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const { start, end } of ranges) {
    const last = result.at(-1);
    if (last?.end === start) result[result.length - 1] = { start: last.start, end };
    else result.push({ start, end });
  }
  return result;
}
