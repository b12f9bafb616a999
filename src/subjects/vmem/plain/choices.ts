/** Choices of the allocator: replayed from a record, enumerated, or drawn. */
import type { Choose, TransitionRecord } from '../../../model/system.ts';
import type { OperationRecord } from '../environment/scope.ts';
import type { Range } from '../machine/description.ts';
import { RangeSet } from '../machine/range-set.ts';
import type { BlockContent } from './block-content.ts';

/**
 * Sequences of decisions, enumerated depth first: each run takes one, the next is derived from its requests.
 */
export class Decisions {
  private readonly taken: { chosen: number; readonly count: number }[];
  private at = 0;

  /** The first run starts with the given decisions. */
  constructor(given: readonly number[] = []) {
    this.taken = given.map((chosen) => ({ chosen, count: chosen + 1 }));
  }

  /** Decisions of the current run, so far. */
  get sequence(): number[] {
    return this.taken.slice(0, this.at).map(({ chosen }) => chosen);
  }

  /** Call it before each run. */
  rewind(): void {
    this.at = 0;
  }

  /** Chooses one of `count` alternatives, from 0. */
  next(count: number): number {
    if (this.at === this.taken.length) this.taken.push({ chosen: 0, count });
    return this.taken[this.at++].chosen;
  }

  /** Call it after a run: advances to the next sequence; false if that was the last. */
  advance(): boolean {
    // Decisions after the last one of this run were not reached.
    this.taken.length = this.at;
    for (let last = this.taken.at(-1); last !== undefined; last = this.taken.at(-1)) {
      if (++last.chosen < last.count) return true;
      this.taken.pop();
    }
    return false;
  }
}

export interface AllocationAttempt {
  /** 1, 2, 3 … within the operation, all kinds together, including failures. */
  readonly attempt: number;
  readonly kind: 'table' | 'block' | 'page';
  /** Possible contents of the memory; a table is always empty. */
  readonly contents: readonly BlockContent[];
  /** True if another failure is allowed. */
  readonly mayFail: boolean;
}

/** An index into the offered contents, or bytes of 0xFD whether offered or not. */
export type AllocationChoice = 'fails' | number | { readonly marked: readonly Range[] };

export interface AllocationChoices {
  choose(allocation: AllocationAttempt): AllocationChoice;
}

/** Everything succeeds, and fresh memory has the first offered content. */
export const noFailures: AllocationChoices = { choose: () => 0 };

/** A transition as data. Addresses in `op` are hexadecimal text, offsets are numbers. */
export interface OperationTransition extends TransitionRecord {
  readonly op: OperationRecord;
  readonly failed: readonly number[];
  /** Allocations whose memory contained 0xFD, as [offset, length] runs. */
  readonly contents: readonly AllocatedContent[];
}

export interface AllocatedContent {
  readonly attempt: number;
  readonly marked: readonly (readonly [offset: number, length: number])[];
}

/** Replays a record: these attempts fail, these get that content, all others succeed without 0xFD. */
export function choicesFrom(
  record: Pick<OperationTransition, 'failed' | 'contents'>,
): AllocationChoices {
  return {
    choose({ attempt }) {
      if (record.failed.includes(attempt)) return 'fails';
      const given = record.contents.find((content) => content.attempt === attempt);
      if (given === undefined) return { marked: [] };
      const marked = new RangeSet();
      for (const [offset, length] of given.marked) marked.add(offset, offset + length);
      return { marked: marked.ranges() };
    },
  };
}

/** Enumerates all sequences of choices, depth first: at each allocation its contents, then failure. */
export class EnumeratedChoices implements AllocationChoices {
  private readonly decisions = new Decisions();

  /** Call it before each run of the operation. */
  rewind(): void {
    this.decisions.rewind();
  }

  choose({ contents, mayFail }: AllocationAttempt): AllocationChoice {
    const chosen = this.decisions.next(contents.length + (mayFail ? 1 : 0));
    return chosen < contents.length ? chosen : 'fails';
  }

  /** Call it after a run: advances to the next sequence; false if that was the last. */
  advance(): boolean {
    return this.decisions.advance();
  }
}

/** One in this number of allocations fails, if allowed: failures must not dominate a walk. */
const failureRarity = 8;

/** Draws at random, but only among several alternatives. */
export function drawnChoices(choose: Choose): AllocationChoices {
  return {
    choose({ contents, mayFail }) {
      if (mayFail && choose(failureRarity) === 0) return 'fails';
      return contents.length > 1 ? choose(contents.length) : 0;
    },
  };
}
