/** What is asked: the whole scope of a check as plain data. `scope-schema.ts` turns unknown input into it. */

import type { FreshContent, Merge } from '../model/environment/scope.ts';
import type { ThreadRole } from '../model/environment/threads.ts';
import type { GeometryName } from '../model/machine/geometry.ts';

export const contracts = ['kernel', 'any'] as const;
export type Contract = (typeof contracts)[number];

/** Real sizes of struct page that we model; tiny geometries scale them by 32. */
export const structPages = [16, 48, 56, 64, 72] as const;

/** Everything that decides which states exist. Addresses are bytes. */
export interface ScopeConfig {
  readonly revision: string;
  readonly geometry: GeometryName;
  readonly structPage: number;
  readonly edat1: boolean;
  readonly edat2: boolean;
  readonly debugPagealloc: boolean;
  readonly kasan: boolean;
  readonly vmalloc: 'far' | 'near';
  readonly contract: Contract;
  /** Contract `kernel`: the memory blocks, each of consecutive sections. */
  readonly blocks: readonly (readonly number[])[];
  /** Contract `kernel`: a DCSS beside the sections, or null. */
  readonly dcss: { readonly start: number; readonly end: number } | null;
  /** Contract `any`: pages of memmap and of identity mapping that the ranges cover, from their start. */
  readonly memmapPages: number;
  readonly identityPages: number;
  /** First page of the two windows, counted from the start of the area. */
  readonly memmapFirst: number;
  readonly identityFirst: number;
  /** Contract `any`, instead of all pages of a window: page numbers between which the ranges lie. */
  readonly memmapPoints: readonly number[];
  readonly identityPoints: readonly number[];
  /** `kernel`: sections may be onlined. `any`: struct pages are written after every populate. */
  readonly online: boolean;
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
  /** Times a thread that could go on is put aside for another; Infinity for any number. */
  readonly preemptions: number;
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
  online: true,
  fresh: 'zero',
  failAllocs: 0,
  faults: 'end',
  ops: Infinity,
  threads: [],
  merge: 'none',
  preemptions: Infinity,
};
