/** The C source of a saved search is read again and must be unchanged. */

import { textsOfCheckpoint } from '../../checkpoint/resumed.ts';
import type { SavedText } from '../../checkpoint/saved-texts.ts';
import { needed } from '../../cli/capability.ts';
import type { Context } from '../../cli/context.ts';
import { type SourceValues, withSource } from '../../cli/source-options.ts';
import { whileReading } from '../../cli/stopping.ts';
import { InputError } from '../../errors.ts';

/** The values of a check that resumes `file`, with the text of its search as the revision. */
export async function withTextOfCheckpoint<Values extends SourceValues>(
  context: Context,
  values: Values,
  file: string,
): Promise<Values> {
  const [saved] = textsOfCheckpoint(file);
  if (saved === undefined) {
    if (values.source === undefined) return withSource(context, values);
    throw new InputError(
      `--source is given with --resume ${file}, which holds a search of a revision: remove --source`,
    );
  }
  if (values.source === undefined && values.with !== undefined) {
    throw new InputError('--with needs --source: it adds helpers to that source');
  }
  await whileReading(context, values, () => readSaved(context, values, file, saved));
  return { ...values, revision: saved.name };
}

async function readSaved(
  { subject }: Context,
  values: SourceValues,
  file: string,
  { name, files }: SavedText,
): Promise<void> {
  const texts = needed(subject, 'texts', '--resume of a C source');
  if (values.source !== undefined) {
    if (await texts.readAgain(name, values.source, values.with ?? [])) return;
    throw new InputError(
      `--source is ${values.source}, and ${file} holds a search of ${name}, which is another text: resume with that text, or search again without --resume`,
    );
  }
  const [path, ...further] = files;
  const remedy = 'name the same text with --source FILE, or search again without --resume';
  const isSame = await texts.readAgain(name, path, further).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${file} holds a search of ${name}: ${error.message}; ${remedy}`);
  });
  if (isSame) return;
  throw new InputError(
    `${file} holds a search of ${name}, and ${path} was changed since: ${remedy}`,
  );
}
