/** Files one after another: what is wrong with one of them, or a limit, does not lose the answers for the others. */
import { type FileError, InputError } from '../errors.ts';
import { Stopped, type StoppedFiles, stopIfDue } from '../stop.ts';

export interface FileAnswers<Answer> {
  /** In the order of the files, without the unreadable ones. */
  readonly answers: readonly Answer[];
  readonly unreadable: readonly FileError[];
  /** Null if every file was finished. */
  readonly stopped: StoppedFiles | null;
}

/**
 * Throws the `InputError` of a file only if it is the only one, and `Stopped` only if no file was finished.
 */
export function forEachFile<Answer>(
  files: readonly string[],
  action: (file: string, index: number) => Answer,
): FileAnswers<Answer> {
  const answers: Answer[] = [];
  const unreadable: FileError[] = [];
  for (const [index, file] of files.entries()) {
    try {
      stopIfDue();
      answers.push(action(file, index));
    } catch (error) {
      if (error instanceof Stopped && index > 0) {
        const stop = { limit: error.reason, value: error.value };
        return { answers, unreadable, stopped: { stop, left: files.slice(index) } };
      }
      if (!(error instanceof InputError) || files.length === 1) throw error;
      unreadable.push({ file, error: withoutName(file, error.message) });
    }
  }
  return { answers, unreadable, stopped: null };
}

/** Most messages begin with the name of the file, and so do the lines of a report. */
function withoutName(file: string, message: string): string {
  if (!message.startsWith(`${file}:`)) return message;
  return message
    .slice(file.length + 1)
    .replace(/^(\d+):/, ' line $1:')
    .trimStart();
}
