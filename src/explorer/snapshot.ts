/** What a search hands out so that it can be saved and gone on with: numbers and arrays, each under a name. */
import { InputError } from '../errors.ts';
import type { System } from '../model/system.ts';

/** Takes what is saved. The arrays are the search's own: read them before the call returns. */
export interface SnapshotWriter {
  /** Whole numbers, also large ones. */
  numbers(name: string, values: readonly number[]): void;
  /** One array, which may lie in several pieces. */
  words(name: string, pieces: readonly Int32Array[]): void;
}

/** Gives it back, in the order in which it was written. */
export interface SnapshotReader {
  numbers(name: string): readonly number[];
  /** Fills the pieces one after the other; together they have the length that was written. */
  words(name: string, pieces: readonly Int32Array[]): void;
}

/** Something with arrays of its own that a search is saved and restored with. */
export interface Saved {
  save(to: SnapshotWriter): void;
  /** Only on a new object, made as the one that was saved. */
  restore(from: SnapshotReader): void;
}

/** Takes transitions of the loaded state that the search had taken before it was saved. */
export function skipTransitions(system: System, count: number): void {
  for (let skipped = 0; skipped < count; skipped++) {
    if (!system.next()) throw notTheSame('a state has fewer transitions than before');
  }
}

/** What the states of the system mean comes first: nothing may be asked of it before that is known. */
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

/** A search that is restored takes its memory as it did before; this is for when there is less of it. */
export function noRoom(): InputError {
  return new InputError(
    'the checkpoint holds a search that needs more memory than this one may use: give it more with --max-memory',
  );
}

/** The system does not do what it did when the search was saved. */
export function notTheSame(what: string): InputError {
  return new InputError(
    `the checkpoint was made by another build of the model: ${what}; search again from the start`,
  );
}
