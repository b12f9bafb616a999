/**
 * Sets of pools, and the effect of a transition on all pools of a set at once.
 *
 * Sets are numbers, and equal sets the same number. The *effect* of a transition on the pool so far,
 * a function from pools to pools, is also a number. A result for a set, two sets, or a set and an
 * effect is computed once and then looked up.
 */
import { PairMemo } from './pair-memo.ts';
import { noPool, type Pools } from './pools.ts';

export const emptySet = 0;
/** The effect of a transition that has not begun. */
export const noEffect = 0;

const bitsPerWord = 32;
/** Size of an array, its key and its place in a map. */
const objectBytes = 300;

export class PoolSets {
  private readonly pools: Pools;
  private readonly wordCount: number;
  /** By set: a bit for each pool. */
  private readonly sets: Int32Array[] = [];
  private readonly sizes: number[] = [];
  private readonly setNumbers = new Map<string, number>();
  private readonly unions = new PairMemo((one, other) =>
    this.setNumber(this.sets[one].map((word, at) => word | this.sets[other][at])),
  );
  private readonly differences = new PairMemo((one, other) =>
    this.setNumber(this.sets[one].map((word, at) => word & ~this.sets[other][at])),
  );
  /** By effect: the pool that each pool leads to, or `noPool`. */
  private readonly effects: Int32Array[] = [];
  private readonly effectNumbers = new Map<string, number>();
  private readonly takes = new PairMemo((effect, content) =>
    this.followedBy(effect, (pool) => this.pools.taken(pool, content)),
  );
  private readonly remembers = new PairMemo((effect, content) =>
    this.followedBy(effect, (pool) => this.pools.remembered(pool, content)),
  );
  /** For a set and an effect: the number of the result. */
  private readonly outcomes = new PairMemo((set, effect) => this.follow(set, effect));
  private readonly images: number[] = [];
  private readonly weights: number[] = [];
  private readonly contentMasks: number[] = [];

  constructor(pools: Pools) {
    this.pools = pools;
    this.wordCount = Math.ceil(pools.count / bitsPerWord);
    this.setNumber(new Int32Array(this.wordCount));
    this.effectNumber(Int32Array.from({ length: pools.count }, (_, pool) => pool));
  }

  /** Approximate size of all data: the overhead of objects is an estimate. */
  get byteLength(): number {
    const { unions, differences, takes, remembers, outcomes } = this;
    const memos = [unions, differences, takes, remembers, outcomes];
    return (
      this.sets.length * (4 * this.wordCount + objectBytes) +
      this.effects.length * (8 * this.pools.count + objectBytes) +
      this.images.length * 3 * 8 +
      memos.reduce((sum, memo) => sum + memo.byteLength, 0)
    );
  }

  /** The set of one pool. */
  single(pool: number): number {
    const words = new Int32Array(this.wordCount);
    words[Math.floor(pool / bitsPerWord)] = 1 << (pool % bitsPerWord);
    return this.setNumber(words);
  }

  sizeOf(set: number): number {
    return this.sizes[set];
  }

  /** The pools of a set, ascending. */
  membersOf(set: number): number[] {
    const words = this.sets[set];
    return Array.from({ length: this.pools.count }, (_, pool) => pool).filter((pool) =>
      hasBit(words, pool),
    );
  }

  union(one: number, other: number): number {
    if (one === emptySet || one === other) return other;
    if (other === emptySet) return one;
    return this.unions.of(one, other);
  }

  /** The pools in one set but not in the other. */
  without(one: number, other: number): number {
    if (other === emptySet || one === emptySet) return one;
    if (one === other) return emptySet;
    return this.differences.of(one, other);
  }

  /** The effect after one more step, which handed out a block with this content. */
  taking(effect: number, content: number): number {
    return this.takes.of(effect, content);
  }

  /** The effect after one more step, which freed a block with this content. */
  remembering(effect: number, content: number): number {
    return this.remembers.of(effect, content);
  }

  /** The image of a set under an effect. */
  imageOf(set: number, effect: number): number {
    return this.images[this.outcomes.of(set, effect)];
  }

  /** The number of pools of the set that allow the effect. */
  weightOf(set: number, effect: number): number {
    return this.weights[this.outcomes.of(set, effect)];
  }

  /** Bit c: after the effect some pool of the set holds content c. */
  contentsOf(set: number, effect: number): number {
    return this.contentMasks[this.outcomes.of(set, effect)];
  }

  /** The words of all sets, in the order of their numbers. */
  save(): Int32Array {
    const words = new Int32Array(this.sets.length * this.wordCount);
    for (const [set, own] of this.sets.entries()) words.set(own, set * this.wordCount);
    return words;
  }

  /** Only on new sets. */
  restore(words: Int32Array): void {
    for (let at = this.wordCount; at < words.length; at += this.wordCount) {
      this.setNumber(words.slice(at, at + this.wordCount));
    }
  }

  /** Number of the result of an effect on the pools of a set: image, weight and contents. */
  private follow(set: number, effect: number): number {
    const image = new Int32Array(this.wordCount);
    let weight = 0;
    let contents = 0;
    for (let pool = 0; pool < this.pools.count; pool++) {
      if (!hasBit(this.sets[set], pool)) continue;
      const led = this.effects[effect][pool];
      if (led === noPool) continue;
      weight++;
      image[Math.floor(led / bitsPerWord)] |= 1 << (led % bitsPerWord);
      for (let content = 1; content < this.pools.contentCount; content++) {
        if (this.pools.taken(led, content) !== noPool) contents |= 1 << content;
      }
    }
    this.images.push(this.setNumber(image));
    this.weights.push(weight);
    return this.contentMasks.push(contents) - 1;
  }

  private followedBy(effect: number, step: (pool: number) => number): number {
    return this.effectNumber(
      this.effects[effect].map((pool) => (pool === noPool ? noPool : step(pool))),
    );
  }

  private setNumber(words: Int32Array): number {
    const key = words.join();
    const known = this.setNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.sets.length;
    this.sets.push(words);
    let size = 0;
    for (let pool = 0; pool < this.pools.count; pool++) if (hasBit(words, pool)) size++;
    this.sizes.push(size);
    this.setNumbers.set(key, number);
    return number;
  }

  private effectNumber(led: Int32Array): number {
    const key = led.join();
    const number = this.effectNumbers.get(key) ?? this.effects.length;
    if (number === this.effects.length) {
      this.effects.push(led);
      this.effectNumbers.set(key, number);
    }
    return number;
  }
}

function hasBit(words: Int32Array, bit: number): boolean {
  return (words[Math.floor(bit / bitsPerWord)] & (1 << (bit % bitsPerWord))) !== 0;
}
