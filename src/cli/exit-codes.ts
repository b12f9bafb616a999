/** Meaning of the exit codes; scripts rely on these numbers. */

export const ExitCode = {
  /** The expected outcome: holds, all reproduced, all conform. */
  ok: 0,
  violated: 1,
  /** Wrong usage or input. */
  usage: 2,
  /** A limit was reached first. */
  undecided: 3,
  /** A gate failed: a mutant survives, an invariant kills nothing, a later patch breaks what held before. */
  gateFailed: 4,
  /** A replay or a recording differs. */
  differs: 5,
  /** A bug in tablewalk. */
  bug: 70,
  /** Output could not be written: the disk is full, or the destination no longer exists. */
  outputLost: 74,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const byVerdict = {
  holds: ExitCode.ok,
  same: ExitCode.ok,
  passed: ExitCode.ok,
  'not-judged': ExitCode.ok,
  violated: ExitCode.violated,
  different: ExitCode.violated,
  failed: ExitCode.gateFailed,
  undecided: ExitCode.undecided,
} as const;

/** The exit code of each verdict. */
export function exitCodeFor(verdict: keyof typeof byVerdict, isInterrupted: boolean): ExitCode {
  return isInterrupted ? ExitCode.interrupted : byVerdict[verdict];
}

export class Finished extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode) {
    super(`finished with exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}
