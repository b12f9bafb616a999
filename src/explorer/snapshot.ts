/** The serialised form of a search: numbers and arrays, each with a name. */
import { InputError } from '../errors.ts';
import type { System } from '../model/system.ts';

/** Receives the saved data. The arrays belong to the search: copy them before the call returns. */
export interface SnapshotWriter {
  /** Integers up to 2^53. */
  numbers(name: string, values: readonly number[]): void;
  /** One array, in one or several pieces. */
  words(name: string, pieces: readonly Int32Array[]): void;
}

/** Returns the saved data, in the order in which it was written. */
export interface SnapshotReader {
  numbers(name: string): readonly number[];
  /** Fills the pieces in order; together they have the length that was written. */
  words(name: string, pieces: readonly Int32Array[]): void;
}

/** A part of a search with its own data. */
export interface Saved {
  save(to: SnapshotWriter): void;
  /** Only on a new object, constructed like the one that was saved. */
  restore(from: SnapshotReader): void;
}

/** Takes transitions of the loaded state that the search had taken before it was saved. */
export function skipTransitions(system: System, count: number): void {
  for (let skipped = 0; skipped < count; skipped++) {
    if (!system.next()) throw notTheSame('a state has fewer transitions than before');
  }
}

/** The memory of the system is saved first: it must be restored before any of its methods is called. */
export function saveSystem(to: SnapshotWriter, { memory }: System): void {
  const words = memory?.save();
  if (words === undefined) return;
  to.numbers('system', [words.length]);
  to.words('system', [words]);
}

export function restoreSystem(from: SnapshotReader, { memory }: System): void {
  if (memory === undefined) return;
  const [wordCount] = from.numbers('system');
  const words = new Int32Array(wordCount);
  from.words('system', [words]);
  memory.restore(words);
}

/** A restored search needs as much memory as before; this is the error if its budget is smaller. */
export function noRoom(): InputError {
  return new InputError(
    'the search in the checkpoint needs more memory than allowed; raise --max-memory',
  );
}

/** The system behaves differently than when the search was saved. */
export function notTheSame(what: string): InputError {
  return new InputError(
    `the checkpoint was made by another build of the model: ${what}; search again from the start`,
  );
}
