/** The allocator of a replay, with the recorded failures and contents of an operation. */
import type { Range } from '../machine/description.ts';
import { unusedByte } from '../machine/events.ts';
import type { AllocationPlan } from '../plain/memory.ts';
import type { TraceOperation } from './trace-operation.ts';
import { refuseValue, type TracePlace } from './trace-values.ts';

/** The recorded failures and contents of an operation. */
export class RecordedPlan implements AllocationPlan {
  private readonly place: TracePlace;
  private readonly operation: TraceOperation;
  private readonly blockFill: number;
  private readonly used = new Set<number>();

  constructor(place: TracePlace, operation: TraceOperation, blockFill: number) {
    this.place = place;
    this.operation = operation;
    this.blockFill = blockFill;
  }

  fails(attempt: number, kind: 'table' | 'block' | 'page'): boolean {
    const { at, from, kind: failKind } = this.operation.failures;
    return at.includes(attempt) || attempt >= from || kind === failKind;
  }

  contentOf(attempt: number, kind: 'block' | 'page', bytes: number): readonly Range[] {
    const recorded = this.operation.contents.get(attempt);
    if (recorded === undefined) {
      return this.blockFill === unusedByte ? [{ start: 0, end: bytes }] : [];
    }
    this.used.add(attempt);
    const { end = 0 } = recorded.at(-1) ?? {};
    if (end > bytes) {
      const allowed = `at most ${bytes}: attempt ${attempt} gets a ${kind}`;
      refuseValue(this.place, `the end of contents.${attempt}`, end, allowed);
    }
    return recorded;
  }

  /** Unused contents would not have been compared with anything. */
  refuseUnusedContents(): void {
    for (const [attempt, runs] of this.operation.contents) {
      if (this.used.has(attempt)) continue;
      const allowed = 'absent: this attempt gets no block and no page';
      refuseValue(this.place, `contents.${attempt}`, runs, allowed);
    }
  }
}
