/**
 * The whole state of the machine after one step, as plain data: `show --format json` prints it, and
 * the page draws it.
 *
 * Addresses are hexadecimal text ("0x8c000"), because numbers above 2^53 do not survive every reader
 * of JSON. Lengths, offsets and counts are numbers, in bytes unless stated otherwise. Names are
 * those of the story: `root`, `t1` a table, `b1` a block, `p1` a page; no name is ever used again.
 */
import type { levelNames } from '../machine/geometry.ts';

export type LevelName = (typeof levelNames)[number];

/** A half-open range of addresses. */
export interface AddressRange {
  readonly start: string;
  readonly end: string;
}

/**
 * The place of an object. `linked`: reachable from the root; `held`: in hand of the running thread;
 * `lost`: allocated, but neither reachable nor held; `freed`: freed, but an entry still points to it
 * or a TLB may still hold it.
 */
export type ObjectPlace = 'linked' | 'held' | 'lost' | 'freed';

/** A run of neighbouring entries that differ only in the address. */
export interface EntryState extends AddressRange {
  /** Index in its table of the first entry of the run. */
  readonly slot: number;
  /** Entries in the run: more than 1 only if all point, or pointed, to identity memory. */
  readonly count: number;
  /** An entry that is `none` is listed only while a TLB may hold its old value. */
  readonly class: 'none' | 'leaf' | 'table';
  /** Its target: an object, or `identity`; null if it is empty. */
  readonly target: string | null;
  /** True if it points to something freed. */
  readonly dangling: boolean;
  /** True if a TLB may hold a translation of it: it was reachable at some time since the last flush. */
  readonly mayBeCached: boolean;
  /** Its old target, if a TLB may still hold that; else null. */
  readonly stale: string | null;
}

export interface TableState {
  readonly name: string;
  /** The level of its entries: a `pmd` table holds pmd entries. */
  readonly level: LevelName;
  /** Number of its entries, including empty ones. */
  readonly size: number;
  /** The addresses that it translates, or was allocated to translate. */
  readonly range: AddressRange;
  readonly place: ObjectPlace;
  /** The thread that holds it, from 1; null unless `place` is `held`. */
  readonly holder: number | null;
  /** Allocated at boot: can never be freed. */
  readonly boot: boolean;
  /** A TLB may hold the entry that points or pointed to it. */
  readonly mayBeCached: boolean;
  /** Entries that are not empty, and empty ones that a TLB may still hold; by address. */
  readonly entries: readonly EntryState[];
}

/** Memory that contains struct pages: a block of the size of a PMD, or a page. */
export interface MemmapState {
  readonly name: string;
  readonly kind: 'block' | 'page';
  readonly bytes: number;
  /** The address where it is mapped, was last mapped, or is about to be. */
  readonly range: AddressRange;
  readonly place: ObjectPlace;
  readonly holder: number | null;
  readonly boot: boolean;
  /** Allocated from the altmap, not from the page allocator. */
  readonly fromAltmap: boolean;
  readonly mayBeCached: boolean;
  /** Runs of bytes that are 0xFD, the mark of unused, as [offset, length]. */
  readonly marked: readonly (readonly [offset: number, length: number])[];
}

/** A complete state, independent of other steps. */
export interface StepState {
  /** The root first, then what it reaches, depth first by address; then held, lost, freed. */
  readonly tables: readonly TableState[];
  /** First mapped objects, by address; then held, lost, freed. */
  readonly memmap: readonly MemmapState[];
  /** unused_pmd_start: the first unused byte of the block used last; null if there is none. */
  readonly tail: string | null;
  /** Direct-map leaves by level: as counted by the kernel, and as found in the tables. */
  readonly counters: Readonly<Record<'pte' | 'pmd' | 'pud', number>>;
  readonly recounted: Readonly<Record<'pte' | 'pmd' | 'pud', number>>;
  /** The thread that holds vmem_mutex, from 1; null if it is free. */
  readonly mutex: number | null;
  /** With threads: the other locks that are held, each with its thread. */
  readonly locks: readonly { readonly name: string; readonly thread: number }[];
  /** The belief of the callers (ghost state: the kernel has no such variable). */
  readonly live: {
    /** Memory that was added and not removed. */
    readonly identity: readonly AddressRange[];
    /** Memmap that was populated and not freed. */
    readonly memmap: readonly AddressRange[];
    /** Memmap whose struct pages the core has written. */
    readonly initialised: readonly AddressRange[];
  };
}
