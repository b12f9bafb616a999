/** The machine that vmem.c runs on: geometry, address-space layout and facilities. Plain data. */
import type { Geometry, Level } from './geometry.ts';
import { alignDown } from './geometry.ts';

/** A half-open range of addresses [start, end), in bytes. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Memory, and the struct pages that describe it. */
export interface DescribedMemory {
  readonly identity: Range;
  readonly memmap: Range;
}

/** The ranges that become live as a whole; in contract `any` single pages. */
export type Units = Readonly<Record<'identity' | 'memmap', readonly Range[]>>;

/**
 * Subtraction of unsigned longs: a range that ends before it starts wraps past the end of the address space.
 */
export function sizeOf({ start, end }: Range): number {
  return end < start ? end - start + 2 ** 64 : end - start;
}

/** What a machine or a kernel has or lacks, and kernel programs test. */
export interface Facilities {
  /** EDAT1: leaves of 1 MiB at pmd level. */
  readonly edat1: boolean;
  /** EDAT2: leaves of 2 GiB at pud level. */
  readonly edat2: boolean;
  /** CONFIG_DEBUG_PAGEALLOC: no large identity leaves, so that single pages can be unmapped. */
  readonly debugPagealloc: boolean;
}

export function facilitiesOf({ edat1, edat2, debugPagealloc }: Facilities): Facilities {
  return { edat1, edat2, debugPagealloc };
}

export interface MachineDescription extends Facilities {
  readonly geometry: Geometry;
  /** sizeof(struct page), in bytes: the length of the mark of a used part. */
  readonly structPageBytes: number;
  readonly memmapBytes: number;
  /** No-execute: affects only protection bits, which are not modelled. Recorded, irrelevant. */
  readonly nx: boolean;
  /** VMEM_MAX_PHYS: identity mappings must end at or below it. */
  readonly identityEnd: number;
  readonly vmemmapStart: number;
  /** VMALLOC_START: tables that reach above it are shared with vmalloc and never freed. */
  readonly vmallocStart: number;
  /** The KASAN shadow, or null without KASAN. */
  readonly kasanShadow: Range | null;
  /** Signed integers of a C source wrap (`-fno-strict-overflow`); absent: that is undefined behaviour. */
  readonly signedWraps?: true;
  /** Boot sections and their KASAN shadow; absent without KASAN. */
  readonly shadows?: readonly { readonly identity: Range; readonly shadow: Range }[];
  /**
   * Ranges that boot mapped without counting them, in ascending order: the kernel image, a KASAN
   * shadow.
   */
  readonly uncounted?: readonly Range[];
  /** What the callers of a scope map; absent in recordings, where a call may have any range. */
  readonly units?: Units;
  /** Number of pages in the altmap; absent without an altmap. */
  readonly altmapPages?: number;
  /** Memory blocks whose memmap lies in the block itself, each with an altmap; absent in recordings. */
  readonly altmaps?: readonly DescribedMemory[];
}

/** A level that the kernel folds into the one below, because the root table is lower. */
export function isFolded(machine: MachineDescription, level: Level): boolean {
  return level > machine.geometry.root;
}

/** The end of the entry of `level` that contains `address`, or `end` if that comes first (p?d_addr_end). */
export function entryEnd(
  machine: MachineDescription,
  level: Level,
  address: number,
  end: number,
): number {
  const span = machine.geometry.span[level];
  return Math.min(end, alignDown(address, span) + span);
}

export function sectionRange(machine: MachineDescription, index: number): Range {
  const { sectionBytes } = machine.geometry;
  return { start: index * sectionBytes, end: (index + 1) * sectionBytes };
}

export function memmapRange(machine: MachineDescription, index: number): Range {
  const start = machine.vmemmapStart + index * machine.memmapBytes;
  return { start, end: start + machine.memmapBytes };
}

/** True if the two half-open ranges overlap. */
export function overlaps(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end;
}

/** True if all of `inner` lies in `outer`. */
export function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** True if the kernel must keep a table that covers this range, whatever its content. */
export function reachesReserved(machine: MachineDescription, range: Range): boolean {
  const { kasanShadow } = machine;
  // Page tables of a shadow above the bound are its own.
  if (kasanShadow !== null && kasanShadow.start >= machine.vmallocStart) {
    return range.end > machine.vmallocStart && !contains(kasanShadow, range);
  }
  return range.end > machine.vmallocStart || (kasanShadow !== null && overlaps(range, kasanShadow));
}

/** The direct-map counters include a leaf at this address. */
export function isCounted({ uncounted = [] }: MachineDescription, address: number): boolean {
  return !uncounted.some(({ start, end }) => start <= address && address < end);
}

/** Number of the altmap that serves a call for the memmap at `start`; -1 if the page allocator does. */
export function altmapAt({ altmaps = [] }: MachineDescription, start: number): number {
  return altmaps.findIndex(({ memmap }) => memmap.start <= start && start < memmap.end);
}
