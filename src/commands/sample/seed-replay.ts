/** Repeats the walks that found stored counterexamples, as they were before shrinking. */

import { confirm } from '../../counterexample/confirm.ts';
import type { Counterexample } from '../../counterexample/counterexample.ts';
import { readCounterexampleFile } from '../../counterexample/files.ts';
import { walkGenerator } from '../../counterexample/walk-generator.ts';
import { InputError } from '../../errors.ts';
import { takeWalk } from '../../jobs/walk-job.ts';
import { workKind } from '../../jobs/work-jobs.ts';
import type { Subject } from '../../subject/subject.ts';
import { plural } from '../../text/paragraph.ts';
import { claimOfFile, type ReplayOutcome, type ReplayPart } from '../replay/run.ts';

/** Whether the walk of a file still reaches the violation. Throws `InputError`. */
export const seedReplays = workKind('seed replay', ({ file, revision }: ReplayPart, subject) =>
  replaySeed(subject, file, readCounterexampleFile(subject, file), revision),
);

function replaySeed(
  subject: Subject,
  file: string,
  read: Counterexample,
  revision: string | null,
): ReplayOutcome {
  const { found } = read;
  if (found === undefined) {
    throw new InputError(
      `${file}: found is missing: the file does not record the seed that found it; files of sample do`,
    );
  }
  const invariant = claimOfFile(subject, file, read);
  const { generator, seed, walk, transitions, operations } = found;
  const walked = found.request ?? read.request;
  const request = { ...walked, revision: revision ?? walked.revision };
  const base = {
    file,
    invariant: invariant.id,
    revision: request.revision,
    operations,
    note: `walk ${walk} of seed ${seed} by ${generator}, not shrunk: ${plural(transitions, 'transition')}`,
  };
  if (generator !== walkGenerator) {
    const reason = `the seed is from generator ${generator}; this version has ${walkGenerator}, which draws another walk`;
    return { ...base, outcome: 'different', operation: 1, reason };
  }
  const system = subject.createSystem(request);
  const claims = { system, invariants: [invariant], goals: subject.claims.goals };
  // A walk never ends because of a clock.
  const result = takeWalk(claims, found, { now: () => 0 }, Infinity);
  const [violation] = result.violations;
  if (violation === undefined) {
    const { transitionCount } = result;
    if (transitionCount === transitions) {
      return { ...base, outcome: 'fixed', operation: null, reason: null };
    }
    const reason = `the walk ends after ${transitionCount} of ${plural(transitions, 'transition')}`;
    return {
      ...base,
      outcome: 'different',
      operation: Math.min(transitionCount + 1, operations),
      reason,
    };
  }
  const { records, depth, steps } = violation;
  // As after a search, both machines must agree.
  const confirmed = confirm(subject, { invariant, scope: request, transitions: records, steps });
  const operation = confirmed.operations;
  if (depth === transitions && operation === operations) {
    return { ...base, outcome: 'reproduced', operation, reason: null };
  }
  const reason = `the invariant is violated in transition ${depth} of ${transitions}`;
  return { ...base, outcome: 'different', operation: Math.min(operation, operations), reason };
}
