/** The allocator of a world: failing attempts, contents of fresh memory, and contents of freed blocks. */
import type { Scope } from '../environment/scope.ts';
import type { Range } from '../machine/description.ts';
import { Level } from '../machine/geometry.ts';
import { RangeSet } from '../machine/range-set.ts';
import {
  allMarked,
  type BlockContent,
  blockContentOf,
  ContentPool,
  isSameContent,
  nothingMarked,
} from './block-content.ts';
import type { AllocatedContent, AllocationChoices } from './choices.ts';
import { lowestFreeFrame } from './frames.ts';
import type { AllocationPlan } from './memory.ts';
import type { MachineObject, MemmapObject } from './objects.ts';

/** The decisions in one operation. */
export interface Allocations {
  readonly choices: AllocationChoices;
  readonly failed: number[];
  readonly contents: AllocatedContent[];
  contentWasInPool: boolean;
  /** Content for the attempt that just succeeded. */
  next: BlockContent;
}

export function noAllocationsYet(choices: AllocationChoices): Allocations {
  return {
    choices,
    failed: [],
    contents: [],
    contentWasInPool: true,
    next: nothingMarked(0),
  };
}

export class Allocator {
  readonly pool: ContentPool;
  private readonly scope: Scope;
  private readonly live: ReadonlySet<MachineObject>;
  private readonly onRecycled: () => void;

  /**
   * `live` is the current content of frames; `onRecycled` is called when memory is reused with 0xFD
   * from its last user.
   */
  constructor(scope: Scope, live: ReadonlySet<MachineObject>, onRecycled: () => void) {
    this.scope = scope;
    this.live = live;
    this.onRecycled = onRecycled;
    this.pool = new ContentPool(scope.recycledMax);
  }

  /** Decisions of this plan are recorded in `allocations`. */
  planOf(allocations: Allocations): AllocationPlan {
    return {
      fails: (attempt, kind) => this.decide(allocations, attempt, kind),
      contentOf: () => allocations.next.marked,
      ...(this.scope.config.identity === 'names' && {
        frameFor: (kind) => this.frameFor(kind, allocations.next),
      }),
    };
  }

  freed({ marked, bytes, frame }: MemmapObject): void {
    const content = blockContentOf(marked, bytes);
    this.pool.put(frame > 0 ? { ...content, frame } : content);
  }

  /**
   * An allocation that gets the old content of a frame gets that frame; every other one gets another frame.
   */
  private frameFor(kind: MachineObject['kind'], { frame }: BlockContent): number {
    if (kind === 'block' && frame !== undefined) return frame;
    return lowestFreeFrame(kind, this.live, this.pool.contents);
  }

  /** Makes the choice; true if the allocation fails, else `next` has its content. */
  private decide(
    allocations: Allocations,
    attempt: number,
    kind: 'table' | 'block' | 'page',
  ): boolean {
    const contents = this.contentsFor(kind);
    const mayFail = allocations.failed.length < this.scope.config.failAllocs;
    const choice = allocations.choices.choose({ attempt, kind, contents, mayFail });
    if (choice === 'fails') {
      allocations.failed.push(attempt);
      return true;
    }
    if (kind === 'table') return false;
    const next =
      typeof choice === 'number' ? contents[choice] : this.contentWith(choice.marked, kind);
    const isOffered = contents.some((content) => isSameContent(content, next));
    if (!isOffered) allocations.contentWasInPool = false;
    allocations.next = next;
    if (next.marked.length === 0) return false;
    allocations.contents.push({
      attempt,
      marked: next.marked.map(({ start, end }) => [start, end - start]),
    });
    if (this.scope.config.fresh === 'recycled') {
      // Memory that is all 0xFD by assumption (`unused`) was not recycled, so it is reported only here.
      allocations.next = this.pool.take(next) ?? next;
      this.onRecycled();
    }
    return false;
  }

  private bytesOf(kind: 'block' | 'page'): number {
    return this.scope.kernel.machine.geometry.span[kind === 'block' ? Level.pmd : Level.pte];
  }

  private contentWith(marked: readonly Range[], kind: 'block' | 'page'): BlockContent {
    const set = new RangeSet();
    for (const { start, end } of marked) set.add(start, end);
    return blockContentOf(set, this.bytesOf(kind));
  }

  /** The possible contents of fresh memory, in the order of the choices. A table is always empty. */
  private contentsFor(kind: 'table' | 'block' | 'page'): BlockContent[] {
    if (kind === 'table') return [nothingMarked(0)];
    const bytes = this.bytesOf(kind);
    switch (this.scope.config.fresh) {
      case 'zero':
        return [nothingMarked(bytes)];
      case 'unused':
        return [allMarked(bytes)];
      case 'recycled':
        return kind === 'block'
          ? [nothingMarked(bytes), ...this.pool.distinct()]
          : [nothingMarked(bytes)];
    }
  }
}
