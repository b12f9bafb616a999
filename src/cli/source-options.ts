/** Options that name C sources. */

import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { InputError } from '../errors.ts';
import type { Subject } from '../subject/subject.ts';
import { needed, optionIf } from './capability.ts';
import { group } from './common-options.ts';
import type { Context } from './context.ts';
import { whileReading } from './stopping.ts';

const hasTexts = ({ texts }: Subject): boolean => texts !== undefined;

export function sourceOption(): Option {
  return optionIf(
    new Option(
      '--source <file>',
      'C source of vmem.c, or a kernel tree, instead of a known revision',
    ),
    hasTexts,
  );
}

/** The subject is chosen by it before a command runs. */
export function archOption({ program }: Context): Option {
  const names = program.architectures.join(' or ');
  const text = `architecture of a kernel tree: ${names}, the memmap only, experimental`;
  return optionIf(new Option('--arch <name>', text).helpGroup('Question:'), hasTexts);
}

/** May be repeated. */
export function withOption(): Option {
  const option = new Option('--with <file>', 'additional C file that defines helpers; repeatable');
  return optionIf(
    option.argParser((file: string, before: readonly string[] | undefined) => [
      ...(before ?? []),
      file,
    ]),
    hasTexts,
  );
}

export interface SourceValues {
  readonly revision?: string;
  readonly source?: string;
  readonly with?: readonly string[];
  readonly lazy?: boolean;
  readonly timeLimit?: number;
}

/** For sources that are only partly supported. */
export function lazyOption(): Option {
  const text = 'report unsupported parts of the source only when they are reached';
  return optionIf(new Option('--lazy', text), hasTexts);
}

/** `--source`, `--with` and `--lazy`, for commands that also accept `--revision`. */
export function sourceOptions(): Option[] {
  return group('Question:', [sourceOption().conflicts('revision'), withOption(), lazyOption()]);
}

/** The values, with the text of `--source` as the revision. Reading stops at Ctrl-C and at `--time-limit`. */
export async function withSource<Values extends SourceValues>(
  context: Context,
  values: Values,
): Promise<Values> {
  if (values.source === undefined) {
    if (values.with !== undefined) {
      throw new InputError('--with needs --source: it adds helpers to that source');
    }
    if (values.lazy === undefined) return values;
    throw new InputError('--lazy needs --source: it defers errors in that source');
  }
  const { source } = values;
  const revision = await whileReading(context, values, () =>
    needed(context.subject, 'texts', '--source').read(
      source,
      values.with ?? [],
      values.lazy ?? false,
    ),
  );
  return { ...values, revision };
}

/** A revision, or the path of a C source. */
export function parseKernel(subject: Subject, where: string, text: string): string {
  if (!isTextPath(subject, text)) subject.revisions?.check(text, where);
  return text;
}

/** Names of kernels, each a revision or the path of a C source, which is then parsed. */
export async function kernelsNamed(
  context: Context,
  given: readonly string[],
  values: Pick<SourceValues, 'with' | 'timeLimit'>,
): Promise<readonly string[]> {
  const { subject } = context;
  const { with: further } = values;
  if (further !== undefined && !given.some((text) => isTextPath(subject, text))) {
    throw new InputError('--with is given without a C source: it adds helpers to a source');
  }
  const names: string[] = [];
  for (const text of given) {
    names.push(
      isTextPath(subject, text)
        ? await whileReading(context, values, () =>
            needed(subject, 'texts', 'a C source').read(text, further ?? []),
          )
        : text,
    );
  }
  return names;
}

/** A name with a slash or the suffix .c is a path, whether or not it exists. */
function isTextPath({ revisions }: Subject, text: string): boolean {
  if (revisions?.find(text) !== undefined) return false;
  return text.includes('/') || text.endsWith('.c') || existsSync(text);
}
