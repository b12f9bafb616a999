/** Who calls vmem.c, and with what: the finite menu of operations that a search explores. */
import type { KernelContext } from '../kernel/context.ts';
import type { Program } from '../kernel/request.ts';
import type { Range } from '../machine/description.ts';

/** What an address range can be, in the ghost state: live identity, live memmap, initialised memmap. */
export const areas = ['identity', 'memmap', 'initialised'] as const;
export type Area = (typeof areas)[number];

/** An operation is possible only while all of `range` is (or none of it is) live in `area`. */
export interface Condition {
  readonly area: Area;
  readonly range: Range;
  readonly live: boolean;
}

/** The operation as plain data, for files: survives a change of the program. */
export interface OperationRecord {
  readonly op: string;
  readonly sections?: readonly number[];
  readonly start?: string;
  readonly end?: string;
}

/** One thing the environment can do, from its first call to the return of its last. */
export interface Operation {
  readonly record: OperationRecord;
  /** One line for people, in kernel words. */
  readonly label: string;
  readonly requires: readonly Condition[];
  /** A fresh run: calls of entry points, each between a `call` and a `return` request. */
  readonly program: () => Program<number>;
}

/** What a fresh block or page holds: zeroes, nothing but 0xFD, or what was in it when it was freed. */
export type FreshContent = 'zero' | 'unused' | 'recycled';
export const freshContents = [
  'zero',
  'unused',
  'recycled',
] as const satisfies readonly FreshContent[];

/** How far a thread runs before another may be scheduled: what `docs/REDUCTIONS.md` is about. */
export const merges = ['none', 'reads', 'sections'] as const;
export type Merge = (typeof merges)[number];

/** Which states that differ only in who is who count as one. */
export const symmetries = ['none', 'threads'] as const;
export type Symmetry = (typeof symmetries)[number];

/** Which locks threads take around their operations: only those that another thread takes too, or all. */
export const lockPolicies = ['contended', 'all'] as const;
export type LockPolicy = (typeof lockPolicies)[number];

/** What a table or a block is known by: where it is, or the frame that it lies in, too. */
export const identities = ['position', 'names'] as const;
export type Identity = (typeof identities)[number];

/** Threads that take turns, step by step. */
export interface Interleaving {
  readonly threads: readonly ScopeThread[];
  readonly merge: Merge;
  readonly symmetry: Symmetry;
  /** Times a thread that could go on is put aside for another; Infinity for any number. */
  readonly preemptionsMax: number;
}

export interface ScopeThread {
  readonly name: string;
  /** Which operations of the scope it may start, by index, whenever it is idle. */
  readonly menu: readonly number[];
}

/** A finite world: everything a search needs to know, as data and programs. */
export interface Scope {
  readonly kernel: KernelContext;
  readonly operations: readonly Operation[];
  /** The ranges that become live as a whole; in contract `any` single pages. */
  readonly units: Readonly<Record<'identity' | 'memmap', readonly Range[]>>;
  readonly fresh: FreshContent;
  /** Contents of freed blocks that the allocator remembers, with `recycled`. */
  readonly recycledMax: number;
  /** Allocations that may fail in one operation; Infinity for any number. */
  readonly failuresMax: number;
  /** An access to unmapped memmap ends the path. Otherwise it is noted, and the run goes on. */
  readonly faultsEnd: boolean;
  /** Operations in one run; Infinity for a closed scope. */
  readonly operationsMax: number;
  /** `names`: states that differ only in which frame holds what are different states. */
  readonly identity: Identity;
  /** Some operations pass ranges that a caller must not pass: not page-aligned, empty, wrapping, past the end. */
  readonly misaligned: boolean;
  /** Absent: one thread, of which only the states between two operations are looked at. */
  readonly interleaving?: Interleaving;
}
