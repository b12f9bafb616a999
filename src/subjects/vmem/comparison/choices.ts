/** One allocator for two revisions: each decision applies to the same attempt in both. */
import { type BlockContent, isSameContent } from '../plain/block-content.ts';
import type { AllocationAttempt, AllocationChoice, AllocationChoices } from '../plain/choices.ts';
import { Decisions } from '../plain/choices.ts';

/** The decision for one attempt and one kind of memory. */
interface AllocationDecision {
  readonly attempt: number;
  readonly kind: AllocationAttempt['kind'];
  readonly choice: 'fails' | BlockContent;
}

/**
 * Enumerates all sequences of decisions, depth first. Attempts are counted per revision; attempt n fails for
 * both or for neither. An attempt that only one makes is decided for that one.
 */
export class PairedChoices implements AllocationChoices {
  /** False if only one of the two could have got the content. */
  isPossible = true;
  private readonly all: Decisions;
  private given: AllocationDecision[] = [];

  /** Starts at the given decisions. */
  constructor(decisions: readonly number[] = []) {
    this.all = new Decisions(decisions);
  }

  /** Decisions of the last run. */
  get decisions(): number[] {
    return this.all.sequence;
  }

  /** Call it before each run of the pair. */
  rewind(): void {
    this.all.rewind();
    this.given = [];
    this.isPossible = true;
  }

  choose({ attempt, kind, contents, mayFail }: AllocationAttempt): AllocationChoice {
    const others = this.given.filter((given) => given.attempt === attempt);
    if (others.some(({ choice }) => choice === 'fails')) return 'fails';
    const same = others.find((given) => given.kind === kind)?.choice;
    if (same === undefined || same === 'fails') {
      return this.decide(attempt, kind, contents, mayFail && others.length === 0);
    }
    this.isPossible &&= contents.some((content) => isSameContent(content, same));
    return { marked: same.marked };
  }

  /** Call it after a run of the pair: advances; false if that was the last sequence. */
  advance(): boolean {
    return this.all.advance();
  }

  private decide(
    attempt: number,
    kind: AllocationAttempt['kind'],
    contents: readonly BlockContent[],
    mayFail: boolean,
  ): AllocationChoice {
    const chosen = this.all.next(contents.length + (mayFail ? 1 : 0));
    const choice = contents.at(chosen) ?? 'fails';
    this.given.push({ attempt, kind, choice });
    return choice === 'fails' ? 'fails' : { marked: choice.marked };
  }
}
