/** The variables of the small model, and helpers of its steps: entries, frames, the allocator. */
import type { HashedBytes } from '../../src/model/state/hashed-bytes.ts';
import * as layout from './vmem-layout.ts';

const {
  frameCount,
  entryCount,
  rootAt,
  kindAt,
  operationOf,
  sectionOf,
  upperOf,
  lowerOf,
  freeKind,
  entriesOf,
} = layout;

/** Mistakes that the invariants must find. */
export const mistakes = [
  'none',
  'frees before the flush',
  'leaves what it added when it fails',
  'does not look at the last entry of a table',
  'does not flush when it fails',
] as const;
export type Mistake = (typeof mistakes)[number];

/** A thread is identified by the position of its first byte. */
export class VmemMemory {
  readonly state: HashedBytes;
  readonly bytes: Uint8Array;

  constructor(state: HashedBytes) {
    this.state = state;
    this.bytes = state.bytes;
  }

  isMemmap(thread: number): boolean {
    return this.bytes[thread + operationOf] >= 2;
  }

  /** The position of the root that the thread walks. */
  rootOf(thread: number): number {
    return rootAt + (this.bytes[thread + operationOf] >> 1);
  }

  /** The position of the PMD entry for the thread's section. */
  pmdOf(thread: number): number {
    const { bytes } = this;
    return entriesOf(bytes[thread + upperOf]) + (bytes[thread + sectionOf] >> 1);
  }

  /**
   * The position of the two PTEs, or of the two quarters of a large frame, for the thread's section.
   */
  partOf(thread: number): number {
    const { bytes } = this;
    return entriesOf(bytes[thread + lowerOf]) + 2 * (bytes[thread + sectionOf] & 1);
  }

  /** The lowest free frame, or 0. */
  lowestFree(): number {
    for (let frame = 1; frame <= frameCount; frame++) {
      if (this.bytes[kindAt + frame - 1] === freeKind) return frame;
    }
    return 0;
  }

  /** Allocates the lowest free frame; 0 if there is none. */
  allocate(kind: number): number {
    const frame = this.lowestFree();
    if (frame !== 0) this.state.write(kindAt + frame - 1, kind);
    return frame;
  }

  free(frame: number): void {
    const { state } = this;
    const entries = entriesOf(frame);
    state.write(kindAt + frame - 1, freeKind);
    for (let index = 0; index < entryCount; index++) state.write(entries + index, 0);
  }
}
