/** Files that could not be read among others that could: how each report names them. */
import type { FileError } from '../errors.ts';
import type { CiCase } from './ci/ci-report.ts';
import { type Paint, plural } from './paragraph.ts';

/** One line for each file. */
export function unreadableLines(unreadable: readonly FileError[], paint: Paint): string[] {
  return unreadable.map(({ file, error }) => `${paint.bad('unreadable')}  ${file}: ${error}`);
}

/** Behind a count of the files that could be read; empty if there is none. */
export function unreadableCount(unreadable: readonly FileError[]): string {
  return unreadable.length === 0 ? '' : `, ${plural(unreadable.length, 'file')} unreadable`;
}

export function unreadableCases(group: string, unreadable: readonly FileError[]): CiCase[] {
  return unreadable.map(({ file, error }) => ({
    group: [group],
    name: file,
    status: 'error',
    rule: null,
    message: `unreadable: ${error}`,
    details: '',
    file,
    line: 1,
    code: null,
    kernelFunction: null,
  }));
}
