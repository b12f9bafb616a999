/**
 * Sequences of operations as a fast-check arbitrary, for your own properties of vmem.c.
 *
 * @module tablewalk/fast-check
 */
import * as fc from 'fast-check';
import { operationsLine } from '../counterexample/story.ts';
import { InputError } from '../errors.ts';
import { anything, checkGiven, describeGiven } from '../input/given.ts';
import { buildScope } from '../subjects/vmem/build-scope.ts';
import { drawSequence, smallerSequences } from '../subjects/vmem/execution/draw-sequence.ts';
import { execute, ScopeExecutor } from '../subjects/vmem/execution/executor.ts';
import type { ScopeConfig } from '../subjects/vmem/scope/scope-config.ts';
import { vmem } from '../subjects/vmem/subject.ts';
import { type OperationSequence, scheduledOperations } from './counterexample.ts';

export { assertStored, type StoredRuns, type StoredRunsResult } from './stored-seeds.ts';

import { checkKernelScope, type KernelScope } from './scope.ts';

/** Options of {@link operationSequences}. */
export interface SequenceConstraints {
  /** Maximum operations of a sequence; default: 10. */
  readonly maxLength?: number;
}

/**
 * Sequences of operations that the callers of vmem.c can perform in a scope, each possible at its
 * position,
 * with allocation failures and recycled memory as the scope allows. A sequence has at least one
 * operation;
 * it ends early where the kernel crashes.
 *
 * It shrinks like a counterexample: it removes first operations, with those that depend on them, then
 * failures, then contents of fresh memory; a necessary failure moves to an earlier attempt. The
 * result can still be executed.
 *
 * @throws InputError if `maxLength` is invalid, or if the scope cannot be built.
 */
export function operationSequences(
  scope: KernelScope,
  constraints: SequenceConstraints = {},
): fc.Arbitrary<OperationSequence> {
  checkKernelScope(scope);
  if (scope.worlds.some(({ threads }) => threads.length > 0)) {
    throw new InputError(
      'the scope has threads; operationSequences generates sequences of one thread',
    );
  }
  checkGiven('constraints', constraints, { maxLength: anything });
  const { maxLength = 10 } = constraints;
  if (!Number.isSafeInteger(maxLength) || maxLength < 1) {
    throw new InputError(
      `maxLength is ${describeGiven(maxLength)}; it must be a whole number of at least 1`,
    );
  }
  return new OperationSequences(scope.worlds, maxLength);
}

class OperationSequences extends fc.Arbitrary<OperationSequence> {
  private readonly executors: readonly ScopeExecutor[];
  private readonly requests: readonly ScopeConfig[];
  private readonly lengths: fc.Arbitrary<number>;

  constructor(requests: readonly ScopeConfig[], maxLength: number) {
    super();
    this.requests = requests;
    this.executors = requests.map((request) => new ScopeExecutor(buildScope(request)));
    this.lengths = fc.integer({ min: 1, max: maxLength });
  }

  override generate(
    random: fc.Random,
    biasFactor: number | undefined,
  ): fc.Value<OperationSequence> {
    const choose = (count: number): number => (count === 1 ? 0 : random.nextInt(0, count - 1));
    const at = choose(this.executors.length);
    const length = this.lengths.generate(random, biasFactor).value;
    const operations = drawSequence(this.executors[at].scope, length, choose);
    return new fc.Value(printable({ request: this.requests[at], operations }), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is OperationSequence {
    return (
      typeof value === 'object' && value !== null && 'request' in value && 'operations' in value
    );
  }

  override shrink(value: OperationSequence): fc.Stream<fc.Value<OperationSequence>> {
    return fc.stream(this.smaller(value));
  }

  private *smaller(value: OperationSequence): IterableIterator<fc.Value<OperationSequence>> {
    const { request } = value;
    const at = this.requests.indexOf(request);
    const executor = this.executors[at] ?? new ScopeExecutor(buildScope(request));
    const smaller = smallerSequences(executor, request, scheduledOperations(value));
    for (const operations of smaller) {
      yield new fc.Value(printable({ request, operations }), undefined);
    }
  }
}

/** fast-check prints it in one line. */
function printable(sequence: OperationSequence): OperationSequence {
  const text = (): string => {
    const { operations } = execute(buildScope(sequence.request), {
      operations: scheduledOperations(sequence),
    });
    return `${sequence.request.revision}: ${operationsLine(vmem, operations)}`;
  };
  return Object.defineProperty(sequence, fc.toStringMethod, { value: text });
}
