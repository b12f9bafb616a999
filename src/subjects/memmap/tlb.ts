/**
 * Translations that a TLB may still hold after their entries were removed. It may always hold current
 * entries.
 */
import type { PageFrame } from './memory.ts';

/** A translation whose entry was removed or changed. */
export interface Stale {
  readonly va: number;
  readonly bytes: number;
  readonly frame: PageFrame | undefined;
  /** Whether it pointed to a table. */
  readonly isTable: boolean;
}

export class Tlb {
  private stale: Stale[] = [];

  removed(translation: Stale): void {
    this.stale.push(translation);
  }

  /** Drops translations that overlap the range; `tables`: including those that point to tables. */
  flush(start: number, end: number, tables: boolean): void {
    this.stale = this.stale.filter(
      ({ va, bytes, isTable }) => va >= end || va + bytes <= start || (isTable && !tables),
    );
  }

  holds(frame: PageFrame): boolean {
    return this.stale.some((one) => one.frame === frame);
  }

  /** A removed memory translation for an address in the range. */
  hasLeafIn(va: number, bytes: number): boolean {
    return this.stale.some((one) => !one.isTable && one.va < va + bytes && va < one.va + one.bytes);
  }

  /** Returns the remaining translations and clears the TLB. */
  takeAll(): readonly Stale[] {
    const { stale } = this;
    this.stale = [];
    return stale;
  }
}
