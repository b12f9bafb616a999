/** What a step changed, as far as it decides how much of the state is read again. */
import type { Lock } from '../kernel/request.ts';

/** What happened in one step. */
export interface Moment {
  readonly thread: number;
  readonly flushed: boolean;
  /** No call runs: what is not reachable now is lost. */
  readonly atRest: boolean;
  /** By `Lock`: the thread that holds it. */
  readonly holders: ReadonlyMap<Lock, number>;
  /** Nothing happened that tables, memmap or the TLB could show. */
  readonly isQuiet: boolean;
  /** All that happened is that an entry of this table named identity, or no longer does. */
  readonly identityIn: number | null;
}
