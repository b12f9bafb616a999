/** Judges one sequence of operations by one claim. */

import { judgeSequence, judgeTurns } from '../counterexample/judge-sequence.ts';
import { InputError } from '../errors.ts';
import { isPlain, refuseGiven } from '../input/given.ts';
import { mustBeOneOf } from '../input/nearest.ts';
import { findInvariant, invariantIds } from '../invariants/catalogue.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { vmem } from '../subjects/vmem/subject.ts';
import { paragraph, plural } from '../text/paragraph.ts';
import {
  asTrace,
  type KernelCounterexample,
  type OperationSequence,
  scheduledOperations,
} from './counterexample.ts';
import { checkWorld } from './scope.ts';

/** The result of {@link judge}. */
export interface Judgement {
  /** `undecided`: an operation is not possible as written, and no operation before it violates the claim. */
  readonly verdict: 'holds' | 'violated' | 'undecided';
  /** The operations up to the first that violates the claim; null unless it is violated. */
  readonly counterexample: KernelCounterexample | null;
  /** The result in lines of at most 72 columns: for a violation, the story. */
  readonly text: string;
}

/**
 * Executes operations on the plain machine and judges them by one claim: a counterexample by its
 * own, if
 * no other is named. `holds` covers these operations only: none of them violates the claim, whether or
 * not they put it to the test.
 *
 * Operations of several threads are judged in the schedule of their counterexample.
 *
 * @throws InputError if the claim is unknown or missing, an operation is malformed, or the request has
 * threads and the sequence has no schedule.
 */
export function judge(
  sequence: OperationSequence | KernelCounterexample,
  invariant?: string,
): Judgement {
  if (!isPlain(sequence))
    refuseGiven('the sequence', sequence, 'an object { request, operations }');
  const id = invariant ?? ('invariant' in sequence ? sequence.invariant : undefined);
  if (id === undefined)
    throw new InputError('no invariant is named; a list of operations names none');
  const { request } = sequence;
  checkWorld('request', request);
  const claim = invariantNamed(id);
  const judged =
    request.threads.length === 0
      ? judgeSequence(vmem, request, scheduledOperations(sequence), claim)
      : judgeTurns(vmem, counterexampleOf(sequence), claim);
  if (judged.verdict === 'violated') {
    const { verdict, counterexample, story } = judged;
    return { verdict, counterexample: counterexample as KernelCounterexample, text: story };
  }
  const { verdict } = judged;
  const reason = judged.verdict === 'undecided' ? `; ${judged.reason}` : '';
  const count = plural(sequence.operations.length, 'operation');
  const text = paragraph(`${verdict}: ${request.revision}, ${claim.id}, ${count}${reason}`);
  return { verdict, counterexample: null, text: text.join('\n') };
}

/** With threads the order of operations is not enough: only a counterexample has the schedule. */
function counterexampleOf(sequence: OperationSequence | KernelCounterexample) {
  if ('turns' in sequence && 'schema' in sequence) return asTrace(sequence);
  throw new InputError(
    'the request has threads and the sequence has no turns; judge takes the counterexample itself',
  );
}

/** Throws `InputError` for an unknown claim. */
export function invariantNamed(id: string): Invariant {
  if (typeof id !== 'string') refuseGiven('invariant', id, 'the id of a claim');
  const found = findInvariant(id);
  if (found !== undefined) return found;
  throw new InputError(
    `invariant is ${JSON.stringify(id.slice(0, 60))}; ${mustBeOneOf(id, invariantIds, 'tablewalk list invariants')}`,
  );
}
