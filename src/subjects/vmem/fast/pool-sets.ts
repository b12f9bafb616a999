/**
 * Sets of pools, and what a transition makes of all pools of a set at once.
 *
 * Sets are numbers, and equal sets the same number. So is what a transition has done to the pool so far
 * (its *deeds*): a function from pools to pools. Whatever was asked once of a set, two sets, or a set and
 * deeds is looked up from then on.
 */
import { PairMemo } from './pair-memo.ts';
import { noPool, type Pools } from './pools.ts';

export const emptySet = 0;
/** The deeds of a transition that has not begun. */
export const noDeeds = 0;

const bitsPerWord = 32;
/** Of an array, its key and its place in a map. */
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
  /** By deeds: the pool that each pool leads to, or `noPool`. */
  private readonly deeds: Int32Array[] = [];
  private readonly deedNumbers = new Map<string, number>();
  private readonly takes = new PairMemo((deeds, content) =>
    this.followedBy(deeds, (pool) => this.pools.taken(pool, content)),
  );
  private readonly remembers = new PairMemo((deeds, content) =>
    this.followedBy(deeds, (pool) => this.pools.remembered(pool, content)),
  );
  /** Of a set and deeds: number of what follows. */
  private readonly outcomes = new PairMemo((set, deeds) => this.follow(set, deeds));
  private readonly images: number[] = [];
  private readonly weights: number[] = [];
  private readonly contentMasks: number[] = [];

  constructor(pools: Pools) {
    this.pools = pools;
    this.wordCount = Math.ceil(pools.count / bitsPerWord);
    this.setNumber(new Int32Array(this.wordCount));
    this.deedNumber(Int32Array.from({ length: pools.count }, (_, pool) => pool));
  }

  /** Bytes of all that is kept, about: what objects take beside their contents is an estimate. */
  get byteLength(): number {
    const { unions, differences, takes, remembers, outcomes } = this;
    const memos = [unions, differences, takes, remembers, outcomes];
    return (
      this.sets.length * (4 * this.wordCount + objectBytes) +
      this.deeds.length * (8 * this.pools.count + objectBytes) +
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

  /** What is in one set and not in the other. */
  without(one: number, other: number): number {
    if (other === emptySet || one === emptySet) return one;
    if (one === other) return emptySet;
    return this.differences.of(one, other);
  }

  /** The deeds with one more: a block with this content was handed out. */
  taking(deeds: number, content: number): number {
    return this.takes.of(deeds, content);
  }

  /** The deeds with one more: a block with this content was freed. */
  remembering(deeds: number, content: number): number {
    return this.remembers.of(deeds, content);
  }

  /** What the deeds make of a set. */
  imageOf(set: number, deeds: number): number {
    return this.images[this.outcomes.of(set, deeds)];
  }

  /** How many pools of the set allow the deeds. */
  weightOf(set: number, deeds: number): number {
    return this.weights[this.outcomes.of(set, deeds)];
  }

  /** Bit c: after the deeds some pool of the set holds content c. */
  contentsOf(set: number, deeds: number): number {
    return this.contentMasks[this.outcomes.of(set, deeds)];
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

  /** Number of what follows from deeds for the pools of a set: image, weight and contents. */
  private follow(set: number, deeds: number): number {
    const image = new Int32Array(this.wordCount);
    let weight = 0;
    let contents = 0;
    for (let pool = 0; pool < this.pools.count; pool++) {
      if (!hasBit(this.sets[set], pool)) continue;
      const led = this.deeds[deeds][pool];
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

  private followedBy(deeds: number, step: (pool: number) => number): number {
    return this.deedNumber(
      this.deeds[deeds].map((pool) => (pool === noPool ? noPool : step(pool))),
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

  private deedNumber(led: Int32Array): number {
    const key = led.join();
    const number = this.deedNumbers.get(key) ?? this.deeds.length;
    if (number === this.deeds.length) {
      this.deeds.push(led);
      this.deedNumbers.set(key, number);
    }
    return number;
  }
}

function hasBit(words: Int32Array, bit: number): boolean {
  return (words[Math.floor(bit / bitsPerWord)] & (1 << (bit % bitsPerWord))) !== 0;
}
