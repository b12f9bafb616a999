/** Writes of the kernel to the memmap: block contents, and live pages that are overwritten. */
import { Fact, Occasion } from '../../../invariants/facts.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { overlaps } from '../machine/description.ts';
import { Level, pageBytes } from '../machine/geometry.ts';
import { FreshContents } from './fresh-contents.ts';
import type { VectorLayout } from './layout.ts';
import { PageWalk } from './page-walk.ts';
import { Edge } from './step-words.ts';

export class MemmapBytes {
  /** The observations of the last write or test. */
  facts = 0;
  occasions = 0;
  /** True if it reached an unmapped page, where a kernel would have crashed. */
  faulted = false;
  readonly fresh: FreshContents;
  readonly walk: PageWalk;
  /** By page of the hull: byte and mask of its live bit; mask 0 if no unit owns the page. */
  readonly liveByte: Int32Array;
  readonly liveMask: Uint8Array;
  private readonly layout: VectorLayout;
  private readonly state: StateBytes;

  constructor(scope: Scope, layout: VectorLayout, state: StateBytes) {
    this.layout = layout;
    this.state = state;
    this.fresh = new FreshContents(scope, layout, state);
    const start = layout.memmapFirstPage * pageBytes;
    const end = start + layout.memmapPageCount * pageBytes;
    this.walk = new PageWalk(layout, state.bytes, { start, end });
    this.liveByte = new Int32Array(layout.memmapPageCount);
    this.liveMask = new Uint8Array(layout.memmapPageCount);
    for (let page = 0; page < layout.memmapPageCount; page++) {
      const va = start + page * pageBytes;
      const unit = scope.units.memmap.findIndex((u) =>
        overlaps(u, { start: va, end: va + pageBytes }),
      );
      this.liveByte[page] = layout.at.liveMemmap + Math.max(0, unit >> 3);
      this.liveMask[page] = unit < 0 ? 0 : 1 << (unit & 7);
    }
  }

  /** memset(…, 0xFD, …). A page that it fills in part is touched, and does not become all 0xFD. */
  markUnused(first: number, count: number, edges = 0): void {
    this.start();
    for (let page = first; page < first + count; page++) {
      const level = this.reach(page);
      if (level < 0) return;
      if (this.isLive(page)) this.facts |= Fact.liveMemmapMarked;
      const isPart =
        (page === first && (edges & Edge.first) !== 0) ||
        (page === first + count - 1 && (edges & Edge.last) !== 0);
      if (level === Level.pmd && !isPart) this.writePage(page, true);
      this.occasions |= Occasion.markedUnused;
    }
  }

  /** Fills from the remembered tail, page `first`, to the end of its PMD. */
  markTail(first: number): void {
    const { pagesPerPmd } = this.layout;
    this.markUnused(first, pagesPerPmd - (first % pagesPerPmd));
  }

  /** memset() to zero: of one struct page at the head of a page, unless a C source does otherwise. */
  markUsed(first: number, count: number): void {
    this.start();
    for (let page = first; page < first + count; page++) {
      const level = this.reach(page);
      if (level < 0) return;
      this.occasions |= Occasion.markedUsed;
      if (this.isLive(page) && this.isInitialised(page)) this.facts |= Fact.liveMemmapZeroed;
      if (level === Level.pmd) this.writePage(page, false);
    }
  }

  /** The core writes all struct pages of whole pages. */
  initialise(first: number, count: number): void {
    this.start();
    for (let page = first; page < first + count; page++) {
      const level = this.reach(page);
      if (level < 0) return;
      if (level === Level.pmd) this.writePage(page, false);
    }
  }

  /** 1 if these pages of the block at a PMD are all 0xFD, 0 if not, -1 if the first one is not mapped. */
  isUnused(page: number, pmd: number, mask: number): number {
    const level = this.walk.leafLevel(page);
    if (level < 0) return -1;
    const content = this.state.bytes[this.layout.at.content + pmd];
    return level === Level.pmd && (content & mask) === mask ? 1 : 0;
  }

  isLive(page: number): boolean {
    return (this.state.bytes[this.liveByte[page]] & this.liveMask[page]) !== 0;
  }

  private isInitialised(page: number): boolean {
    const { initialised, liveMemmap } = this.layout.at;
    const byte = this.liveByte[page] - liveMemmap + initialised;
    return (this.state.bytes[byte] & this.liveMask[page]) !== 0;
  }

  private start(): void {
    this.facts = 0;
    this.occasions = 0;
    this.faulted = false;
  }

  /** The level at which a page is mapped; a fault if it is not. */
  private reach(page: number): number {
    const level = this.walk.leafLevel(page);
    if (level < 0) this.faulted = true;
    else this.occasions |= Occasion.memmapAccessed;
    return level;
  }

  private writePage(page: number, isUnused: boolean): void {
    const { pagesPerPmd, at } = this.layout;
    const byte = at.content + Math.floor(page / pagesPerPmd);
    const bit = 1 << (page % pagesPerPmd);
    const { bytes } = this.state;
    this.state.write(byte, isUnused ? bytes[byte] | bit : bytes[byte] & ~bit);
  }
}
