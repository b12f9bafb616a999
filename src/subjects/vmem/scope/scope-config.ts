/** What is asked: the whole scope of a check as plain data. `scope-schema.ts` turns unknown input into it. */

import type { FreshContent, Identity, LockPolicy, Merge, Symmetry } from '../environment/scope.ts';
import type { ThreadRole } from '../environment/threads.ts';
import type { GeometryName } from '../machine/geometry.ts';
import { isTiny } from '../machine/layouts.ts';

/** Who calls: `kernel` as the kernel's own callers do, `any` with every range in any order. */
export type Contract = 'kernel' | 'any';
export const contracts = ['kernel', 'any'] as const satisfies readonly Contract[];

/** Real sizes of struct page that we model; tiny geometries scale them by 32. */
export const structPages = [16, 48, 56, 64, 72] as const;

/** Everything that decides which states exist. Addresses are bytes. */
export interface ScopeConfig {
  /** A revision of vmem.c, or a variant of one. */
  readonly revision: string;
  /** Levels of tables and entries in each: tiny ones can be searched, real ones slowly. */
  readonly geometry: GeometryName;
  /** sizeof(struct page) of a real machine: 16, 48, 56, 64 or 72. */
  readonly structPage: number;
  /** The machine has 1 MiB leaves. */
  readonly edat1: boolean;
  /** The machine has 2 GiB leaves, too. */
  readonly edat2: boolean;
  /** No large leaves in the identity mapping. */
  readonly debugPagealloc: boolean;
  /** With the KASAN shadow; tiny geometries only. */
  readonly kasan: boolean;
  /** Where VMALLOC_START lies: far behind the memmap, or right behind it. */
  readonly vmalloc: 'far' | 'near';
  /** Who calls, and by which rules. */
  readonly contract: Contract;
  /** Contract `kernel`: the memory blocks, each of consecutive sections. */
  readonly blocks: readonly (readonly number[])[];
  /** Contract `kernel`: a DCSS beside the sections, or null. */
  readonly dcss: {
    /** First byte. */
    readonly start: number;
    /** Behind the last byte. */
    readonly end: number;
  } | null;
  /** Contract `any`: pages of memmap that the ranges cover. */
  readonly memmapPages: number;
  /** Contract `any`: pages of identity mapping that the ranges cover. */
  readonly identityPages: number;
  /** First page of memmap, counted from the start of the area. */
  readonly memmapFirst: number;
  /** First page of identity mapping, counted from the start of the area. */
  readonly identityFirst: number;
  /** Contract `any`, instead of all pages of memmap: page numbers between which the ranges lie. */
  readonly memmapPoints: readonly number[];
  /** The same of identity mapping. */
  readonly identityPoints: readonly number[];
  /**
   * Contract `any`: ranges that a caller must not pass join the menu: not page-aligned, empty, wrapping, or
   * across the end of the area. Searched on the reference machine.
   */
  readonly misaligned: boolean;
  /** `kernel`: sections may be onlined. `any`: struct pages are written after every populate. */
  readonly online: boolean;
  /** What fresh memory holds. */
  readonly fresh: FreshContent;
  /** Allocations that may fail in one operation; Infinity for any number. */
  readonly failAllocs: number;
  /** Whether an access to unmapped memmap ends the path, as in a kernel, or goes on, as in the recordings. */
  readonly faults: 'end' | 'go-on';
  /** Operations in one run; Infinity for a closed scope. */
  readonly ops: number;
  /** Threads that take turns step by step; none: one thread, of which only whole operations are seen. */
  readonly threads: readonly ThreadRole[];
  /** How far a thread runs before another may be scheduled. */
  readonly merge: Merge;
  /** Threads of one role count as equal: states that differ only in who of them is who are one. */
  readonly symmetry: Symmetry;
  /** Whether threads take locks that nobody else wants. */
  readonly locks: LockPolicy;
  /** Times a thread that could go on is put aside for another; Infinity for any number. */
  readonly preemptions: number;
  /** One thread: what tables and blocks are known by. With `names` it matters which frame holds which. */
  readonly identity: Identity;
}

/**
 * Two sections of 1.5 PMDs of memmap each, so that they share a block; nothing fails, fresh memory is
 * zero, runs of any length. Presets, sweeps, benchmarks and tests say what they change in it.
 */
export const plainScope: ScopeConfig = {
  revision: 'linux-5.10',
  geometry: 'tiny5',
  structPage: 48,
  edat1: true,
  edat2: true,
  debugPagealloc: false,
  kasan: false,
  vmalloc: 'far',
  contract: 'kernel',
  blocks: [[2], [3]],
  dcss: null,
  memmapPages: 0,
  identityPages: 0,
  memmapFirst: 0,
  identityFirst: 0,
  memmapPoints: [],
  identityPoints: [],
  misaligned: false,
  online: true,
  fresh: 'zero',
  failAllocs: 0,
  faults: 'end',
  ops: Infinity,
  threads: [],
  merge: 'none',
  symmetry: 'threads',
  locks: 'contended',
  preemptions: Infinity,
  identity: 'position',
};

/** Why only the reference machine can search a scope, or null: a vector holds tiny tables, places and whole pages. */
export function needsReferenceMachine({
  geometry,
  identity,
  misaligned,
}: Pick<ScopeConfig, 'geometry' | 'identity' | 'misaligned'>): string | null {
  if (!isTiny(geometry)) return `geometry is ${geometry}`;
  if (identity === 'names') return 'identity is names';
  return misaligned ? 'misaligned is true' : null;
}
