/** All possible pools, by number, and the effect of taking and remembering a content on each. */

import { LoggedBytes } from '../../../model/state/logged-bytes.ts';
import { rankedContents } from './block-content.ts';
import { PoolBytes } from './pool-bytes.ts';

/** The successor of a pool that does not contain the content that is taken. */
export const noPool = -1;

export class Pools {
  readonly count: number;
  readonly max: number;
  /** Contents of a block, including 0. */
  readonly contentCount: number;
  /** By pool and slot: a content, 0 for none. */
  private readonly slots: Uint8Array;
  /** By pool and content: the remaining pool, or `noPool`. */
  private readonly takenFrom: Int32Array;
  private readonly rememberedIn: Int32Array;
  private readonly numbers = new Map<string, number>();

  /** Pools of at most `max` contents, of blocks of this number of pages. */
  constructor(max: number, pages: number) {
    this.max = max;
    this.contentCount = 1 << pages;
    const all = poolsOf(max, rankedContents(pages));
    this.count = all.length;
    this.slots = Uint8Array.from(all.flat());
    for (const [number, pool] of all.entries()) this.numbers.set(pool.join(), number);
    this.takenFrom = this.ledTo((pool, content, bytes) => {
      if (content !== 0 && !bytes.includes(content)) return false;
      if (content !== 0) pool.take(content);
      return true;
    });
    this.rememberedIn = this.ledTo((pool, content) => {
      pool.remember(content);
      return true;
    });
  }

  /** The pool in these bytes of a state. */
  numberOf(states: Uint8Array, first: number): number {
    const key = states.subarray(first, first + this.max).join();
    return this.numbers.get(key) ?? noPool;
  }

  write(pool: number, target: Uint8Array, first: number): void {
    for (let slot = 0; slot < this.max; slot++) {
      target[first + slot] = this.slots[pool * this.max + slot];
    }
  }

  /** The pool after handing out a block with this content; `noPool` if it contains none. */
  taken(pool: number, content: number): number {
    return this.takenFrom[pool * this.contentCount + content];
  }

  /** The pool after freeing a block with this content. */
  remembered(pool: number, content: number): number {
    return this.rememberedIn[pool * this.contentCount + content];
  }

  /** Applies a change to each pool with each content, as in a state. */
  private ledTo(act: (pool: PoolBytes, content: number, bytes: Uint8Array) => boolean): Int32Array {
    const state = new LoggedBytes(this.max);
    const pool = new PoolBytes(state, 0, this.max);
    const table = new Int32Array(this.count * this.contentCount);
    for (let number = 0; number < this.count; number++) {
      for (let content = 0; content < this.contentCount; content++) {
        this.write(number, state.bytes, 0);
        const isPossible = act(pool, content, state.bytes);
        table[number * this.contentCount + content] = isPossible
          ? this.numberOf(state.bytes, 0)
          : noPool;
      }
    }
    return table;
  }
}

/** All lists of at most `max` contents in their order, padded with zeroes. */
function poolsOf(max: number, contents: readonly number[]): number[][] {
  const lists = (length: number, from: number): number[][] =>
    length === 0
      ? [[]]
      : [
          Array.from({ length }, () => 0),
          ...contents
            .slice(from)
            .flatMap((content, at) =>
              lists(length - 1, from + at).map((rest) => [content, ...rest]),
            ),
        ];
  return lists(max, 0);
}
