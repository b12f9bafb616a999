/**
 * Reads the whole state of a plain machine after each step, and tracks properties that depend on the
 * history.
 */
import { ModelError } from '../../../errors.ts';
import { hex } from '../../../text/hex.ts';
import { Lock, lockNames } from '../kernel/request.ts';
import type { Range } from '../machine/description.ts';
import { levelNames } from '../machine/geometry.ts';
import type { MonitoredMachine } from '../plain/monitored-machine.ts';
import {
  identityEntry,
  type MachineObject,
  type MemmapObject,
  type TableObject,
} from '../plain/objects.ts';
import { KnownStates } from './known-states.ts';
import type { Moment } from './moment.ts';
import { entryStates, loadAll, type TableContent, tableContentOf } from './read-table.ts';
import { asAddresses, rangesOf, runsOf } from './state-values.ts';
import type { MemmapState, ObjectPlace, StepState, TableState } from './step-state.ts';
import { type CachedTable, TlbContents } from './tlb-contents.ts';

/** The appearance of all objects, and the index of each table in `tables`. */
interface Objects extends Pick<StepState, 'tables' | 'memmap'> {
  readonly placeOf: ReadonlyMap<number, number>;
}

const rootHandle = 0;
const letters = { table: 't', block: 'b', page: 'p' } as const;
const placeOrder: readonly ObjectPlace[] = ['linked', 'held', 'lost', 'freed'];

export class StateReader {
  private readonly runner: MonitoredMachine;
  /** The place where each object is linked, was last linked, or is about to be, by handle. */
  private readonly ranges = new Map<number, Range>();
  private readonly tlb = new TlbContents();
  private readonly holders = new Map<number, number>();
  private readonly lost = new Set<number>();
  /** Handles of live objects: a long story has freed nearly all of them. */
  private readonly alive = new Set<number>();
  private looked = 0;
  /** Handles that the root reaches, depth first by address. */
  private reached = new Set<number>();
  private recounted = [0, 0, 0, 0, 0];
  private readonly watchesTlb: boolean;
  /** By handle: the cached state, valid until the object changes. */
  private readonly contents = new Map<number, TableContent>();
  private readonly loaded = new Map<number, string>();
  private readonly tables = new KnownStates<TableState>();
  private readonly memmap = new KnownStates<MemmapState>();
  private last: { readonly objects: Objects; readonly atRest: boolean } | null = null;

  /** Without tracking the TLB, steps between two reads may be skipped. */
  constructor(runner: MonitoredMachine, { watchesTlb }: { readonly watchesTlb: boolean }) {
    this.runner = runner;
    this.watchesTlb = watchesTlb;
    const { geometry } = runner.machine.description;
    const bytes = geometry.span[geometry.root] * geometry.entries[geometry.root];
    this.ranges.set(rootHandle, { start: 0, end: bytes });
  }

  /** Records that an object was allocated for the entry that contains `va`. */
  allocated(handle: number, va: number): void {
    const object = this.object(handle);
    const { span, entries } = this.runner.machine.description.geometry;
    const bytes =
      object.kind === 'table' ? span[object.level] * entries[object.level] : object.bytes;
    const start = va - (va % bytes);
    this.ranges.set(handle, { start, end: start + bytes });
  }

  /**
   * Must be called after every step: possible TLB contents depend on the whole history. Unchanged parts are
   * the same object in both states.
   */
  read(moment: Moment): StepState {
    const { machine, ghost } = this.runner;
    const { holders } = moment;
    const { tables, memmap } = this.readObjects(moment);
    const [pte, pmd, pud] = machine.counters;
    return {
      tables,
      memmap,
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

  /** Takes a step without reading the state: its changes appear in the next state. */
  skip({ isQuiet }: Moment): void {
    if (!isQuiet) this.last = null;
  }

  private readObjects({ thread, flushed, atRest, isQuiet, identityIn }: Moment): Objects {
    if (this.last?.atRest === atRest) {
      if (isQuiet) return this.last.objects;
      if (identityIn !== null) return this.readOneTable(this.last.objects, identityIn, atRest);
    }
    this.reached = new Set([rootHandle]);
    this.recounted = [0, 0, 0, 0, 0];
    if (flushed) this.tlb.flush();
    this.reach(rootHandle, this.runner.machine.table(rootHandle));
    this.placeUnreached(thread, atRest);
    const handles = this.shownHandles();
    const tables = handles.filter((handle) => this.object(handle).kind === 'table');
    const objects = {
      tables: tables.flatMap((handle) => this.tableState(handle)),
      memmap: handles.flatMap((handle) => this.memmapState(handle)),
      placeOf: new Map(tables.map((handle, place) => [handle, place])),
    };
    this.last = { objects, atRest };
    return objects;
  }

  /** Reads a table again of which only entries that point to identity memory changed. */
  private readOneTable(before: Objects, handle: number, atRest: boolean): Objects {
    const table = this.runner.machine.table(handle);
    const place = before.placeOf.get(handle);
    if (this.reached.has(handle)) {
      this.recounted[table.level] -= this.contents.get(handle)?.identities ?? 0;
      this.recounted[table.level] += this.contentOf(handle, table).identities;
      this.load(handle, table);
    }
    if (place === undefined) return before;
    const tables = [...before.tables];
    [tables[place]] = this.tableState(handle);
    const objects = { ...before, tables };
    this.last = { objects, atRest };
    return objects;
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

  private contentOf(handle: number, table: TableObject): TableContent {
    const known = this.contents.get(handle);
    if (known?.writes === table.writes) return known;
    const content = tableContentOf(table);
    this.contents.set(handle, content);
    return content;
  }

  /** A walk may load the current content of the table. */
  private load(handle: number, table: TableObject): void {
    const key = `${table.writes} ${this.tlb.flushes}`;
    if (!this.watchesTlb || this.loaded.get(handle) === key) return;
    this.loaded.set(handle, key);
    loadAll(table, this.tlb.of(handle));
  }

  private reach(handle: number, table: TableObject): void {
    const { start } = this.rangeOf(handle);
    const span = this.runner.machine.description.geometry.span[table.level];
    const { identities, named } = this.contentOf(handle, table);
    this.recounted[table.level] += identities;
    this.load(handle, table);
    for (const { slot, handle: entry } of named) {
      const object = this.object(entry);
      if (!object.live) continue;
      const at = start + slot * span;
      if (this.ranges.get(entry)?.start !== at)
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

  private placeOf(handle: number): ObjectPlace {
    if (!this.object(handle).live) return 'freed';
    if (this.reached.has(handle)) return 'linked';
    return this.lost.has(handle) ? 'lost' : 'held';
  }

  /** Live objects, and freed ones that are still referenced. */
  private shownHandles(): number[] {
    const named = this.namedHandles();
    const rest = [...new Set([...this.alive, ...named])].filter(
      (handle) => !this.reached.has(handle),
    );
    const order = (handle: number): number => placeOrder.indexOf(this.placeOf(handle));
    return [...this.reached, ...rest.sort((a, b) => order(a) - order(b) || a - b)];
  }

  private namedHandles(): Set<number> {
    const named = new Set(this.tlb.named());
    for (const handle of this.reached) {
      const object = this.object(handle);
      if (object.kind !== 'table') continue;
      for (const { handle: entry } of this.contentOf(handle, object).named) named.add(entry);
    }
    return named;
  }

  private tableState(handle: number): TableState[] {
    const object = this.object(handle);
    if (object.kind !== 'table') return [];
    const cached = this.tlb.of(handle);
    const { named } = this.contentOf(handle, object);
    const dangling = named.filter((entry) => !this.object(entry.handle).live).length;
    const key = `${this.keyOf(handle)} ${object.writes} ${this.tlb.flushes} ${cached.writes} ${dangling}`;
    return [this.tables.of(handle, key, () => this.readTable(handle, object, cached))];
  }

  private readTable(handle: number, object: TableObject, cached: CachedTable): TableState {
    const range = this.rangeOf(handle);
    return {
      name: this.nameOf(handle),
      level: levelNames[object.level],
      size: object.entries.length,
      range: asAddresses(range),
      place: this.placeOf(handle),
      holder: this.holders.get(handle) ?? null,
      boot: object.boot,
      mayBeCached: this.tlb.has(handle),
      entries: entryStates(object, {
        start: range.start,
        span: this.runner.machine.description.geometry.span[object.level],
        cached,
        nameOf: (entry) => this.nameOf(entry),
        kindOf: (entry) => (entry > 0 ? this.object(entry).kind : undefined),
        isLive: (entry) => this.object(entry).live,
      }),
    };
  }

  private memmapState(handle: number): MemmapState[] {
    const object = this.object(handle);
    if (object.kind === 'table') return [];
    const key = `${this.keyOf(handle)} ${object.marked.writes}`;
    return [this.memmap.of(handle, key, () => this.readMemmap(handle, object))];
  }

  private readMemmap(handle: number, object: MemmapObject): MemmapState {
    return {
      name: this.nameOf(handle),
      kind: object.kind,
      bytes: object.bytes,
      range: asAddresses(this.rangeOf(handle)),
      place: this.placeOf(handle),
      holder: this.holders.get(handle) ?? null,
      boot: object.boot,
      fromAltmap: object.fromAltmap,
      mayBeCached: this.tlb.has(handle),
      marked: runsOf(object.marked),
    };
  }

  /** The data besides the object itself that its state depends on. */
  private keyOf(handle: number): string {
    const holder = this.holders.get(handle) ?? 0;
    return `${this.rangeOf(handle).start} ${this.placeOf(handle)} ${holder} ${this.tlb.has(handle)}`;
  }
}
