/** One run of the command line: arguments in, exit code out, everything else through `Io`. */
import { Command } from 'commander';
import {
  commandNames,
  InputError,
  MemoryError,
  OutputError,
  Stopped,
  stopText,
  textHere,
  version,
  withStopCheckUntilDone,
} from '../cli-api.ts';
import { bisectCommand } from './commands/bisect.ts';
import { checkCommand } from './commands/check.ts';
import { claimsCommand } from './commands/claims.ts';
import { completionCommand } from './commands/completion.ts';
import { conformCommand } from './commands/conform.ts';
import { corpusCommand } from './commands/corpus.ts';
import { diffCommand } from './commands/diff.ts';
import { explainCommand } from './commands/explain.ts';
import { listCommand } from './commands/list.ts';
import { mutateCommand } from './commands/mutate.ts';
import { replayCommand } from './commands/replay.ts';
import { sampleCommand } from './commands/sample.ts';
import { seriesCommand } from './commands/series.ts';
import { showCommand } from './commands/show.ts';
import { shrinkCommand } from './commands/shrink.ts';
import { sizeCommand } from './commands/size.ts';
import { sourceCommand } from './commands/source.ts';
import { uiCommand } from './commands/ui.ts';
import { Context } from './context.ts';
import { withExamples } from './examples.ts';
import { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { refuseVoidColour } from './reporters.ts';
import { interruptCheck } from './stopping.ts';
import { explainUsage, HelpShown, refuseOptionsAsValues } from './usage.ts';

/** Never throws. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  const context = new Context(io, argv);
  try {
    await withStopCheckUntilDone(interruptCheck(io), () =>
      program(context).parseAsync([...argv], { from: 'user' }),
    );
    return await context.finished(context.exitCode);
  } catch (error) {
    return await context.finished(explain(context, error));
  }
}

/** Every command has a name that messages know, and the other way round. */
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
  source: sourceCommand,
  diff: diffCommand,
  mutate: mutateCommand,
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
    ['read what it found', 'tablewalk show tablewalk-out/linux-5.10--success-means-mapped.json'],
    ['is it repaired?', 'tablewalk replay tablewalk-out --revision error-kept'],
  ]);
  for (const name of commandNames) root.addCommand(makers[name](context));
  root.hook('preAction', (_root, command) => refuseVoidColour(command.opts()));
  for (const command of withSubcommands(root)) {
    command.configureOutput({
      // Only help and the version are written here.
      writeOut: (text) => context.out.write(textHere(text, context.io.self)),
      writeErr: (text) => context.messages.write(text),
      // The same bytes wherever there is no terminal. Narrower, option and description would not stand side by side.
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

function explain(context: Context, error: unknown): ExitCode {
  if (error instanceof HelpShown) return ExitCode.ok;
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
      `undecided: ${stopText({ limit: reason, value })}; nothing was finished: give it more (--time-limit, --max-memory)`,
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
