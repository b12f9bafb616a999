/** Small deep copies of a plain machine: only live or referenced objects. */
import type { RangeSet } from '../machine/range-set.ts';
import type { ReferenceMachine } from './machine.ts';
import { type MachineObject, newMemmap, newTable, noEntry } from './objects.ts';

/** A copy of an object; of a table only the entries that are not none, as alternating slot and value. */
type FrozenObject =
  | {
      readonly kind: 'table';
      readonly object: Extract<MachineObject, { kind: 'table' }>;
      readonly live: boolean;
      readonly entries: readonly number[];
    }
  | {
      readonly kind: 'memmap';
      readonly object: Exclude<MachineObject, { kind: 'table' }>;
      readonly live: boolean;
      readonly marked: RangeSet;
    };

export interface MachineSnapshot {
  readonly objects: readonly FrozenObject[];
  readonly liveTables: readonly number[];
  readonly liveBlocks: number;
  readonly livePages: number;
  readonly counters: readonly number[];
  readonly tail: number;
  readonly statics: readonly number[];
  readonly locked: boolean;
  readonly ids: ReferenceMachine['ids'];
  readonly altmap: { readonly allocated: number; readonly aligned: number };
}

/** Copies the machine. Handles change in the copy: between operations no handle is held. */
export function snapshotOf(machine: ReferenceMachine): MachineSnapshot {
  const kept = keptObjects(machine.objects);
  const handles = new Map(kept.map((old, fresh) => [old, fresh]));
  return {
    objects: kept.map((handle) => freeze(machine.objects[handle], handles)),
    liveTables: [...machine.liveTables],
    liveBlocks: machine.liveBlocks,
    livePages: machine.livePages,
    counters: [...machine.counters],
    tail: machine.tail,
    statics: [...machine.statics],
    locked: machine.locked,
    ids: { ...machine.ids },
    altmap: { allocated: machine.altmap.allocated, aligned: machine.altmap.aligned },
  };
}

/** Restores the machine from a copy of itself, or of another one with the same description. */
export function restoreMachine(machine: ReferenceMachine, snapshot: MachineSnapshot): void {
  machine.adopt(snapshot.objects.map((frozen) => thaw(frozen)));
  machine.liveTables = [...snapshot.liveTables];
  machine.liveBlocks = snapshot.liveBlocks;
  machine.livePages = snapshot.livePages;
  machine.counters = [...snapshot.counters];
  machine.tail = snapshot.tail;
  machine.statics = [...snapshot.statics];
  machine.locked = snapshot.locked;
  machine.ids = { ...snapshot.ids };
  Object.assign(machine.altmap, snapshot.altmap);
}

/** Handles of the root, of all live objects, and of freed objects that a live table points to. */
function keptObjects(objects: readonly MachineObject[]): number[] {
  const named = new Set<number>([0]);
  for (const object of objects) {
    if (object.kind !== 'table' || !object.live || object.used === 0) continue;
    for (const entry of object.entries) if (entry > 0) named.add(entry);
  }
  const kept: number[] = [];
  for (const [handle, object] of objects.entries()) {
    if (object.live || named.has(handle)) kept.push(handle);
  }
  return kept;
}

function freeze(object: MachineObject, handles: ReadonlyMap<number, number>): FrozenObject {
  if (object.kind !== 'table') {
    return { kind: 'memmap', object, live: object.live, marked: object.marked.clone() };
  }
  const entries: number[] = [];
  if (object.live && object.used > 0) {
    for (const [slot, entry] of object.entries.entries()) {
      if (entry !== noEntry) entries.push(slot, handles.get(entry) ?? entry);
    }
  }
  return { kind: 'table', object, live: object.live, entries };
}

function thaw(frozen: FrozenObject): MachineObject {
  if (frozen.kind === 'memmap') {
    const { kind, bytes, id, boot, altmap } = frozen.object;
    const memmap = newMemmap(kind, bytes, id, boot, altmap);
    for (const { start, end } of frozen.marked.ranges()) memmap.marked.add(start, end);
    memmap.frame = frozen.object.frame;
    memmap.live = frozen.live;
    return memmap;
  }
  const { level, entries, id, boot } = frozen.object;
  const table = newTable(level, entries.length, id, boot);
  for (let i = 0; i < frozen.entries.length; i += 2) {
    table.entries[frozen.entries[i]] = frozen.entries[i + 1];
  }
  table.used = frozen.entries.length / 2;
  table.frame = frozen.object.frame;
  table.live = frozen.live;
  return table;
}
