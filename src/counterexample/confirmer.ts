/** Confirms the violations of a run, each schedule once, while there is time. */

import type { ConfirmedViolation } from '../commands/check/result.ts';
import { type AftermathClock, aftermathCheck } from '../jobs/aftermath.ts';
import { Stopped, stopIfDue, withStopCheck } from '../stop.ts';
import type { Execution } from '../subjects/vmem/execution/execution.ts';
import type { Stop } from '../text/stop-text.ts';
import { confirm, executed, type FoundViolation, withFile } from './confirm.ts';

export class Confirmer {
  /** Why something could not be confirmed; null if everything was. */
  stop: Stop | null = null;
  private readonly executions = new Map<string, Execution>();
  private readonly check: () => void;
  private readonly directory: string | null;

  /** `directory`: where counterexample files are written; null for none. */
  constructor(directory: string | null, clock: AftermathClock) {
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

  /** With its file, unless there is no time for that. */
  write(confirmed: ConfirmedViolation, directory: string | null): ConfirmedViolation {
    return this.inTime(() => written(confirmed, directory)) ?? confirmed;
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
    const execution = this.executions.get(key) ?? executed(found);
    this.executions.set(key, execution);
    return confirm(found, execution);
  }
}

/** Files are written one by one, and none is started after a stop was requested. */
function written(confirmed: ConfirmedViolation, directory: string | null): ConfirmedViolation {
  if (directory === null) return confirmed;
  stopIfDue();
  return withFile(confirmed, directory);
}
