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

/**
 * Throws the `InputError` of a file only if it is the only file, and `Stopped` only if no file was finished.
 * A memory limit ends the work on one file; a time limit and Ctrl-C also end the work on those after it.
 */
export function forEachFile<Answer>(
  files: readonly string[],
  action: (file: string, index: number) => Answer,
): FileAnswers<Answer> {
  const answers: Answer[] = [];
  const unreadable: FileError[] = [];
  const left: string[] = [];
  let ended: Stopped | null = null;
  for (const [index, file] of files.entries()) {
    try {
      stopBetweenFiles();
      answers.push(action(file, index));
    } catch (error) {
      if (error instanceof Stopped) {
        ended = error;
        left.push(...(endsRun(error) ? files.slice(index) : [file]));
        if (endsRun(error)) break;
        continue;
      }
      if (!(error instanceof InputError) || files.length === 1) throw error;
      unreadable.push({ file, error: withoutName(file, error.message) });
    }
  }
  if (ended === null) return { answers, unreadable, stopped: null };
  if (left.length === files.length) throw ended;
  const stop = { limit: ended.reason, value: ended.value };
  return { answers, unreadable, stopped: { stop, left } };
}

/** Memory of the previous file counts as free, although it may not be collected yet. */
function stopBetweenFiles(): void {
  try {
    stopIfDue();
  } catch (error) {
    if (!(error instanceof Stopped) || endsRun(error)) throw error;
  }
}

function endsRun({ reason }: Stopped): boolean {
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
