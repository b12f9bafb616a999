/** Options that name C sources. */
import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { InputError } from '../errors.ts';
import { findKernel } from '../subjects/vmem/mutation/named-kernel.ts';
import { readAsRevision } from '../subjects/vmem/texts/kernel-texts.ts';
import type { Context } from './context.ts';
import { parseRevision } from './scope-options.ts';
import { withinGivenLimits } from './stopping.ts';

export function sourceOption(): Option {
  return new Option(
    '--source <file>',
    'C source of vmem.c, or a kernel tree, instead of a known revision',
  );
}

/** May be repeated. */
export function withOption(): Option {
  return new Option(
    '--with <file>',
    'additional C file that defines helpers; repeatable',
  ).argParser((file: string, before: readonly string[] | undefined) => [...(before ?? []), file]);
}

export interface SourceValues {
  readonly revision?: string;
  readonly source?: string;
  readonly with?: readonly string[];
  readonly timeLimit?: number;
}

/** `--source` and `--with`, for commands that also accept `--revision`. */
export function addSourceOptions(command: Command): void {
  command.addOption(sourceOption().helpGroup('Question:').conflicts('revision'));
  command.addOption(withOption().helpGroup('Question:'));
}

/** The values, with the text of `--source` as the revision. Reading stops at Ctrl-C and at `--time-limit`. */
export async function withSource<Values extends SourceValues>(
  context: Context,
  values: Values,
): Promise<Values> {
  if (values.source === undefined) {
    if (values.with === undefined) return values;
    throw new InputError('--with needs --source: it adds helpers to that source');
  }
  const { source, timeLimit } = values;
  const limits = timeLimit === undefined ? {} : { timeLimit };
  const revision = await withinGivenLimits(context, limits, () =>
    readAsRevision(source, values.with ?? []),
  );
  return { ...values, revision };
}

/** A revision, or the path of a C source. */
export function parseKernel(where: string, text: string): string {
  return isTextPath(text) ? text : parseRevision(where, text);
}

/** Names of kernels, each a revision or the path of a C source, which is then parsed. */
export async function kernelsNamed(
  given: readonly string[],
  further: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (further !== undefined && !given.some(isTextPath)) {
    throw new InputError('--with is given without a C source: it adds helpers to a source');
  }
  const names: string[] = [];
  for (const text of given) {
    names.push(isTextPath(text) ? await readAsRevision(text, further ?? []) : text);
  }
  return names;
}

/** A name with a slash or the suffix .c is a path, whether or not it exists. */
function isTextPath(text: string): boolean {
  if (findKernel(text) !== undefined) return false;
  return text.includes('/') || text.endsWith('.c') || existsSync(text);
}
