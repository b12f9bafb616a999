/** Options that name C texts. */
import { type Command, Option } from 'commander';
import { InputError, readAsRevision } from '../cli-api.ts';

export function sourceOption(): Option {
  return new Option(
    '--source <file>',
    'a C text of vmem.c, or a kernel tree: not a known revision',
  );
}

/** May be repeated. */
export function withOption(): Option {
  return new Option('--with <file>', 'a further C text that defines helpers; repeatable').argParser(
    (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
  );
}

export interface SourceValues {
  readonly revision?: string;
  readonly source?: string;
  readonly with?: readonly string[];
}

/** `--source` and `--with` for commands that take `--revision`, too. */
export function addSourceOptions(command: Command): void {
  command.addOption(sourceOption().helpGroup('Question:').conflicts('revision'));
  command.addOption(withOption().helpGroup('Question:'));
}

/** The values, with the text that `--source` names as the revision. */
export async function withSource<Values extends SourceValues>(values: Values): Promise<Values> {
  if (values.source === undefined) {
    if (values.with === undefined) return values;
    throw new InputError('--with needs --source: a further file helps a text');
  }
  return { ...values, revision: await readAsRevision(values.source, values.with ?? []) };
}
