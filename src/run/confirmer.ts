/** Confirms what a run has found, each schedule once, as long as there is time for it. */

import type { ConfirmedViolation, Stop } from '../report/check-result.ts';
import { Stopped, withStopCheck } from '../stop.ts';
import type { Execution } from '../trace/execution.ts';
import { type AftermathClock, aftermathCheck } from './aftermath.ts';
import { confirm, executed, type FoundViolation, withFile } from './confirm.ts';

export class Confirmer {
  /** Why something could not be confirmed; null if everything was. */
  stop: Stop | null = null;
  private readonly executions = new Map<string, Execution>();
  private readonly check: () => void;
  private readonly directory: string | null;

  /** `directory`: where the files of counterexamples go; null for none. */
  constructor(directory: string | null, clock: AftermathClock) {
    this.directory = directory;
    this.check = aftermathCheck(clock);
  }

  /** Null if there is no time for it. */
  confirm(found: FoundViolation): ConfirmedViolation | null {
    try {
      return withStopCheck(this.check, () => this.confirmNow(found));
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
    return withFile(confirm(found, execution), this.directory);
  }
}
