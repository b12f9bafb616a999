/** Records the earliest of some facts in an operation, instead of its calls. */

import { common, union } from '../../../model/masks.ts';
import { type Answer, Op, type Request } from '../kernel/request.ts';
import { OperationRecorder } from './recorder.ts';

export class EarliestFacts extends OperationRecorder {
  /** Facts of the first step with any of them; the return of a call belongs to the previous step. */
  earliest = 0;
  private readonly watched: number;
  private seen = 0;
  private isOpen = true;

  constructor(watched: number) {
    super();
    this.watched = watched;
  }

  override facts(facts: number): void {
    this.seen = union(this.seen, common(facts, this.watched));
  }

  override endStep({ op }: Request, _answer: Answer | null): void {
    if (this.earliest !== 0 && op !== Op.return) this.isOpen = false;
    if (this.isOpen) this.earliest = union(this.earliest, this.seen);
    this.seen = 0;
  }
}
