/** Files that could not be read: how reports name them. */
import type { FileError } from '../errors.ts';
import { type CiCase, errorCase } from './ci/ci-report.ts';
import { type Paint, plural } from './paragraph.ts';

/** One line per file. */
export function unreadableLines(unreadable: readonly FileError[], paint: Paint): string[] {
  return unreadable.map(({ file, error }) => `${paint.bad('unreadable')}  ${file}: ${error}`);
}

/** Suffix of a count of readable files; empty if all could be read. */
export function unreadableCount(unreadable: readonly FileError[]): string {
  return unreadable.length === 0 ? '' : `, ${plural(unreadable.length, 'file')} unreadable`;
}

export function unreadableCases(group: string, unreadable: readonly FileError[]): CiCase[] {
  return unreadable.map(({ file, error }) => errorCase(group, file, `unreadable: ${error}`));
}
