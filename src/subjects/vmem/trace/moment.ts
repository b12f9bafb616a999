/** What a step changed, as far as it determines which parts of the state are read again. */
import type { Lock } from '../kernel/request.ts';

/** What happened in one step. */
export interface Moment {
  readonly thread: number;
  readonly flushed: boolean;
  /** No call runs: what is not reachable now is lost. */
  readonly atRest: boolean;
  /** By `Lock`: the thread that holds it. */
  readonly holders: ReadonlyMap<Lock, number>;
  /** Nothing happened that would be visible in tables, memmap or the TLB. */
  readonly isQuiet: boolean;
  /** The only change: an entry of this table started or stopped pointing to identity memory. */
  readonly identityIn: number | null;
}
