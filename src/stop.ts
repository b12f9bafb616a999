/** Cancellation of long work: the caller installs a check, and the work calls it. */

/** External reasons that end work before it is finished. */
export type StopReason = 'time' | 'memory' | 'heap' | 'interrupted';

/** Thrown out of work that must end. Its result is unknown. */
export class Stopped extends Error {
  /** For checks without `instanceof`. */
  override readonly name = 'Stopped';
  readonly reason: StopReason;
  /** The bound that was reached; for `interrupted`, the milliseconds until then. */
  readonly value: number;

  constructor(reason: StopReason, value: number) {
    super(`stopped: ${reason}`);
    this.reason = reason;
    this.value = value;
  }
}

/** The limit that ended the work on several files early. */
export interface StoppedFiles {
  readonly stop: { readonly limit: StopReason; readonly value: number };
  /** Files without a result, in their order. */
  readonly left: readonly string[];
}

/** Throws `Stopped` if the work must end. It has no other effect, so results do not depend on it. */
export type StopCheck = () => void;

/** State of this thread. */
let currentCheck: StopCheck = () => undefined;

/** Called during long work, after some steps of it: cheap, but not free. */
export function stopIfDue(): void {
  currentCheck();
}

let calls = 0;

/** For loops over many small items: performs one check in 512 calls. */
export function stopIfDueNowAndThen(): void {
  if ((++calls & 511) === 0) currentCheck();
}

/** Installs `own` for everything that `work` does before it returns. */
export function withStopCheck<Result>(own: StopCheck, work: () => Result): Result {
  const outer = currentCheck;
  currentCheck = own;
  try {
    return work();
  } finally {
    currentCheck = outer;
  }
}

/** The same for asynchronous work. At most one such work per thread at a time. */
export async function withStopCheckUntilDone<Result>(
  own: StopCheck,
  work: () => Promise<Result>,
): Promise<Result> {
  const outer = currentCheck;
  currentCheck = own;
  try {
    return await work();
  } finally {
    currentCheck = outer;
  }
}

/** The current check applies to `work` after this number of calls: work that must end, but may finish a little more. */
export function withGrace<Result>(calls: number, work: () => Result): Result {
  const outer = currentCheck;
  let left = calls;
  return withStopCheck(() => {
    if (--left < 0) outer();
  }, work);
}
