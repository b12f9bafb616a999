/** The memory of the plain machine: its allocator, the altmap, and live objects. */
import { ModelError } from '../../../errors.ts';
import { AllocKind, type Answer, type Handle, type RequestOf, warners } from '../kernel/request.ts';
import type { MachineDescription, Range } from '../machine/description.ts';
import { AllocFrom, AllocWhat, EventKind, type EventSink, Target } from '../machine/events.ts';
import { Level, pageBytes } from '../machine/geometry.ts';
import {
  identityEntry,
  type MachineObject,
  type MemmapObject,
  newMemmap,
  newTable,
  type TableObject,
} from './objects.ts';

export interface AllocationPlan {
  /** `attempt` counts 1, 2, 3 … within the operation, all kinds together, including failures. */
  fails(attempt: number, kind: 'table' | 'block' | 'page'): boolean;
  /** Offsets of a fresh block or page of `bytes` that contain 0xFD. */
  contentOf(attempt: number, kind: 'block' | 'page', bytes: number): readonly Range[];
  /** The number of the frame for the allocation that just succeeded. Absent: frames have no numbers. */
  frameFor?(kind: 'table' | 'block' | 'page'): number;
}

/** Every allocation succeeds and all fresh memory is zero. */
export const plentyOfZeroes: AllocationPlan = {
  fails: () => false,
  contentOf: () => [],
};

export class Memory {
  readonly description: MachineDescription;
  /** By handle; 0 is the root table. */
  objects: MachineObject[] = [];
  /** Live objects. A long run has freed nearly all objects, so readers of a whole state use this list. */
  readonly live = new Set<MachineObject>();
  /** Live objects, reachable or not; tables by level, without the root. */
  liveTables = [0, 0, 0, 0, 0];
  liveBlocks = 0;
  livePages = 0;
  /** Allocations attempted in this operation. */
  attempts = 0;
  /** The last assigned id, by kind. */
  ids = { table: 0, block: 0, page: 0 };
  /** During boot: allocations are reserved, and frees have no effect. */
  boot = false;
  /** Reserved memory is freed like any other; otherwise freeing it only warns. */
  freesBootMemory = false;
  readonly altmap: Altmap;
  /** Number of the altmap of the running call, if there are several. */
  altmapOfCall = 0;
  /** In a recording, the block or page last freed to the altmap: it stays until its entry is cleared. */
  private given: Handle = 0;
  private readonly sink: EventSink;
  private plan: AllocationPlan = plentyOfZeroes;

  constructor(description: MachineDescription, sink: EventSink) {
    this.description = description;
    this.sink = sink;
    this.altmap = new Altmap(description.altmapPages ?? 0);
  }

  /** Resets to only the root table. */
  reset(): void {
    const { geometry } = this.description;
    this.adopt([newTable(geometry.root, geometry.entries[geometry.root], 0, false)]);
    this.liveTables = [0, 0, 0, 0, 0];
    this.liveBlocks = 0;
    this.livePages = 0;
    this.ids = { table: 0, block: 0, page: 0 };
    this.altmap.reset();
    this.given = 0;
  }

  /** Replaces all objects and nothing else. */
  adopt(objects: MachineObject[]): void {
    this.objects = objects;
    this.live.clear();
    for (const object of objects) if (object.live) this.live.add(object);
  }

  /** Prepares for one operation. At boot nothing can be freed and all allocations are reserved. */
  begin(plan: AllocationPlan, boot: boolean): void {
    this.plan = plan;
    this.boot = boot;
    this.attempts = 0;
    this.given = 0;
  }

  /** Continues an operation after `attempts` allocation attempts. */
  resume(plan: AllocationPlan, attempts: number): void {
    this.plan = plan;
    this.attempts = attempts;
  }

  table(handle: Handle): TableObject {
    const object = this.objects[handle];
    if (object?.kind !== 'table') throw new ModelError(`handle ${handle} is not a table`);
    return object;
  }

  memmap(handle: Handle): MemmapObject {
    const object = this.objects[handle];
    if (object === undefined || object.kind === 'table') {
      throw new ModelError(`handle ${handle} is not memmap`);
    }
    return object;
  }

  protected emit(kind: EventKind, a = 0, b = 0, c = 0, d = 0): void {
    this.sink.event(kind, a, b, c, d);
  }

  protected alloc(request: RequestOf<'alloc'>): Answer {
    const attempt = ++this.attempts;
    if (request.what === AllocKind.table) {
      const fails = this.plan.fails(attempt, 'table');
      if (!fails) return this.allocTable(request.level);
      this.emit(EventKind.alloc, request.level, 0);
      return 0;
    }
    const isBlock = request.what === AllocKind.block || request.what === AllocKind.altmapBlock;
    return this.allocMemmap(attempt, isBlock ? 'block' : 'page', request);
  }

  private allocMemmap(
    attempt: number,
    kind: 'block' | 'page',
    { level, what }: RequestOf<'alloc'>,
  ): Answer {
    const bytes = this.description.geometry.span[level];
    const isAltmap = what === AllocKind.altmapBlock || what === AllocKind.altmapPage;
    const pages = bytes / pageBytes;
    // An exhausted altmap reports it, whether or not this attempt was to fail anyway.
    const isFull = isAltmap && !this.altmap.hasRoomFor(pages);
    const asked = isAltmap ? AllocFrom.altmap : AllocFrom.allocator;
    if (isFull || this.plan.fails(attempt, kind)) {
      this.emit(EventKind.alloc, AllocWhat[kind], 0, isFull ? AllocFrom.fullAltmap : asked);
      return 0;
    }
    if (isAltmap) this.altmap.take(pages);
    const altmap = isAltmap ? this.altmapOfCall : -1;
    const object = newMemmap(kind, bytes, ++this.ids[kind], this.boot, altmap);
    for (const run of this.plan.contentOf(attempt, kind, bytes)) {
      object.marked.add(run.start, run.end);
    }
    if (kind === 'block') this.liveBlocks++;
    else this.livePages++;
    this.emit(EventKind.alloc, AllocWhat[kind], object.id, asked);
    return this.add(object);
  }

  private allocTable(level: Level): Handle {
    const entries = this.description.geometry.entries[level];
    const table = newTable(level, entries, ++this.ids.table, this.boot);
    this.liveTables[level]++;
    this.emit(EventKind.alloc, level, table.id);
    return this.add(table);
  }

  private add(object: MachineObject): Handle {
    if (this.plan.frameFor !== undefined) object.frame = this.plan.frameFor(object.kind);
    this.live.add(object);
    return this.objects.push(object) - 1;
  }

  protected free(handle: Handle): Answer {
    // Without slab, at boot, memory cannot be given back.
    if (this.boot) return 0;
    if (handle === identityEntry) {
      // The page allocator gets a frame that it never handed out: identity-mapped memory.
      this.emit(EventKind.badFree, Target.identity, 0);
      return 0;
    }
    if (handle === 0) {
      // The entry was empty, so there is nothing to free.
      this.emit(EventKind.badFree, Target.none, 0);
      return 0;
    }
    const object = this.objects[handle];
    if (handle <= 0 || object === undefined) throw new ModelError(`free of handle ${handle}`);
    if (object.boot && !this.freesBootMemory) {
      const isPageTable = object.kind === 'table' && object.level === Level.pte;
      const warner = isPageTable ? 'vmem_pte_free' : 'vmem_free_pages';
      this.emit(EventKind.warn, warners.indexOf(warner));
      return 0;
    }
    if (!object.live) {
      this.emit(EventKind.badFree, Target[object.kind], object.id);
      return 0;
    }
    if (object.kind !== 'table' && object.fromAltmap) {
      this.emit(EventKind.badFree, Target[object.kind], object.id, 1);
      return 0;
    }
    this.release(object);
    this.emit(EventKind.free, Target[object.kind], object.id);
    return 0;
  }

  private release(object: MachineObject): void {
    object.live = false;
    this.live.delete(object);
    if (object.kind === 'table') this.liveTables[object.level]--;
    else if (object.kind === 'block') this.liveBlocks--;
    else this.livePages--;
  }

  /**
   * Returns the pages of an entry to the altmap, which checks neither their kind nor whether boot has ended.
   */
  protected freeToAltmap(handle: Handle, level: Level): Answer {
    const pages = this.description.geometry.span[level] / pageBytes;
    this.altmap.give(pages);
    if (this.description.altmaps === undefined) {
      this.given = handle;
      this.emit(EventKind.altmapFree, pages);
      return 0;
    }
    // The kernel only counts pages; the model also tracks the altmap that they came from.
    const object = handle > 0 ? this.objects[handle] : undefined;
    if (object === undefined || object.kind === 'table') return this.free(handle);
    const { kind, id, live, altmap } = object;
    if (live && altmap === this.altmapOfCall) {
      this.release(object);
      this.emit(EventKind.altmapFree, pages, Target[kind], id);
    } else this.emit(EventKind.badFree, Target[kind], id, 1);
    return 0;
  }

  /** Called when an entry that pointed to `handle` was cleared: releases memory freed to the altmap. */
  protected entryCleared(handle: Handle): void {
    if (handle <= 0 || handle !== this.given) return;
    this.given = 0;
    const object = this.memmap(handle);
    if (object.live && object.fromAltmap) this.release(object);
  }
}

/**
 * The altmap: memory of a hot-added range that provides its own memmap. It only counts pages:
 * returned pages are forgotten, and returning pages that were never taken makes the count negative.
 *
 * Models: mm/sparse-vmemmap.c altmap_alloc_block_buf() and mm/memremap.c vmem_altmap_free().
 */
export class Altmap {
  /** Pages handed out, and pages lost to alignment. */
  allocated = 0;
  aligned = 0;
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  reset(): void {
    this.allocated = 0;
    this.aligned = 0;
  }

  /** True if this number of pages, a power of two and aligned to it, is left. */
  hasRoomFor(pages: number): boolean {
    const used = this.allocated + this.aligned;
    return pages + this.paddingFor(pages) <= this.capacity - used;
  }

  take(pages: number): void {
    this.aligned += this.paddingFor(pages);
    this.allocated += pages;
  }

  give(pages: number): void {
    this.allocated -= pages;
  }

  /** Pages to skip; more pages may have been freed than allocated. */
  private paddingFor(pages: number): number {
    const beyond = (this.allocated + this.aligned) % pages;
    return beyond > 0 ? pages - beyond : -beyond;
  }
}
