/**
 * Contract `kernel`: whole memory blocks are added and removed as the callers of vmem.c do it, in addition
 * to a DCSS.
 *
 * Models: mm/memory_hotplug.c add_memory_resource(), __add_pages(), __remove_pages(); mm/sparse.c
 * sparse_add_section(), section_deactivate(); arch/s390/mm/init.c arch_add_memory(), arch_remove_memory();
 * arch/s390/mm/extmem.c segment_load(), segment_unload(), all at v5.10. Omitted: resources, zones, notifiers
 * and memory block devices, which do not affect vmem.c.
 */
import { hex } from '../../../text/hex.ts';
import { Errno } from '../kernel/context.ts';
import type { KernelContext, MemmapSource } from '../kernel/kernel-source.ts';
import type { Program } from '../kernel/request.ts';
import {
  altmapAt,
  memmapRange,
  overlaps,
  type Range,
  sectionRange,
} from '../machine/description.ts';
import { formatRange } from '../machine/layouts.ts';
import { addMapping, free, initialise, populate, removeMapping } from './calls.ts';
import type { Condition, Operation } from './scope.ts';

/** A memory block: consecutive sections, first to last. */
export type Block = readonly number[];

function blockRange(kernel: KernelContext, block: Block): Range {
  const first = sectionRange(kernel.machine, block[0]);
  return { start: first.start, end: first.start + block.length * (first.end - first.start) };
}

/** Memmap-on-memory: the memmap comes from the altmap of the block. */
function sourceOf(kernel: KernelContext, memmap: Range): MemmapSource {
  return altmapAt(kernel.machine, memmap.start) < 0 ? 'own' : 'altmap';
}

function blockMemmap(kernel: KernelContext, block: Block): Range {
  const start = memmapRange(kernel.machine, block[0]).start;
  return { start, end: start + block.length * kernel.machine.memmapBytes };
}

/**
 * arch_add_memory(): the identity mapping first, then memmap section by section. When a section
 * fails, vmemmap_populate() has cleaned up, the core frees the same range again, earlier sections
 * stay, and the identity mapping is removed.
 */
function* addBlock(kernel: KernelContext, block: Block): Program<number> {
  const identity = blockRange(kernel, block);
  const added = yield* addMapping(kernel, identity);
  if (added !== Errno.ok) return added;
  for (const section of block) {
    const memmap = memmapRange(kernel.machine, section);
    const source = sourceOf(kernel, memmap);
    const populated = yield* populate(kernel, memmap, source);
    if (populated === Errno.ok) continue;
    yield* free(kernel, memmap, source);
    yield* removeMapping(kernel, identity);
    return populated;
  }
  return Errno.ok;
}

/** arch_remove_memory(): memmap section by section, then the identity mapping. */
function* removeBlock(kernel: KernelContext, block: Block): Program<number> {
  for (const section of block) {
    const memmap = memmapRange(kernel.machine, section);
    yield* free(kernel, memmap, sourceOf(kernel, memmap));
  }
  const identity = blockRange(kernel, block);
  const removed = yield* removeMapping(kernel, identity);
  // sclp_config_mem_store(), since 6.19: the shadow that boot mapped. A later removal finds nothing there.
  for (const { identity: described, shadow } of kernel.machine.shadows ?? []) {
    if (overlaps(described, identity)) yield* free(kernel, shadow);
  }
  return removed;
}

/** The operations on one memory block: add, remove, and (if `online`) initialise its struct pages. */
export function blockOperations(kernel: KernelContext, block: Block, online: boolean): Operation[] {
  const identity = blockRange(kernel, block);
  const memmap = blockMemmap(kernel, block);
  const name = block.length === 1 ? `section ${block[0]}` : `sections ${block.join(' and ')}`;
  const when = (area: Condition['area'], live: boolean): Condition => ({
    area,
    range: area === 'identity' ? identity : memmap,
    live,
  });
  const operations: Operation[] = [
    {
      record: { op: 'add', sections: block },
      label: `add ${name}`,
      requires: [when('identity', false), when('memmap', false)],
      program: () => addBlock(kernel, block),
    },
    {
      record: { op: 'remove', sections: block },
      label: `remove ${name}`,
      requires: [when('identity', true), when('memmap', true)],
      program: () => removeBlock(kernel, block),
    },
  ];
  if (!online) return operations;
  operations.push({
    record: { op: 'online', sections: block },
    label: `online ${name}`,
    requires: [when('identity', true), when('memmap', true), when('initialised', false)],
    program: () => initialise(memmap),
  });
  return operations;
}

/** Load and unload of a DCSS: identity mapping only, no memmap. */
export function dcssOperations(kernel: KernelContext, range: Range): Operation[] {
  const record = { start: hex(range.start), end: hex(range.end) };
  return [
    {
      record: { op: 'load', ...record },
      label: `load DCSS ${formatRange(range)}`,
      requires: [{ area: 'identity', range, live: false }],
      program: () => addMapping(kernel, range),
    },
    {
      record: { op: 'unload', ...record },
      label: `unload DCSS ${formatRange(range)}`,
      requires: [{ area: 'identity', range, live: true }],
      program: () => removeMapping(kernel, range),
    },
  ];
}
