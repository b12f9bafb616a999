/** Layout of the address space, per geometry: the tiny layouts of the recordings, the real ones of 5.10. */
import { hex } from '../../../text/hex.ts';
import {
  type Facilities,
  facilitiesOf,
  type MachineDescription,
  memmapRange,
  overlaps,
  type Range,
} from './description.ts';
import {
  alignDown,
  type Geometry,
  type GeometryName,
  geometries,
  Level,
  pageBytes,
} from './geometry.ts';

/** The machine that the user requests. */
export interface MachineOptions extends Facilities {
  /** The levels of the tables and their sizes. */
  readonly geometry: GeometryName;
  /** sizeof(struct page) as on the real machine: 16, 48, 56, 64 or 72. Tiny geometries scale it by 32. */
  readonly structPage: number;
  /** MiB of a section of the real machine: 256, or 128 since 6.13. Tiny sections have 64 or 32 KiB. */
  readonly sectionSize: number;
  /** CONFIG_KASAN: the shadow takes part of the address space. */
  readonly kasan: boolean;
  /** `near`: VMALLOC_START is the PMD after the memmap of the last section, and splits tables. */
  readonly vmalloc: 'far' | 'near';
  /** Sections that will be added and removed: the KASAN shadow avoids them. */
  readonly sections: readonly number[];
}

/**
 * Tiny memmaps keep the proportions of the real ones (1.75 PMDs represent 3 1/2) with 32 times the struct
 * page.
 */
const tinyScale = 32;

/** MiB of a section of 5.10, as in `geometries`. */
const largeSection = 256;

/** Tiny layouts: 512 KiB of identity mapping, then memmap, then vmalloc. */
const tiny = { vmemmapStart: 0x80000, vmallocStart: 0xd0000 };

/** Positions of a tiny KASAN shadow: as in the acceptance table, or as in the recordings. */
const tinyShadows: readonly Range[] = [
  { start: 0x30000, end: 0x38000 },
  { start: 0x60000, end: 0x68000 },
];

/** Real layouts reserve 128 GiB of vmalloc and modules at the top of the address space. */
const vmallocBytes = 128 * 2 ** 30;

export function isTiny(name: GeometryName): boolean {
  return name.startsWith('tiny');
}

/** Describes the machine. The caller has validated the options. */
export function describeMachine(options: MachineOptions): MachineDescription {
  const known = geometries[options.geometry];
  const sectionBytes = known.sectionBytes / (largeSection / options.sectionSize);
  const geometry = { ...known, sectionBytes };
  const layout = isTiny(options.geometry)
    ? { ...tiny, structPageBytes: options.structPage * tinyScale }
    : { ...realLayout(geometry, options.structPage), structPageBytes: options.structPage };
  const far: MachineDescription = {
    geometry,
    structPageBytes: layout.structPageBytes,
    memmapBytes: (geometry.sectionBytes / pageBytes) * layout.structPageBytes,
    ...facilitiesOf(options),
    nx: true,
    identityEnd: layout.vmemmapStart,
    vmemmapStart: layout.vmemmapStart,
    vmallocStart: layout.vmallocStart,
    kasanShadow: options.kasan ? tinyShadow(geometry, options.sections) : null,
  };
  return options.vmalloc === 'far' ? far : { ...far, vmallocStart: nearVmalloc(far, options) };
}

/** The first position for the shadow that no section needs; the first of all if there is none. */
function tinyShadow(geometry: Geometry, sections: readonly number[]): Range {
  const { sectionBytes } = geometry;
  const isFree = (shadow: Range): boolean =>
    sections.every(
      (section) =>
        !overlaps(shadow, { start: section * sectionBytes, end: (section + 1) * sectionBytes }),
    );
  return tinyShadows.find(isFree) ?? tinyShadows[0];
}

function nearVmalloc(machine: MachineDescription, options: MachineOptions): number {
  const pmd = machine.geometry.span[Level.pmd];
  const { end } = memmapRange(machine, Math.max(0, ...options.sections));
  return alignDown(end + pmd - 1, pmd);
}

/**
 * Models: arch/s390/kernel/setup.c setup_memory_end() at v5.10 for 3 and 4 levels. With 5 levels, which the
 * kernel itself never uses, the synthetic layout of the recordings.
 */
function realLayout(
  geometry: Geometry,
  structPage: number,
): { vmemmapStart: number; vmallocStart: number } {
  if (geometry.root === Level.pgd) return { vmemmapStart: 2 ** 53, vmallocStart: 2 ** 54 };
  const top = geometry.span[geometry.root] * geometry.entries[geometry.root];
  const vmallocStart = top - vmallocBytes;
  const sectionPages = geometry.sectionBytes / pageBytes;
  const pages =
    Math.ceil(Math.floor(vmallocStart / (pageBytes + structPage)) / sectionPages) * sectionPages;
  const aligned = alignDown(vmallocStart - pages * structPage, top / 2048);
  return { vmemmapStart: Math.min(aligned, maxPhysicalBytes), vmallocStart };
}

/** 1 << MAX_PHYSMEM_BITS. */
const maxPhysicalBytes = 2 ** 46;

/** Sections whose identity and memmap fit below the memmap area and VMALLOC_START. */
export function sectionCountMax(machine: MachineDescription): number {
  const byIdentity = Math.floor(machine.identityEnd / machine.geometry.sectionBytes);
  const byMemmap = Math.floor((machine.vmallocStart - machine.vmemmapStart) / machine.memmapBytes);
  return Math.min(byIdentity, byMemmap);
}

/** A range in the usual notation: 0x10000-0x20000. */
export function formatRange(range: Range): string {
  return `${hex(range.start)}-${hex(range.end)}`;
}
