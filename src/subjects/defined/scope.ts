/**
 * The scope of a defined system is the system itself. A counterexample file contains the name and the
 * blob id of the file that defines it.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readWithSchema } from '../../input/read-with-schema.ts';
import type { ScopeData, ScopeDescription, SubjectScopes } from '../../subject/scopes.ts';
import { quotedPath } from '../../text/shell.ts';

/** The file that a model was loaded from. */
export interface ModelSource {
  /** The path as given, relative to the current directory. */
  readonly file: string;
  /** The git blob id of the content. */
  readonly blob: string;
}

export interface DefinedScope extends ScopeData {
  /** Absent if the model was made in this thread. */
  readonly file?: string | undefined;
  readonly blob?: string | undefined;
}

export const definedScopeSchema = z.strictObject({
  revision: z.string({ error: 'it must be the name of a system' }),
  file: z.string({ error: 'it must be the path of the file that defines the system' }).optional(),
  blob: z.string({ error: 'it must be the git blob id of that file' }).optional(),
});

/** A defined system has one scope, and no options that change it. */
const presetName = 'whole';

/** The file, which is an argument. */
const argumentsOf = ({ file }: DefinedScope): readonly string[] =>
  file === undefined ? [] : [quotedPath(file)];

/** `described`: the system in words. */
export function scopesOf(own: DefinedScope, described: ScopeDescription): SubjectScopes {
  return {
    read(value: unknown, where: string): DefinedScope {
      const scope = readWithSchema(definedScopeSchema, where, value);
      if (scope.revision === own.revision) return scope;
      throw new InputError(
        `${where}: revision is "${scope.revision}"; it must be "${own.revision}", the name of the system`,
      );
    },
    // There is only one, and it is already built.
    check: () => undefined,
    describe: () => described,
    operationsMax: () => Infinity,
    threadCount: () => 0,
    // Nothing is merged, and a state means the same to all workers.
    unmerged: (scope) => scope,
    obstacles: () => ({
      workers: null,
      sets: 'your own system has no pools',
      prefersSets: false,
    }),
    flagsOf: argumentsOf,
    flagsHere: argumentsOf,
    resultFields: () => ({}),
    notVaried: () => [],
    featuresOf: (revision) => (revision === own.revision ? [] : null),
    presets: [{ name: presetName, purpose: 'the system as it is', size: 'unknown', scopes: [own] }],
    presetNotes: [],
    defaultPreset: presetName,
    flags: [],
    flagGroups: ['Question:'],
    resolve: () => [own],
    smaller: () => [],
    toJson: ({ revision, file, blob }: DefinedScope) => ({
      revision,
      ...(file !== undefined && { file }),
      ...(blob !== undefined && { blob }),
    }),
  };
}
