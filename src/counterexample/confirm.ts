/** Executes a violation again with the executor of the subject before it is reported, as long as there is time. */

import { ModelError, OutputError } from '../errors.ts';
import { version } from '../files/package.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { type AftermathClock, aftermathCheck } from '../jobs/aftermath.ts';
import type { TransitionRecord } from '../model/system.ts';
import { Stopped, stopIfDue, withStopCheck } from '../stop.ts';
import { type Execution, stepsOf } from '../subject/execution.ts';
import type { ScopeData } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';
import type { CodePlace } from '../text/code-place.ts';
import { type Counterexample, makeCounterexample } from './counterexample.ts';
import { writeCounterexampleFile } from './files.ts';
import { isBrokenAtEnd } from './judge-execution.ts';
import { lineOf } from './story.ts';

export interface FoundViolation {
  readonly invariant: Invariant;
  readonly scope: ScopeData;
  readonly transitions: readonly TransitionRecord[];
  readonly steps: number;
  /** See `Violation`. */
  readonly isOnlyDepthFirst?: boolean | undefined;
}

/** A violation that the executor of the subject has confirmed. */
export interface ConfirmedViolation {
  readonly invariant: Invariant;
  readonly counterexample: Counterexample;
  readonly execution: Execution;
  readonly operations: number;
  readonly steps: number;
  /** Where a source text violates the claim, innermost function first; empty if none does. */
  readonly code: readonly CodePlace[];
  /** The function in whose call the claim breaks; null if it is in none. */
  readonly brokenIn: string | null;
  /** Number of calls of the code. */
  readonly calls: number;
  /** The path of its file; null if it was not written. */
  readonly file: string | null;
  /** Why its file could not be written. */
  readonly unwritten?: string;
  /** The size before shrinking, if it was shrunk; not minimal if a limit ended shrinking. */
  readonly found?: {
    readonly operations: number;
    readonly steps: number;
    readonly isMinimal: boolean;
  };
  /** True if, in at least one scope, only a depth-first search found it; there is usually a shorter one. */
  readonly isOnlyDepthFirst?: boolean;
}

/** The execution up to the violation. */
function executeViolation(subject: Subject, { scope, transitions }: FoundViolation): Execution {
  const schedule = subject.files.scheduleOf(scope, transitions);
  return subject.execution.executor(scope).execute(schedule);
}

/** Throws `ModelError` unless two independently written machines agree. `execution`: of the same transitions. */
export function confirm(
  subject: Subject,
  found: FoundViolation,
  execution: Execution = executeViolation(subject, found),
): ConfirmedViolation {
  const { invariant, scope } = found;
  const { operations, turns } = subject.files.scheduleOf(scope, found.transitions);
  const last = execution.operations.at(-1);
  const text = lineOf(subject, scope, invariant.id, execution.operations);
  if (execution.divergence !== null) {
    throw new ModelError(
      `the search found "${text}", but the plain machine diverges: ${execution.divergence.reason}`,
    );
  }
  if (last === undefined || !isBrokenAtEnd(invariant, execution)) {
    throw new ModelError(
      `the search found "${text}", but the plain machine does not violate ${invariant.id}`,
    );
  }
  const steps = stepsOf(execution);
  const counterexample = makeCounterexample(subject, {
    tool: version,
    request: scope,
    invariant: invariant.id,
    claim: invariant.claim,
    operations,
    turns: turns?.map(([thread, count]) => [thread, count]),
    brokenBy: last.index,
    steps,
    text,
  });
  return {
    invariant,
    counterexample,
    execution,
    operations: operations.length,
    steps,
    ...findingsIn(subject, invariant, execution),
    file: null,
  };
}

/** The fields of an execution for reports. */
export function findingsIn(
  { story }: Subject,
  invariant: Invariant,
  execution: Execution,
): Pick<ConfirmedViolation, 'code' | 'brokenIn' | 'calls'> {
  return {
    code: story.placesOf(invariant, execution),
    brokenIn: story.functionOf(invariant, execution),
    calls: story.callCount(execution),
  };
}

/**
 * The violation with its file; `suffix` follows the name of the claim. A failure to write the file is part
 * of the result, so that the result is still reported.
 */
export function withFile(
  subject: Subject,
  confirmed: ConfirmedViolation,
  directory: string | null,
  suffix = '',
): ConfirmedViolation {
  if (directory === null) return confirmed;
  try {
    const file = writeCounterexampleFile(subject, directory, confirmed.counterexample, suffix);
    return { ...confirmed, file };
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    return { ...confirmed, unwritten: error.message };
  }
}

/** Prefers the fewest operations, then the fewest steps, then the first. */
export function shortest<Found extends Pick<FoundViolation, 'transitions' | 'steps'>>(
  found: readonly Found[],
): Found {
  return found.reduce((best, next) => {
    const operations = next.transitions.length - best.transitions.length;
    const isShorter = operations < 0 || (operations === 0 && next.steps < best.steps);
    return isShorter ? next : best;
  });
}

export class Confirmer {
  /** Why something could not be confirmed; null if everything was. */
  stop: { readonly limit: Stopped['reason']; readonly value: null } | null = null;
  private readonly executions = new Map<string, Execution>();
  private readonly subject: Subject;
  private readonly check: () => void;
  private readonly directory: string | null;

  /** `directory`: where counterexample files are written; null for none. */
  constructor(subject: Subject, directory: string | null, clock: AftermathClock) {
    this.subject = subject;
    this.directory = directory;
    this.check = aftermathCheck(clock);
  }

  /** Null if there is no time for it. */
  confirm(found: FoundViolation): ConfirmedViolation | null {
    return this.inTime(() => {
      const confirmed = this.confirmNow(found);
      return this.write(confirmed, this.directory);
    });
  }

  /** Confirms and writes its file; null if there is no time. */
  write(confirmed: ConfirmedViolation, directory: string | null): ConfirmedViolation {
    return this.inTime(() => this.written(confirmed, directory)) ?? confirmed;
  }

  /** Null if there is no time for it. */
  inTime<Result>(work: () => Result): Result | null {
    try {
      return withStopCheck(this.check, work);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      this.stop = { limit: error.reason, value: null };
      return null;
    }
  }

  private confirmNow(found: FoundViolation): ConfirmedViolation {
    const key = JSON.stringify([found.scope, found.transitions]);
    const execution = this.executions.get(key) ?? executeViolation(this.subject, found);
    this.executions.set(key, execution);
    return confirm(this.subject, found, execution);
  }

  /** Files are written one by one; a run that must end starts no further file. */
  private written(confirmed: ConfirmedViolation, directory: string | null): ConfirmedViolation {
    if (directory === null) return confirmed;
    stopIfDue();
    return withFile(this.subject, confirmed, directory);
  }
}
