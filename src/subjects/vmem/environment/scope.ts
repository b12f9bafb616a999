/** Callers of vmem.c and their arguments: the finite menu of operations that a search explores. */
import type { KernelContext } from '../kernel/kernel-source.ts';
import type { Program } from '../kernel/request.ts';
import { type DescribedMemory, overlaps, type Range, type Units } from '../machine/description.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';

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

export interface ScopeThread {
  readonly name: string;
  /** Indices of the operations of the scope that it may start while idle. */
  readonly menu: readonly number[];
}

/** A finite world: everything a search needs, as data and programs. */
export interface Scope {
  /** The fields that it was built of; the machines read those that need no building. */
  readonly config: ScopeConfig;
  readonly kernel: KernelContext;
  readonly operations: readonly Operation[];
  /** Calls of boot before the first operation, with memory that it reserves; empty: nothing is mapped. */
  readonly boot: readonly (() => Program<number>)[];
  readonly units: Units;
  /** The sections, if callers add and remove whole ones. */
  readonly sections: readonly DescribedMemory[];
  /** Number of contents of freed blocks that the allocator remembers, with `recycled`. */
  readonly recycledMax: number;
  /** The threads that interleave; absent: one thread, whose states are observed only between operations. */
  readonly threads?: readonly ScopeThread[];
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
