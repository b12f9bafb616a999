/** How long work learns that it is to end: whoever starts the work lends it a check, and the work calls it. */

/** What can end work before it is finished, apart from the work itself. */
export type StopReason = 'time' | 'memory' | 'heap' | 'interrupted';

/** Thrown out of work that is to end. Nothing of what it was about to answer is known. */
export class Stopped extends Error {
  /** For a look without `instanceof`. */
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

/** What ended work on files before all of them were finished. */
export interface StoppedFiles {
  readonly stop: { readonly limit: StopReason; readonly value: number };
  /** Files without an answer, in their order. */
  readonly left: readonly string[];
}

/** Throws `Stopped` if the work is to end. It decides nothing else, so results do not depend on it. */
export type StopCheck = () => void;

/** Of this thread. */
let check: StopCheck = () => undefined;

/** Called in the midst of long work, after some steps of it: cheap, but not free. */
export function stopIfDue(): void {
  check();
}

let calls = 0;

/** For loops over many small things: looks at one call of 512. */
export function stopIfDueNowAndThen(): void {
  if ((++calls & 511) === 0) check();
}

/** Lends `own` to all that `work` does before it returns. */
export function withStopCheck<Result>(own: StopCheck, work: () => Result): Result {
  const outer = check;
  check = own;
  try {
    return work();
  } finally {
    check = outer;
  }
}

/** The same for work that comes back later. One such work at a time in a thread. */
export async function withStopCheckUntilDone<Result>(
  own: StopCheck,
  work: () => Promise<Result>,
): Promise<Result> {
  const outer = check;
  check = own;
  try {
    return await work();
  } finally {
    check = outer;
  }
}
