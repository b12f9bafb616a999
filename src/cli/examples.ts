/** Examples at the top of each help text: most users need one of them and nothing else. */
import type { Command } from 'commander';

export function withExamples(
  command: Command,
  examples: readonly (readonly [what: string, line: string])[],
): Command {
  const width = Math.max(...examples.map(([, line]) => line.length));
  const lines = examples.map(([what, line]) => `  ${line.padEnd(width)}  ${what}`);
  return command.addHelpText('before', ['Examples:', ...lines, ''].join('\n'));
}
