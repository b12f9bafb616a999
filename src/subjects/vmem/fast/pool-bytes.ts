/** Contents of freed blocks that the allocator remembers, in bytes of the state: most 0xFD first. */

import type { StateBytes } from '../../../model/state/state-bytes.ts';
import { contentRank } from './block-content.ts';

export class PoolBytes {
  private readonly state: StateBytes;
  private readonly first: number;
  private readonly max: number;

  /** The pool has `max` bytes, starting at `first`; a byte of 0 is unused, and so are all after it. */
  constructor(state: StateBytes, first: number, max: number) {
    this.state = state;
    this.first = first;
    this.max = max;
  }

  /**
   * Writes the possible contents of a block, without duplicates, after the first of `contents`; returns
   * their number.
   */
  list(contents: Uint8Array): number {
    let count = 1;
    for (let slot = 0; slot < this.max; slot++) {
      const content = this.state.bytes[this.first + slot];
      if (content === 0) break;
      // The pool is sorted, so equal contents are neighbours.
      if (count > 1 && contents[count - 1] === content) continue;
      contents[count++] = content;
    }
    return count;
  }

  /** Removes this content, which is in the pool: its block was handed out. */
  take(content: number): void {
    const { first, max } = this;
    const { bytes } = this.state;
    let slot = 0;
    while (bytes[first + slot] !== content) slot++;
    for (; slot + 1 < max; slot++) this.state.write(first + slot, bytes[first + slot + 1]);
    this.state.write(first + max - 1, 0);
  }

  /** Adds the content of a freed block if it could mislead a scan. */
  remember(content: number): void {
    if (contentRank[content] === 0) return;
    let carried = content;
    for (let slot = this.first; slot < this.first + this.max && carried !== 0; slot++) {
      const there = this.state.bytes[slot];
      if (contentRank[carried] <= contentRank[there]) continue;
      this.state.write(slot, carried);
      carried = there;
    }
  }
}
