/** Thrown to end a command whose work was done by other means, with its exit code. */
import type { ExitCode } from './exit-codes.ts';

export class Finished extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode) {
    super(`finished with exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}
