/** The code of the commands: only the one that a command line names is loaded. */
import type { Command } from 'commander';
import type { CommandName } from '../cli/command-table.ts';
import type { Context } from '../cli/context.ts';

type Maker = (context: Context) => Command;

const loaders: Readonly<Record<CommandName, () => Promise<Maker>>> = {
  check: async () => (await import('../commands/check/command.ts')).checkCommand,
  sample: async () => (await import('../commands/sample/command.ts')).sampleCommand,
  size: async () => (await import('../commands/size/command.ts')).sizeCommand,
  replay: async () => (await import('../commands/replay/command.ts')).replayCommand,
  show: async () => (await import('../commands/show/command.ts')).showCommand,
  explain: async () => (await import('../commands/explain/command.ts')).explainCommand,
  shrink: async () => (await import('../commands/shrink/command.ts')).shrinkCommand,
  bisect: async () => (await import('../commands/bisect/command.ts')).bisectCommand,
  corpus: async () => (await import('../commands/corpus/command.ts')).corpusCommand,
  series: async () => (await import('../commands/series/command.ts')).seriesCommand,
  claims: async () => (await import('../commands/claims/command.ts')).claimsCommand,
  conform: async () => (await import('../commands/conform/command.ts')).conformCommand,
  record: async () => (await import('../commands/record/command.ts')).recordCommand,
  source: async () => (await import('../commands/source/command.ts')).sourceCommand,
  diff: async () => (await import('../commands/diff/command.ts')).diffCommand,
  mutate: async () => (await import('../commands/mutate/command.ts')).mutateCommand,
  plan: async () => (await import('../commands/plan/command.ts')).planCommand,
  'run-jobs': async () => (await import('../commands/run-jobs/command.ts')).runJobsCommand,
  merge: async () => (await import('../commands/merge/command.ts')).mergeCommand,
  swarm: async () => (await import('../commands/swarm/command.ts')).swarmCommand,
  ui: async () => (await import('../commands/ui/command.ts')).uiCommand,
  list: async () => (await import('../commands/list/command.ts')).listCommand,
  completion: async () => (await import('../commands/completion/command.ts')).completionCommand,
};

export function loadCommand(name: CommandName): Promise<Maker> {
  return loaders[name]();
}
