/** Where the steps of each operation and call begin and end, noted while they are taken. */
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

  /** Steps come in their order, and an operation has one at least. */
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
