/** Where the steps of each operation and call start and end, recorded while they are taken. */
import type { IndexRange } from '../../../counterexample/trace/step-window.ts';
import type { VmemStep } from './steps.ts';

export interface OperationPlace extends IndexRange {
  readonly thread: number;
  readonly calls: readonly IndexRange[];
}

interface OpenPlace extends OperationPlace {
  last: number;
  readonly calls: OpenRange[];
}

interface OpenRange extends IndexRange {
  last: number;
}

type Placed = Pick<VmemStep, 'index' | 'operation' | 'call' | 'thread'>;

export class StepPlaces {
  private readonly operations: OpenPlace[] = [];

  /** Steps are in order, and an operation has at least one. */
  add({ index, operation, call, thread }: Placed): void {
    this.operations[operation] ??= { thread, first: index, last: index, calls: [] };
    const place = this.operations[operation];
    place.last = index;
    place.calls[call] ??= { first: index, last: index };
    place.calls[call].last = index;
  }

  ofOperation(index: number): OperationPlace {
    return this.operations[index];
  }
}
