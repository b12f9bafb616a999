/** Callers of vmem.c and their arguments: the finite menu of operations that a search explores. */
import type { KernelContext } from '../kernel/kernel-source.ts';
import type { Program } from '../kernel/request.ts';
import { type DescribedMemory, overlaps, type Range } from '../machine/description.ts';

/** States of an address range in the ghost state: live identity, live memmap, initialised memmap. */
export const areas = ['identity', 'memmap', 'initialised'] as const;
export type Area = (typeof areas)[number];

/** An operation is possible only while all of `range` (or none of it) is live in `area`. */
export interface Condition {
  readonly area: Area;
  readonly range: Range;
  readonly live: boolean;
}

/** The operation as plain data, for files: stable across versions of the program. */
export interface OperationRecord {
  readonly op: string;
  readonly sections?: readonly number[];
  readonly start?: string;
  readonly end?: string;
}

/** One operation of the environment, from its first call to the return of its last. */
export interface Operation {
  readonly record: OperationRecord;
  /** One line of text, in kernel terms. */
  readonly label: string;
  readonly requires: readonly Condition[];
  /** A new run: calls of entry points, each between a `call` and a `return` request. */
  readonly program: () => Program<number>;
}

export const freshContents = ['zero', 'unused', 'recycled'] as const;
/** Content of a newly allocated block or page: zeroes, all 0xFD, or what it contained when it was freed. */
export type FreshContent = (typeof freshContents)[number];

/** The steps that a thread runs before another may be scheduled; see `docs/REDUCTIONS.md`. */
export const merges = ['none', 'reads', 'sections'] as const;
export type Merge = (typeof merges)[number];

/** Which states that differ only by a permutation of threads count as one. */
export const symmetries = ['none', 'threads'] as const;
export type Symmetry = (typeof symmetries)[number];

/** Which locks threads take around their operations: only contended ones, or all. */
export const lockPolicies = ['contended', 'all'] as const;
export type LockPolicy = (typeof lockPolicies)[number];

/** The identity of a table or a block: its position only, or also its frame. */
export const identities = ['position', 'names'] as const;
export type Identity = (typeof identities)[number];

/** Threads that interleave step by step. */
export interface Interleaving {
  readonly threads: readonly ScopeThread[];
  readonly merge: Merge;
  readonly symmetry: Symmetry;
  /** Maximum number of preemptions of a runnable thread; Infinity for no limit. */
  readonly preemptionsMax: number;
}

export interface ScopeThread {
  readonly name: string;
  /** Indices of the operations of the scope that it may start while idle. */
  readonly menu: readonly number[];
}

/** A finite world: everything a search needs, as data and programs. */
export interface Scope {
  readonly kernel: KernelContext;
  readonly operations: readonly Operation[];
  /** Calls of boot before the first operation, with memory that it reserves; empty: nothing is mapped. */
  readonly boot: readonly (() => Program<number>)[];
  /** The ranges that become live as a whole; in contract `any` single pages. */
  readonly units: Readonly<Record<'identity' | 'memmap', readonly Range[]>>;
  /** The sections, if callers add and remove whole ones. */
  readonly sections: readonly DescribedMemory[];
  readonly fresh: FreshContent;
  /** Number of contents of freed blocks that the allocator remembers, with `recycled`. */
  readonly recycledMax: number;
  /** Maximum number of failing allocations in one operation; Infinity for no limit. */
  readonly failuresMax: number;
  /** True if an access to unmapped memmap ends the path. Otherwise it is recorded, and the run continues. */
  readonly faultsEnd: boolean;
  /** Maximum number of operations in a run; Infinity for a closed scope. */
  readonly operationsMax: number;
  /** `names`: states that differ only in frame numbers are different states. */
  readonly identity: Identity;
  /**
   * True if some operations pass ranges that a caller must not pass: not page-aligned, empty,
   * wrapping, past the end.
   */
  readonly misaligned: boolean;
  /** Absent: one thread, whose states are observed only between operations. */
  readonly interleaving?: Interleaving;
}

/**
 * A range has one owner at a time: the resource tree and the list of DCSS segments guarantee that.
 * Operations without conditions own nothing.
 */
export function conflicts(one: Operation, other: Operation): boolean {
  return one.requires.some((condition) =>
    other.requires.some(
      ({ area, range }) =>
        (area === 'identity') === (condition.area === 'identity') &&
        overlaps(range, condition.range),
    ),
  );
}
