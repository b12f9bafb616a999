/** The options that choose a scope; `scope-table.ts` assigns them to commands. */

import { type Command, Option } from 'commander';
import { parseChoice } from '../input/parse-values.ts';
import type { Invariant } from '../invariants/invariant.ts';
import type { GivenFlags } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';
import { optionIf } from './capability.ts';
import { addOptions, group, type OutputValues, outputOptions, valued } from './common-options.ts';
import { type ScopeCommand, takenBy } from './scope-table.ts';

export function revisionOption({ revisions }: Subject, description: string): Option {
  const option = valued('--revision <name>', description, (flag, text) => {
    revisions?.check(text, flag);
    return text;
  }).helpGroup('Question:');
  return optionIf(option, (subject) => subject.revisions !== undefined);
}

/** Their names are those of the subject, which is known when all arguments were read. */
export function checkPreset(command: Command, { scopes }: Subject): void {
  const { preset } = command.opts();
  const names = scopes.presets.map(({ name }) => name);
  if (typeof preset === 'string') parseChoice('--preset', preset, names);
}

/** The flags of the scope fields listed under this heading. */
const fieldOptions = ({ scopes }: Subject, heading: string): Option[] =>
  group(
    heading,
    scopes.flags
      .filter((flag) => flag.group === heading)
      .map(({ flags, description, parse }) =>
        optionIf(
          parse === undefined ? new Option(flags, description) : valued(flags, description, parse),
          (chosen) => chosen.scopes.flags.some((flag) => flag.flags === flags),
        ),
      ),
  );

const questionOptions = (subject: Subject) =>
  group('Question:', [
    optionIf(
      new Option(
        '--preset <name>',
        `scope to start from (default: ${subject.scopes.defaultPreset}); see list presets`,
      ),
      ({ scopes }) => scopes.presets.length > 1,
    ),
    ...fieldOptions(subject, 'Question:'),
    // The names come from the subject, which is known once all arguments have been read.
    new Option('--invariants <list>', 'judge only these claims; see list invariants'),
    new Option('--stop-at-first', 'stop at the first violation'),
  ]);

/** Where counterexamples are written. */
export const fileOptions = (directory: string) =>
  group('Output:', [
    new Option('--out <dir>', 'directory for counterexample files')
      .default(directory)
      .conflicts('files'),
    new Option('--no-files', 'write no counterexample files'),
  ]);

/** The scope options that the table gives to a command. */
export function scopeOptions(subject: Subject, command: ScopeCommand): Option[] {
  const groups = subject.scopes.flagGroups.map((heading) =>
    heading === 'Question:' ? questionOptions(subject) : fieldOptions(subject, heading),
  );
  return takenBy(subject, command, groups.flat());
}

/** The options of a command that searches worlds, and those of its output. */
export function addScopeOptions(
  subject: Subject,
  command: Command,
  name: ScopeCommand,
  files: readonly Option[] = [],
): void {
  addOptions(command, scopeOptions(subject, name), files, outputOptions());
}

/** Absent options are undefined. */
export interface WorldOptionValues extends GivenFlags, OutputValues {
  readonly preset?: string;
  readonly revision?: string;
  readonly timeLimit?: number;
}

export interface ScopeOptionValues extends WorldOptionValues {
  readonly invariants?: Invariant[];
  readonly stopAtFirst?: boolean;
  readonly out: string;
  readonly files: boolean;
}
