/** The errors of the project. A violated invariant is not an error: it is a result. */
import { visibleLine } from './text/visible-text.ts';

/**
 * Wrong input from the user (flag, file, trace, seed). The message names it, its value and what is allowed,
 * in one line without hidden characters.
 */
export class InputError extends Error {
  /** For checks without `instanceof`. */
  override readonly name = 'InputError';
  /** The words that would have been right, if they can be counted. */
  readonly allowed: readonly string[];

  /** `allowed`: the words of which one should have been given. */
  constructor(message: string, allowed: readonly string[] = [], options: ErrorOptions = {}) {
    super(visibleLine(message), options);
    this.allowed = allowed;
  }
}

/** Several lines, as an excerpt of a file needs them; no text within a line can begin another. */
export class InputLinesError extends InputError {
  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.message = lines.map(visibleLine).join('\n');
  }
}

/** A counterexample that does not violate its claim as recorded. */
export class NotReproduced extends InputError {}

/** The answer of `work`; that of `refused` if it throws an `InputError`. */
export function unlessRefused<Answer, Other>(
  work: () => Answer,
  refused: (error: InputError) => Other,
): Answer | Other {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) return refused(error);
    throw error;
  }
}

/** A file among others that could not be read, and why: one line without the name of the file. */
export interface FileError {
  readonly file: string;
  readonly error: string;
}

/**
 * A result could not be written: the disk is full, or the place has gone. The message names the
 * place and the reason.
 */
export class OutputError extends Error {
  /** For checks without `instanceof`. */
  override readonly name = 'OutputError';

  /** `message`: one line. */
  constructor(message: string) {
    super(visibleLine(message));
  }
}

/** A bug in tablewalk: the model broke one of its own rules. */
export class ModelError extends Error {
  /** For checks without `instanceof`. */
  override readonly name = 'ModelError';
}

/** Memory ran out before the work could stop: nothing was decided. */
export class MemoryError extends Error {
  /** For checks without `instanceof`. */
  override readonly name = 'MemoryError';

  /** `message`: one line. */
  constructor(message: string) {
    super(visibleLine(message));
  }
}

/** An error in what the file holds is reported with its name. */
export function inFile<Result>(file: string, action: () => Result): Result {
  return unlessRefused(action, ({ message }) => {
    throw new InputError(`${file}: ${message}`);
  });
}
