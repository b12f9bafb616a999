/** Confirms the violations of a run, each schedule once, as long as there is time. */

import { type AftermathClock, aftermathCheck } from '../jobs/aftermath.ts';
import { Stopped, stopIfDue, withStopCheck } from '../stop.ts';
import type { Execution } from '../subject/execution.ts';
import type { Subject } from '../subject/subject.ts';
import {
  type ConfirmedViolation,
  confirm,
  executeViolation,
  type FoundViolation,
  withFile,
} from './confirm.ts';

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
