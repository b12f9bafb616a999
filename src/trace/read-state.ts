/** Reads the whole state of a reference machine after each step, and keeps what only a history can tell. */
import { ModelError } from '../errors.ts';
import { Lock, lockNames } from '../model/kernel/request.ts';
import type { Range } from '../model/machine/description.ts';
import { levelNames } from '../model/machine/geometry.ts';
import type { RangeSet } from '../model/machine/range-set.ts';
import type { MonitoredMachine } from '../model/reference/monitored-machine.ts';
import {
  identityEntry,
  type MachineObject,
  type MemmapObject,
  noEntry,
  type TableObject,
} from '../model/reference/objects.ts';
import type {
  AddressRange,
  EntryState,
  MemmapState,
  Place,
  StepState,
  TableState,
} from './step-state.ts';
import { TlbContents } from './tlb-contents.ts';

/** What happened since the last look. */
export interface Moment {
  readonly thread: number;
  readonly flushed: boolean;
  /** No call runs: what is not reachable now is lost. */
  readonly atRest: boolean;
  /** By `Lock`: the thread that holds it. */
  readonly holders: ReadonlyMap<Lock, number>;
}

const rootHandle = 0;
const letters = { table: 't', block: 'b', page: 'p' } as const;
const placeOrder: readonly Place[] = ['linked', 'held', 'lost', 'freed'];

export class StateReader {
  private readonly runner: MonitoredMachine;
  /** Where each object is linked, was last, or is about to be, by handle. */
  private readonly ranges = new Map<number, Range>();
  private readonly tlb = new TlbContents();
  private readonly holders = new Map<number, number>();
  private readonly lost = new Set<number>();
  /** Handles of live objects: a long story has freed nearly all that there ever were. */
  private readonly alive = new Set<number>();
  private looked = 0;
  /** Handles that the root reaches, depth first by address. */
  private reached = new Set<number>();
  private recounted = [0, 0, 0, 0, 0];
  private readonly watchesTlb: boolean;

  /** Who does not watch the TLB may leave out steps between two reads. */
  constructor(runner: MonitoredMachine, { watchesTlb }: { readonly watchesTlb: boolean }) {
    this.runner = runner;
    this.watchesTlb = watchesTlb;
    const { geometry } = runner.machine.description;
    const bytes = geometry.span[geometry.root] * geometry.entries[geometry.root];
    this.ranges.set(rootHandle, { start: 0, end: bytes });
  }

  /** An object was allocated for the entry that holds `va`. */
  allocated(handle: number, va: number): void {
    const object = this.object(handle);
    const { span, entries } = this.runner.machine.description.geometry;
    const bytes =
      object.kind === 'table' ? span[object.level] * entries[object.level] : object.bytes;
    const start = va - (va % bytes);
    this.ranges.set(handle, { start, end: start + bytes });
  }

  /** To be called after every step: what a TLB may hold depends on all that went before. */
  read({ thread, flushed, atRest, holders }: Moment): StepState {
    const { machine, ghost } = this.runner;
    this.reached = new Set([rootHandle]);
    this.recounted = [0, 0, 0, 0, 0];
    if (flushed) this.tlb.flush();
    this.reach(rootHandle, machine.table(rootHandle));
    this.placeUnreached(thread, atRest);
    const [pte, pmd, pud] = machine.counters;
    const handles = this.shownHandles();
    return {
      tables: handles.flatMap((handle) => this.tableState(handle)),
      memmap: handles.flatMap((handle) => this.memmapState(handle)),
      tail: machine.tail === 0 ? null : hex(machine.tail),
      counters: { pte, pmd, pud },
      recounted: { pte: this.recounted[0], pmd: this.recounted[1], pud: this.recounted[2] },
      mutex: holders.get(Lock.vmemMutex) ?? null,
      locks: [...holders]
        .filter(([lock]) => lock !== Lock.vmemMutex)
        .map(([lock, holder]) => ({ name: lockNames[lock], thread: holder })),
      live: {
        identity: rangesOf(ghost.live.identity),
        memmap: rangesOf(ghost.live.memmap),
        initialised: rangesOf(ghost.live.initialised),
      },
    };
  }

  private object(handle: number): MachineObject {
    return this.runner.machine.objects[handle];
  }

  private rangeOf(handle: number): Range {
    const range = this.ranges.get(handle);
    if (range === undefined) throw new ModelError(`object ${handle} has no place`);
    return range;
  }

  private nameOf(entry: number): string {
    if (entry === identityEntry) return 'identity';
    if (entry === rootHandle) return 'root';
    const object = this.object(entry);
    return `${letters[object.kind]}${object.id}`;
  }

  private reach(handle: number, table: TableObject): void {
    const { start } = this.rangeOf(handle);
    const span = this.runner.machine.description.geometry.span[table.level];
    for (const [slot, entry] of table.entries.entries()) {
      if (entry === noEntry) continue;
      if (this.watchesTlb) this.tlb.add(handle, slot, entry);
      if (entry === identityEntry) {
        this.recounted[table.level]++;
        continue;
      }
      const object = this.object(entry);
      if (!object.live) continue;
      const at = start + slot * span;
      this.ranges.set(entry, { start: at, end: at + span });
      this.reached.add(entry);
      if (object.kind === 'table') this.reach(entry, object);
    }
  }

  private placeUnreached(thread: number, atRest: boolean): void {
    const { objects } = this.runner.machine;
    for (; this.looked < objects.length; this.looked++) this.alive.add(this.looked);
    for (const handle of this.alive) {
      const isLive = this.object(handle).live;
      if (!isLive) this.alive.delete(handle);
      if (!isLive || this.reached.has(handle)) {
        this.holders.delete(handle);
        this.lost.delete(handle);
      } else if (atRest) {
        this.holders.delete(handle);
        this.lost.add(handle);
      } else if (!this.lost.has(handle) && !this.holders.has(handle)) {
        this.holders.set(handle, thread);
      }
    }
  }

  private placeOf(handle: number): Place {
    if (!this.object(handle).live) return 'freed';
    if (this.reached.has(handle)) return 'linked';
    return this.lost.has(handle) ? 'lost' : 'held';
  }

  /** What is live, and what is freed while something still leads there. */
  private shownHandles(): number[] {
    const named = this.namedHandles();
    const rest = [...new Set([...this.alive, ...named])].filter(
      (handle) => !this.reached.has(handle),
    );
    const order = (handle: number): number => placeOrder.indexOf(this.placeOf(handle));
    return [...this.reached, ...rest.sort((a, b) => order(a) - order(b) || a - b)];
  }

  private namedHandles(): Set<number> {
    const named = new Set<number>();
    for (const handle of this.reached) {
      const object = this.object(handle);
      if (object.kind !== 'table') continue;
      for (const entry of object.entries) if (entry > 0) named.add(entry);
    }
    for (const entry of this.tlb.values()) if (entry > 0) named.add(entry);
    return named;
  }

  private tableState(handle: number): TableState[] {
    const object = this.object(handle);
    if (object.kind !== 'table') return [];
    return [
      {
        name: this.nameOf(handle),
        level: levelNames[object.level],
        size: object.entries.length,
        range: asAddresses(this.rangeOf(handle)),
        place: this.placeOf(handle),
        holder: this.holders.get(handle) ?? null,
        boot: object.boot,
        mayBeCached: this.tlb.has(handle),
        entries: this.entryStates(handle, object),
      },
    ];
  }

  private memmapState(handle: number): MemmapState[] {
    const object = this.object(handle);
    if (object.kind === 'table') return [];
    return [
      {
        name: this.nameOf(handle),
        kind: object.kind,
        bytes: object.bytes,
        range: asAddresses(this.rangeOf(handle)),
        place: this.placeOf(handle),
        holder: this.holders.get(handle) ?? null,
        boot: object.boot,
        fromAltmap: object.fromAltmap,
        mayBeCached: this.tlb.has(handle),
        marked: runsOf(object),
      },
    ];
  }

  private entryStates(handle: number, table: TableObject): EntryState[] {
    const { start } = this.rangeOf(handle);
    const span = this.runner.machine.description.geometry.span[table.level];
    const entries: EntryState[] = [];
    for (const [slot, value] of table.entries.entries()) {
      const values = this.tlb.of(handle, slot);
      if (value === noEntry && values.length === 0) continue;
      const at = start + slot * span;
      const entry = {
        slot,
        count: 1,
        start: hex(at),
        end: hex(at + span),
        ...this.entryOf(value, values),
      };
      const previous = entries.at(-1);
      if (previous !== undefined && goesOn(previous, entry)) {
        const { count } = previous;
        entries[entries.length - 1] = { ...previous, count: count + 1, end: entry.end };
      } else {
        entries.push(entry);
      }
    }
    return entries;
  }

  private entryOf(
    value: number,
    cached: readonly number[],
  ): Omit<EntryState, 'slot' | 'count' | 'start' | 'end'> {
    const object = value > 0 ? this.object(value) : undefined;
    const stale = cached.findLast((entry) => entry !== value);
    const isLeaf = value !== noEntry && object?.kind !== 'table';
    return {
      class: value === noEntry ? 'none' : isLeaf ? 'leaf' : 'table',
      target: value === noEntry ? null : this.nameOf(value),
      dangling: object?.live === false,
      mayBeCached: cached.length > 0,
      stale: stale === undefined ? null : this.nameOf(stale),
    };
  }
}

/** True if the entry continues the run: alike, and leads to nothing that has a name of its own. */
function goesOn(run: EntryState, entry: EntryState): boolean {
  const isUnnamed = [entry.target ?? 'identity', entry.stale ?? 'identity'].every(
    (name) => name === 'identity',
  );
  return (
    isUnnamed &&
    run.slot + run.count === entry.slot &&
    run.target === entry.target &&
    run.stale === entry.stale &&
    run.mayBeCached === entry.mayBeCached
  );
}

function runsOf({ marked }: MemmapObject): [number, number][] {
  return marked.ranges().map(({ start, end }) => [start, end - start]);
}

function rangesOf(set: RangeSet): AddressRange[] {
  return set.ranges().map(asAddresses);
}

function asAddresses({ start, end }: Range): AddressRange {
  return { start: hex(start), end: hex(end) };
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
