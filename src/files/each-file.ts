/** Processes files one by one: an error or a limit in one does not lose the results of the others. */
import { type FileError, InputError } from '../errors.ts';
import { Stopped, type StoppedFiles, stopIfDue } from '../stop.ts';

export interface FileAnswers<Answer> {
  /** In the order of the files, without the unreadable ones. */
  readonly answers: readonly Answer[];
  readonly unreadable: readonly FileError[];
  /** Null if all files were finished. */
  readonly stopped: StoppedFiles | null;
}

/** The end of the work on one file, or on another independent part of a run. */
export type WorkEnd<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly error: InputError }
  | { readonly kind: 'stopped'; readonly stopped: Stopped };

/** Other errors are thrown. */
export function endOfWork<Answer>(work: () => Answer): WorkEnd<Answer> {
  try {
    stopBetweenFiles();
    return { kind: 'answered', answer: work() };
  } catch (error) {
    if (error instanceof Stopped) return { kind: 'stopped', stopped: error };
    if (error instanceof InputError) return { kind: 'refused', error };
    throw error;
  }
}

/** A memory limit ends the work on one file; a time limit and Ctrl-C also end the work on those after it. */
export function endsRun(end: WorkEnd<unknown>): boolean {
  return end.kind === 'stopped' && isForRun(end.stopped);
}

/** As `answersOf`; `action` receives the files in order. */
export function forEachFile<Answer>(
  files: readonly string[],
  action: (file: string) => Answer,
): FileAnswers<Answer> {
  const ends: WorkEnd<Answer>[] = [];
  for (const file of files) {
    const end = endOfWork(() => action(file));
    ends.push(end);
    if (endsRun(end)) break;
  }
  return answersOf(files, ends);
}

/**
 * `ends`: by file; those that are missing at the end were not begun. Throws the `InputError` of a file only
 * if it is the only file, and `Stopped` only if no file was finished.
 */
export function answersOf<Answer>(
  files: readonly string[],
  ends: readonly WorkEnd<Answer>[],
): FileAnswers<Answer> {
  const answers: Answer[] = [];
  const unreadable: FileError[] = [];
  const left: string[] = [];
  let ended: Stopped | null = null;
  for (const [index, end] of ends.entries()) {
    const file = files[index];
    if (end.kind === 'answered') {
      answers.push(end.answer);
    } else if (end.kind === 'stopped') {
      ended = end.stopped;
      left.push(file);
    } else {
      if (files.length === 1) throw end.error;
      unreadable.push({ file, error: withoutName(file, end.error.message) });
    }
  }
  if (ended === null) return { answers, unreadable, stopped: null };
  left.push(...files.slice(ends.length));
  if (left.length === files.length) throw ended;
  const stop = { limit: ended.reason, value: ended.value };
  return { answers, unreadable, stopped: { stop, left } };
}

/** Memory of the previous file counts as free, although it may not be collected yet. */
function stopBetweenFiles(): void {
  try {
    stopIfDue();
  } catch (error) {
    if (!(error instanceof Stopped) || isForRun(error)) throw error;
  }
}

function isForRun({ reason }: Stopped): boolean {
  return reason === 'time' || reason === 'interrupted';
}

/** Most messages start with the name of the file, as do the lines of a report. */
function withoutName(file: string, message: string): string {
  if (!message.startsWith(`${file}:`)) return message;
  return message
    .slice(file.length + 1)
    .replace(/^(\d+):/, ' line $1:')
    .trimStart();
}
