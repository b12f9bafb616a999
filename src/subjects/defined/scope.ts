/**
 * The scope of a defined system is the system itself. A counterexample file contains the name and the
 * blob id of the file that defines it.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readWithSchema } from '../../input/read-with-schema.ts';
import { must } from '../../input/schema-rules.ts';
import type { TransitionRecord } from '../../model/system.ts';
import type { Schedule, ScheduledOperation, ScopedSchedule } from '../../subject/execution.ts';
import type { SubjectFiles } from '../../subject/files.ts';
import type { ScopeData, ScopeDescription, SubjectScopes } from '../../subject/scopes.ts';
import { quotedPath } from '../../text/shell.ts';
import { initialStateName } from './define-system.ts';

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

const definedScopeSchema = z.strictObject({
  revision: z.string({ error: 'it must be the name of a system' }),
  file: z.string({ error: 'it must be the path of the file that defines the system' }).optional(),
  blob: z.string({ error: 'it must be the git blob id of that file' }).optional(),
});

/** A defined system has one scope, and no options that change it. */
const presetName = 'whole';

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

/** `anyContent`: also accept counterexamples of an earlier content of the file. */
export const definedFiles = (own: DefinedScope, anyContent: boolean): SubjectFiles => ({
  foreign(request) {
    const { revision, file, blob } = request as Partial<DefinedScope>;
    if (typeof file !== 'string') return own.file === undefined ? null : 'not a system from a file';
    if (revision !== own.revision) return `the system ${revision} in ${file}`;
    if (anyContent || blob === own.blob) return null;
    return `another content of ${file}, blob ${blob}`;
  },
  requestSchema: definedScopeSchema,
  operationSchema: z.strictObject(
    { op: z.string(must('the name of an action')) },
    must('an object { op } with the name of an action'),
  ),
  check(file: string, { turns }: ScopedSchedule): void {
    if (turns === undefined) return;
    throw new InputError(`${file}: turns is given; a system of actions has no threads`);
  },
  scheduleOf: (_, path): Schedule => ({ operations: operationsOf(path) }),
  storyOf: ({ request: { revision }, operations }: ScopedSchedule) => [
    revision,
    operations.map(({ op }) => op),
  ],
  tag: ({ blob = '' }: DefinedScope) => blob.slice(0, 8),
});

/** If the initial state violates the claim, the start of a run is the only operation. */
function operationsOf(path: readonly TransitionRecord[]): ScheduledOperation[] {
  if (path.length === 0) return [{ op: initialStateName }];
  return path.map(({ label }) => ({ op: label }));
}
