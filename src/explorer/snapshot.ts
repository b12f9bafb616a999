/** How a search is serialised and resumed: numbers and arrays, each under a name. */
import { InputError } from '../errors.ts';
import type { System } from '../model/system.ts';

/** Receives the saved data. The arrays are the search's own: read them before the call returns. */
export interface SnapshotWriter {
  /** Whole numbers, also large ones. */
  numbers(name: string, values: readonly number[]): void;
  /** One array, which may consist of several pieces. */
  words(name: string, pieces: readonly Int32Array[]): void;
}

/** Returns the data in the order in which it was written. */
export interface SnapshotReader {
  numbers(name: string): readonly number[];
  /** Fills the pieces in order; together they have the length that was written. */
  words(name: string, pieces: readonly Int32Array[]): void;
}

/** An object with arrays that are part of a saved search. */
export interface Saved {
  save(to: SnapshotWriter): void;
  /** Only on a new object, created like the saved one. */
  restore(from: SnapshotReader): void;
}

/** Executes the transition again at which the search was saved. */
export function takeAgain(system: System): void {
  if (!system.next()) throw notTheSame('a state has fewer transitions than before');
}

/** The meaning of the system's states comes first: nothing may be requested from it before. */
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

/** A restored search allocates its memory as before; this handles a smaller limit. */
export function noRoom(): InputError {
  return new InputError(
    'the checkpoint holds a search that needs more memory than this one may use: give it more with --max-memory',
  );
}

/** The system behaves differently from when the search was saved. */
export function notTheSame(what: string): InputError {
  return new InputError(
    `the checkpoint was made by another build of the model: ${what}; search again from the start`,
  );
}
