/** The options that choose a scope, as `scope-table.ts` gives them to the commands. */
import { type Command, Option } from 'commander';
import { type FlagGroup, flagGroups } from '../subjects/vmem/scope/dimension.ts';
import { scopeFlagTable } from '../subjects/vmem/scope/dimensions.ts';
import { presetNames } from '../subjects/vmem/scope/presets.ts';
import { defaultPreset } from '../subjects/vmem/scope/resolve-scopes.ts';
import { parseRevision } from '../subjects/vmem/scope/revision-field.ts';
import { group, oneOf, outputOptions, valued } from './common-options.ts';
import { type ScopeCommand, takenBy } from './scope-table.ts';

export function revisionOption(description: string): Option {
  return valued('--revision <name>', description, parseRevision).helpGroup('Question:');
}

/** The flags of the fields of a scope that have their place under this heading. */
const fieldOptions = (heading: FlagGroup): Option[] =>
  group(
    heading,
    scopeFlagTable
      .filter((flag) => flag.group === heading)
      .map(({ flags, description, parse }) =>
        parse === undefined ? new Option(flags, description) : valued(flags, description, parse),
      ),
  );

const questionOptions = () =>
  group('Question:', [
    oneOf(
      '--preset <name>',
      `scope to start from (default: ${defaultPreset}); see list presets`,
      presetNames,
    ),
    ...fieldOptions('Question:'),
    // Their names are those of the subject, which is known when all arguments were read.
    new Option('--invariants <list>', 'judge only these claims; see list invariants'),
    new Option('--stop-at-first', 'stop at the first violation'),
  ]);

/** Where counterexamples go. */
export const fileOptions = (directory: string) =>
  group('Output:', [
    new Option('--out <dir>', 'directory for counterexample files')
      .default(directory)
      .conflicts('files'),
    new Option('--no-files', 'write no counterexample files'),
  ]);

/** The scope options that the table gives to a command. */
export function scopeOptions(command: ScopeCommand): Option[] {
  const groups = flagGroups.map((heading) =>
    heading === 'Question:' ? questionOptions() : fieldOptions(heading),
  );
  return takenBy(command, groups.flat());
}

/** The options of a command that searches worlds, and those of its output. */
export function addScopeOptions(
  command: Command,
  name: ScopeCommand,
  files: readonly Option[] = [],
): void {
  for (const option of [...scopeOptions(name), ...files, ...outputOptions()]) {
    command.addOption(option);
  }
}
