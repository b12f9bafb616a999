/**
 * The origin of the memory of tables and memmap, in scopes where not all of it is from the page
 * allocator.
 */

import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { hasOrigins } from './field-offsets.ts';
import { Origin, type VectorLayout } from './layout.ts';

export class Origins {
  /** During boot: objects linked now are reserved. */
  readonly isBoot: boolean;
  private readonly first: number;
  private readonly state: StateBytes;
  private readonly isKnown: boolean;
  private readonly keepsBootMemory: boolean;

  constructor(scope: Scope, layout: VectorLayout, state: StateBytes, isBoot: boolean) {
    this.isBoot = isBoot;
    this.first = layout.at.origin;
    this.state = state;
    this.isKnown = hasOrigins(scope);
    this.keepsBootMemory = this.isKnown && !scope.kernel.source.does('freesBootMemory');
  }

  /** The entry now names memory from the altmap with this number, from 1, or from none if it is 0. */
  linked(entry: number, altmap: number): void {
    if (this.isBoot) this.state.write(this.first + entry, Origin.boot);
    else if (altmap > 0) this.state.write(this.first + entry, Origin.altmaps + altmap - 1);
  }

  /** Number, from 1, of the altmap that the memory came from; 0 for none. */
  altmapOf(entry: number): number {
    if (!this.isKnown) return 0;
    return Math.max(0, this.state.bytes[this.first + entry] - Origin.altmaps + 1);
  }

  /** The entry no longer names anything, or names freed memory. */
  forget(entry: number): void {
    if (this.isKnown) this.state.write(this.first + entry, Origin.allocator);
  }

  /** True if the memory that the entry names came from elsewhere. */
  differ(before: Uint8Array, entry: number): boolean {
    const at = this.first + entry;
    return this.isKnown && before[at] !== this.state.bytes[at];
  }

  /** True for memory reserved at boot, which this kernel does not free: it only warns. */
  isKept(entry: number): boolean {
    return this.keepsBootMemory && this.state.bytes[this.first + entry] === Origin.boot;
  }
}
