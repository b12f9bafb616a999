/** The facts and occasions seen in an operation and its calls, and the facts that end the operation. */
import { Fact, programFaults } from '../../../invariants/facts.ts';
import { maskWithout, meet, union } from '../../../model/masks.ts';
import type { StepFacts } from './monitor-flushes.ts';

/** After one of these there is no meaningful next step: the kernel crashed, or its behaviour is undefined. */
export const endingFacts = union(
  Fact.walkedIntoNoTable,
  Fact.wroteUnmapped,
  Fact.freedTwice,
  Fact.entryOverwritten,
  programFaults,
);

export class SeenFacts {
  /** Masks of `Fact` and `Occasion`: of the operation so far, and of its current or last call. */
  facts = 0;
  occasions = 0;
  callFacts = 0;
  /** Called for each fact when it is first seen in an operation. */
  onFacts: ((facts: number, atRest: boolean) => void) | undefined = undefined;
  /** Facts after which an operation cannot continue. */
  endsOn = endingFacts;
  /** The program itself ended with a fault. */
  protected hasFaulted = false;

  /** Forgets which facts were reported, so that they are reported again. */
  beginTurn(): void {
    this.facts = 0;
    this.occasions = 0;
  }

  /** Observations other than events. */
  observe(facts: number, occasions: number): void {
    this.occasions |= occasions;
    this.note(facts);
  }

  /** True if the operation cannot continue. */
  get ends(): boolean {
    return this.hasFaulted || meet(this.facts, this.endsOn);
  }

  protected note(facts: number, atRest = false): void {
    if (facts === 0) return;
    const fresh = maskWithout(facts, this.facts);
    this.facts = union(this.facts, facts);
    this.callFacts = union(this.callFacts, facts);
    if (fresh !== 0) this.onFacts?.(fresh, atRest);
  }

  protected saw({ facts, occasions }: StepFacts, atRest = false): void {
    this.occasions |= occasions;
    this.note(facts, atRest);
  }
}
