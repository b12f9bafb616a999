/** The summary of a CI job: a file that the runner owns, to which every step adds at the end. */
import { appendFileSync } from 'node:fs';
import { InputError } from '../errors.ts';

/** Throws `InputError` if the file cannot be written to. */
export function appendSummary(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`the summary ${JSON.stringify(file)} cannot be written: ${code}`);
  }
}
