/** Line and branch coverage of a C source by a check: in its reports, and as a file for lcov. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import type { Context } from '../../cli/context.ts';
import { InputError, OutputError } from '../../errors.ts';
import { attemptWrite } from '../../files/system-errors.ts';
import { replaceFile } from '../../files/write-whole.ts';
import { parseChoice } from '../../input/parse-values.ts';
import { lcovText, type UnreachedCode, unreachedCode } from '../../text/code-coverage.ts';
import { paragraph, plural } from '../../text/paragraph.ts';
import { quotedPath } from '../../text/shell.ts';
import type { CheckResult } from './result.ts';

const coverageFormats = ['lcov'] as const;

export interface CoverageValues {
  readonly coverage?: (typeof coverageFormats)[number];
  readonly source?: string;
  readonly resume?: string;
  readonly quiet?: boolean;
}

export function coverageOption(): Option {
  return new Option(
    '--coverage <format>',
    'of --source: write which lines and branches were reached to lcov.info in --out: lcov',
  ).argParser((text: string) => parseChoice('--coverage', text, coverageFormats));
}

/** Rejects an option without effect. */
export function checkCoverage(
  { coverage, source, resume }: CoverageValues,
  directory: string | null,
): void {
  if (coverage === undefined) return;
  if (source === undefined && resume === undefined) {
    throw new InputError('--coverage is given without --source; it describes lines of a C source');
  }
  if (directory === null) {
    throw new InputError(
      '--coverage is given with --no-files; it writes to the directory of --out',
    );
  }
}

const coverageFile = 'lcov.info';
const firstWords = 'TN:tablewalk';

/** Writes the file if it was requested; keeps an lcov.info that tablewalk did not write. */
export function writeCoverage(
  context: Context,
  { coverage, quiet }: CoverageValues,
  directory: string | null,
  { code }: CheckResult,
): void {
  if (coverage === undefined || directory === null || code.length === 0) return;
  const file = join(directory, coverageFile);
  const written = context.attempt(() => {
    if (existsSync(file) && !readFileSync(file, 'utf8').startsWith(firstWords)) {
      throw new OutputError(
        `${file} was not written by tablewalk and is kept: choose another --out`,
      );
    }
    attemptWrite('--out', directory, () => replaceFile(file, lcovText(code)));
    return file;
  });
  if (written === null || quiet === true) return;
  context.say(`coverage written to ${file}; to see it:`);
  context.sayCommand(`genhtml --branch-coverage --output-directory coverage ${quotedPath(file)}`);
}

const unreachedMax = 12;

/** One paragraph; empty for our own code, and for an incomplete search. */
export function codeCoverageLines({ code, stop, scopes }: CheckResult): string[] {
  if (code.length === 0 || stop !== null || !scopes.every(({ maps }) => maps)) return [];
  const { lines, branches } = coverageCounts(code);
  const counts = `${lines.reached} of ${plural(lines.all, 'line')} and ${branches.reached} of ${plural(branches.all, 'branch', 'branches')} reached`;
  const missed = unreachedCode(code);
  if (missed.length === 0) return paragraph(`${counts}.`, 'C source: ', '  ');
  const shown = missed.slice(0, unreachedMax).map(unreachedText).join('; ');
  const more = missed.length - unreachedMax;
  const rest = more > 0 ? `; and ${more} more: --coverage lcov writes all` : '';
  return paragraph(`${counts}. Not reached: ${shown}${rest}.`, 'C source: ', '  ');
}

function unreachedText({ file, line, function: name, never }: UnreachedCode): string {
  const place = `${file}:${line} ${name}()`;
  return never === 'reached' ? place : `${place} never ${never}`;
}

/** With --lazy: the places that were reached and ended a path. */
export function unknownCodeLines({ unknown }: CheckResult): string[] {
  if (unknown.length === 0) return [];
  const text = `${unknown.join(', ')}. Paths end there, so no claim holds: see tablewalk source.`;
  return paragraph(text, 'Reached and not understood: ', '  ');
}

export function codeCoverageJson({ code, unknown }: CheckResult): object {
  if (code.length === 0) return {};
  return {
    code: {
      ...coverageCounts(code),
      unreached: unreachedCode(code),
      ...(unknown.length > 0 && { notUnderstood: unknown }),
    },
  };
}

function coverageCounts(code: CheckResult['code']) {
  const lines = code.flatMap((one) => one.lines);
  const ways = code.flatMap(({ branches }) =>
    branches.flatMap(({ wasTrue, wasFalse }) => [wasTrue, wasFalse]),
  );
  return {
    lines: { reached: lines.filter(({ isReached }) => isReached).length, all: lines.length },
    branches: { reached: ways.filter((was) => was).length, all: ways.length },
  };
}
