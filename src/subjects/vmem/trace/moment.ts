/** The changes of a step that determine which parts of the state are read again. */
import type { Lock } from '../kernel/request.ts';

/** The changes of one step. */
export interface Moment {
  readonly thread: number;
  readonly flushed: boolean;
  /** True if no call runs: unreachable objects are lost. */
  readonly atRest: boolean;
  /** By `Lock`: the thread that holds it. */
  readonly holders: ReadonlyMap<Lock, number>;
  /** True if nothing visible in tables, memmap or the TLB happened. */
  readonly isQuiet: boolean;
  /** The only change: an entry of this table started or stopped pointing to identity memory. */
  readonly identityIn: number | null;
}
