/** The C sources in a checkpoint: names, which contain blob ids, and paths. Never a text. */

import { z } from 'zod';
import type { Coverage } from '../subject/reach.ts';
import type { ScopeData } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';

const savedTextSchema = z.strictObject({
  name: z.string(),
  /** As named by the original command, the checked one first. */
  files: z.array(z.string()).min(1),
});

export const savedTextsSchema = z.array(savedTextSchema).min(1);

export type SavedText = Readonly<z.output<typeof savedTextSchema>>;

const lineSchema = z.number().min(0);
const placedFields = { line: lineSchema, function: z.string() };

/** The coverage of a source: lines by number. */
export const savedCodeSchema = z.array(
  z.strictObject({
    file: z.string(),
    path: z.string(),
    functions: z.array(
      z.strictObject({ name: z.string(), line: lineSchema, isReached: z.boolean() }),
    ),
    lines: z.array(z.strictObject({ ...placedFields, isReached: z.boolean() })),
    branches: z.array(
      z.strictObject({
        ...placedFields,
        column: lineSchema,
        wasTrue: z.boolean(),
        wasFalse: z.boolean(),
      }),
    ),
  }),
);

/** The coverage that a search reported, in the form of the file. */
export function codeToSave(code: Coverage['code']): {
  readonly code?: z.output<typeof savedCodeSchema>;
} {
  if (code === undefined) return {};
  return {
    code: code.map(({ functions, lines, branches, ...file }) => ({
      ...file,
      functions: [...functions],
      lines: [...lines],
      branches: [...branches],
    })),
  };
}

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
