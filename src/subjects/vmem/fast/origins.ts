/** Where the memory of tables and memmap comes from, in scopes in which not all is of the page allocator. */

import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { hasOrigins, Origin, type VectorLayout } from './layout.ts';

export class Origins {
  /** Boot runs: what is linked now is reserved. */
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

  /** The entry names memory now, of the altmap with this number from 1, or of none if it is 0. */
  linked(entry: number, altmap: number): void {
    if (this.isBoot) this.state.write(this.first + entry, Origin.boot);
    else if (altmap > 0) this.state.write(this.first + entry, Origin.altmaps + altmap - 1);
  }

  /** Number of the altmap that the memory came from, from 1; 0 if it came from none. */
  altmapOf(entry: number): number {
    if (!this.isKnown) return 0;
    return Math.max(0, this.state.bytes[this.first + entry] - Origin.altmaps + 1);
  }

  /** The entry no longer names anything, or names what was freed. */
  forget(entry: number): void {
    if (this.isKnown) this.state.write(this.first + entry, Origin.allocator);
  }

  /** What the entry names came from elsewhere before. */
  differ(before: Uint8Array, entry: number): boolean {
    const at = this.first + entry;
    return this.isKnown && before[at] !== this.state.bytes[at];
  }

  /** Memory reserved at boot, which this kernel does not free: a WARN, and nothing else. */
  isKept(entry: number): boolean {
    return this.keepsBootMemory && this.state.bytes[this.first + entry] === Origin.boot;
  }
}
