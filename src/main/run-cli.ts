/** One run of the command line: arguments in, exit code out, everything else through `Io`. */

import { Command } from 'commander';
import { type CommandName, newCommand, termOf, withExamples } from '../cli/command-table.ts';
import { Context } from '../cli/context.ts';
import { ExitCode, Finished } from '../cli/exit-codes.ts';
import type { Io } from '../cli/io.ts';
import { nameInvariants } from '../cli/model-file.ts';
import { refuseVoidColour } from '../cli/reporters.ts';
import { checkPreset } from '../cli/scope-options.ts';
import { interruptCheck } from '../cli/stopping.ts';
import { explainUsage, HelpShown, refuseOptionsAsValues } from '../cli/usage.ts';
import { InputError, MemoryError, NotReproduced, OutputError } from '../errors.ts';
import { version } from '../files/package.ts';
import { NoResult } from '../jobs/job.ts';
import { Stopped, withStopCheckUntilDone } from '../stop.ts';
import { architectureNames } from '../subjects/memmap/architecture.ts';
import { commandNames, textHere } from '../text/shell.ts';
import { stopText } from '../text/stop-text.ts';
import { loadCommand } from './load-command.ts';

const everyCommand: ReadonlySet<CommandName> = new Set(commandNames);

/** Never throws. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  const context = new Context(io, argv, {
    run: runCli,
    loadSubject: async (ref) => (await import('./subjects.ts')).loadSubject(ref),
    architectures: architectureNames,
  });
  try {
    if (!(await isRun(context, namedIn(argv)))) await isRun(context, everyCommand);
    return await context.finished(context.exitCode);
  } catch (error) {
    return await context.finished(reportError(context, error));
  }
}

/** Runs the command line; false if it is invalid and commands that are not loaded may explain it better. */
async function isRun(context: Context, loaded: ReadonlySet<CommandName>): Promise<boolean> {
  const { argv, io } = context;
  let isUnderstood = loaded === everyCommand;
  const root = await program(context, loaded, () => {
    isUnderstood = true;
  });
  try {
    if (loaded.size > 0) (await import('./choose-subject.ts')).refuseModelFiles(root, argv);
    await withStopCheckUntilDone(interruptCheck(io), () =>
      root.parseAsync([...argv], { from: 'user' }),
    );
    return true;
  } catch (error) {
    if (isUnderstood || error instanceof HelpShown) throw error;
    return false;
  }
}

/** The commands that the arguments may refer to; other commands appear only in the list. */
function namedIn(argv: readonly string[]): ReadonlySet<CommandName> {
  // A completion knows the options of all of them.
  if (argv.includes('completion')) return everyCommand;
  return new Set(commandNames.filter((name) => argv.includes(name)));
}

async function program(
  context: Context,
  loaded: ReadonlySet<CommandName>,
  onUnderstood: () => void,
): Promise<Command> {
  const root = new Command('tablewalk')
    .description('Bounded model checker for the page-table code of s390 memory hotplug.')
    .version(version)
    .helpCommand('help [command]', 'Help for a command.');
  withExamples(root, [
    ['search a small scope', 'tablewalk check'],
    ['search your own file', 'tablewalk check --source vmem.c'],
    ['read a counterexample', 'tablewalk show tablewalk-out/linux-5.10--success-means-mapped.json'],
    ['is it repaired?', 'tablewalk replay tablewalk-out --revision error-kept'],
  ]);
  if (loaded.size > 0) context.subject = (await import('./subjects.ts')).defaultSubject;
  for (const name of commandNames) {
    root.addCommand(loaded.has(name) ? (await loadCommand(name))(context) : newCommand(name));
  }
  root.configureHelp({ subcommandTerm: (command) => termOf(command.name()) });
  root.hook('preAction', async (_root, command) => {
    onUnderstood();
    refuseVoidColour(command.opts());
    const { chooseSubjects } = await import('./choose-subject.ts');
    Object.assign(context, await chooseSubjects(command));
    nameInvariants(command, context.subject);
    checkPreset(command, context.subject);
  });
  for (const command of withSubcommands(root)) {
    command.configureOutput({
      // Only help and the version are written here.
      writeOut: (text) => context.out.write(textHere(text, context.io.self)),
      writeErr: (text) => context.messages.write(text),
      // The same bytes wherever there is no terminal. In fewer columns, an option and its description
      // do not fit on one line.
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
    return error instanceof NotReproduced ? ExitCode.differs : ExitCode.usage;
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
  context.say(`this is a bug in tablewalk, not of the kernel: ${name}: ${message}`);
  context.say(`please report it with this command line: ${context.command}`);
  context.sayLines(stack);
  return ExitCode.bug;
}
