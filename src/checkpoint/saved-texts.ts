/** What a checkpoint stores of C sources: names, which contain blob ids, and where they were read. Never a text. */

import { z } from 'zod';
import type { ScopeData } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';

const savedTextSchema = z.strictObject({
  name: z.string(),
  /** As the original command named them, the checked one first. */
  files: z.array(z.string()).min(1),
});

export const savedTextsSchema = z.array(savedTextSchema).min(1);

export type SavedText = Readonly<z.output<typeof savedTextSchema>>;

/** The field of the file; none if no revision is a C source. */
export function textsToSave(
  { texts }: Subject,
  scopes: readonly ScopeData[],
): { readonly texts?: SavedText[] } {
  const names = [...new Set(scopes.map(({ revision }) => revision))];
  const saved = names.flatMap((name) => {
    const files = texts?.filesOf(name) ?? null;
    return files === null ? [] : [{ name, files: [...files] }];
  });
  return saved.length === 0 ? {} : { texts: saved };
}
