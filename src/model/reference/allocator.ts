/** The allocator of a world: which attempts fail, what fresh memory holds, and what freed blocks leave behind. */
import type { Scope } from '../environment/scope.ts';
import type { Range } from '../machine/description.ts';
import { Level } from '../machine/geometry.ts';
import { RangeSet } from '../machine/range-set.ts';
import type { AllocationPlan } from './allocation.ts';
import {
  allMarked,
  type BlockContent,
  ContentPool,
  contentOf,
  isSameContent,
  nothingMarked,
} from './block-content.ts';
import type { AllocatedContent, Choices } from './choices.ts';
import type { MemmapObject } from './objects.ts';

/** What was decided in one operation. */
export interface Allocations {
  readonly choices: Choices;
  readonly failed: number[];
  readonly contents: AllocatedContent[];
  contentWasInPool: boolean;
  /** For the attempt that was just let succeed. */
  next: BlockContent;
}

export function noAllocationsYet(choices: Choices): Allocations {
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
  private readonly onRecycled: () => void;

  /** `onRecycled` is called when memory comes back with 0xFD that somebody left in it. */
  constructor(scope: Scope, onRecycled: () => void) {
    this.scope = scope;
    this.onRecycled = onRecycled;
    this.pool = new ContentPool(scope.recycledMax);
  }

  /** What is decided by this plan is noted in `allocations`. */
  planOf(allocations: Allocations): AllocationPlan {
    return {
      fails: (attempt, kind) => this.decide(allocations, attempt, kind),
      contentOf: () => allocations.next.marked,
    };
  }

  freed({ marked, bytes }: MemmapObject): void {
    this.pool.put(contentOf(marked, bytes));
  }

  /** Asks the choices; true if the allocation fails, else `next` holds its content. */
  private decide(
    allocations: Allocations,
    attempt: number,
    kind: 'table' | 'block' | 'page',
  ): boolean {
    const contents = this.contentsFor(kind);
    const mayFail = allocations.failed.length < this.scope.failuresMax;
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
    if (this.scope.fresh === 'recycled') {
      // Memory that is all 0xFD by assumption (`unused`) was not recycled, so this is told here only.
      this.pool.take(next);
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
    return contentOf(set, this.bytesOf(kind));
  }

  /** What fresh memory may hold, in the order of the choices. A table is always made empty. */
  private contentsFor(kind: 'table' | 'block' | 'page'): BlockContent[] {
    if (kind === 'table') return [nothingMarked(0)];
    const bytes = this.bytesOf(kind);
    switch (this.scope.fresh) {
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
