/** Translations that a TLB may still hold although no entry has them. It may always hold those in entries. */
import type { PageFrame } from './memory.ts';

/** A translation that an entry no longer has. */
export interface Stale {
  readonly va: number;
  readonly bytes: number;
  readonly frame: PageFrame | undefined;
  /** It named a table. */
  readonly isTable: boolean;
}

export class Tlb {
  private stale: Stale[] = [];

  removed(translation: Stale): void {
    this.stale.push(translation);
  }

  /** Drops translations that overlap the range; `tables`: of tables, too. */
  flush(start: number, end: number, tables: boolean): void {
    this.stale = this.stale.filter(
      ({ va, bytes, isTable }) => va >= end || va + bytes <= start || (isTable && !tables),
    );
  }

  holds(frame: PageFrame): boolean {
    return this.stale.some((one) => one.frame === frame);
  }

  /** A removed translation of memory for some address of the range. */
  hasLeafIn(va: number, bytes: number): boolean {
    return this.stale.some((one) => !one.isTable && one.va < va + bytes && va < one.va + one.bytes);
  }

  /** Takes what is left, and is empty then. */
  takeAll(): readonly Stale[] {
    const { stale } = this;
    this.stale = [];
    return stale;
  }
}
