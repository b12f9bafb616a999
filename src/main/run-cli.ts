/** One run of the command line: arguments in, exit code out, everything else through `Io`. */

import { Command } from 'commander';
import { Context } from '../cli/context.ts';
import { withExamples } from '../cli/examples.ts';
import { ExitCode } from '../cli/exit-codes.ts';
import { Finished } from '../cli/finished.ts';
import type { Io } from '../cli/io.ts';
import { nameInvariants } from '../cli/model-file.ts';
import { refuseVoidColour } from '../cli/reporters.ts';
import { interruptCheck } from '../cli/stopping.ts';
import { explainUsage, HelpShown, refuseOptionsAsValues } from '../cli/usage.ts';
import { bisectCommand } from '../commands/bisect/command.ts';
import { checkCommand } from '../commands/check/command.ts';
import { claimsCommand } from '../commands/claims/command.ts';
import { completionCommand } from '../commands/completion/command.ts';
import { conformCommand } from '../commands/conform/command.ts';
import { corpusCommand } from '../commands/corpus/command.ts';
import { diffCommand } from '../commands/diff/command.ts';
import { explainCommand } from '../commands/explain/command.ts';
import { listCommand } from '../commands/list/command.ts';
import { mergeCommand } from '../commands/merge/command.ts';
import { mutateCommand } from '../commands/mutate/command.ts';
import { planCommand } from '../commands/plan/command.ts';
import { recordCommand } from '../commands/record/command.ts';
import { replayCommand } from '../commands/replay/command.ts';
import { runJobsCommand } from '../commands/run-jobs/command.ts';
import { sampleCommand } from '../commands/sample/command.ts';
import { seriesCommand } from '../commands/series/command.ts';
import { showCommand } from '../commands/show/command.ts';
import { shrinkCommand } from '../commands/shrink/command.ts';
import { sizeCommand } from '../commands/size/command.ts';
import { sourceCommand } from '../commands/source/command.ts';
import { swarmCommand } from '../commands/swarm/command.ts';
import { uiCommand } from '../commands/ui/command.ts';
import { InputError, MemoryError, OutputError } from '../errors.ts';
import { version } from '../files/version.ts';
import { NoResult } from '../jobs/job.ts';
import { Stopped, withStopCheckUntilDone } from '../stop.ts';
import { commandNames, textHere } from '../text/shell.ts';
import { stopText } from '../text/stop-text.ts';
import { chooseSubject, refuseModelFiles } from './choose-subject.ts';
import { defaultSubject, loadSubject } from './subjects.ts';

/** Never throws. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  const context = new Context(io, argv, defaultSubject, { run: runCli, loadSubject });
  try {
    const root = program(context);
    refuseModelFiles(root, argv);
    await withStopCheckUntilDone(interruptCheck(io), () =>
      root.parseAsync([...argv], { from: 'user' }),
    );
    return await context.finished(context.exitCode);
  } catch (error) {
    return await context.finished(reportError(context, error));
  }
}

/** Every command has a name that messages use, and vice versa. */
const makers: Readonly<Record<(typeof commandNames)[number], (context: Context) => Command>> = {
  check: checkCommand,
  sample: sampleCommand,
  size: sizeCommand,
  replay: replayCommand,
  show: showCommand,
  explain: explainCommand,
  shrink: shrinkCommand,
  bisect: bisectCommand,
  corpus: corpusCommand,
  series: seriesCommand,
  claims: claimsCommand,
  conform: conformCommand,
  record: recordCommand,
  source: sourceCommand,
  diff: diffCommand,
  mutate: mutateCommand,
  plan: planCommand,
  'run-jobs': runJobsCommand,
  merge: mergeCommand,
  swarm: swarmCommand,
  ui: uiCommand,
  list: listCommand,
  completion: completionCommand,
};

function program(context: Context): Command {
  const root = new Command('tablewalk')
    .description('Bounded model checker for the page-table code of s390 memory hotplug.')
    .version(version)
    .helpCommand('help [command]', 'Help for a command.');
  withExamples(root, [
    ['search a small scope', 'tablewalk check'],
    ['read a counterexample', 'tablewalk show tablewalk-out/linux-5.10--success-means-mapped.json'],
    ['is it repaired?', 'tablewalk replay tablewalk-out --revision error-kept'],
  ]);
  for (const name of commandNames) root.addCommand(makers[name](context));
  root.hook('preAction', async (_root, command) => {
    refuseVoidColour(command.opts());
    context.subject = await chooseSubject(command);
    nameInvariants(command, context.subject);
  });
  for (const command of withSubcommands(root)) {
    command.configureOutput({
      // Only help and the version are written here.
      writeOut: (text) => context.out.write(textHere(text, context.io.self)),
      writeErr: (text) => context.messages.write(text),
      // The same bytes wherever there is no terminal. With fewer columns, option and description would not
      // fit in a line.
      getOutHelpWidth: () => Math.max(80, context.columns()),
      getErrHelpWidth: () => 80,
    });
    explainUsage(command);
    refuseOptionsAsValues(command);
  }
  return root;
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function reportError(context: Context, error: unknown): ExitCode {
  if (error instanceof HelpShown) return ExitCode.ok;
  if (error instanceof Finished) return error.exitCode;
  if (error instanceof NoResult) {
    context.say(`undecided: ${error.message}`);
    return ExitCode.undecided;
  }
  if (error instanceof InputError) {
    context.sayLines(`error: ${error.message}`);
    return ExitCode.usage;
  }
  if (error instanceof OutputError) {
    context.say(`error: ${error.message}`);
    return ExitCode.outputLost;
  }
  if (error instanceof Stopped) {
    const { reason, value } = error;
    if (reason === 'interrupted') {
      context.say('interrupted: nothing was finished');
      return ExitCode.interrupted;
    }
    context.say(
      `undecided: ${stopText({ limit: reason, value })}; nothing was finished: raise the limit (--time-limit, --max-memory)`,
    );
    return ExitCode.undecided;
  }
  if (error instanceof MemoryError) {
    context.say(`undecided: ${error.message}`);
    return ExitCode.undecided;
  }
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  context.say(`this is a bug of tablewalk, not of the kernel: ${name}: ${message}`);
  context.say(`please report it with this command line: ${context.command}`);
  context.sayLines(stack);
  return ExitCode.bug;
}
