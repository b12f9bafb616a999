/** tablewalk source: what a C source defines and uses, and whether it is supported. */

import type { Command } from 'commander';
import { needed } from '../../cli/capability.ts';
import { newCommand } from '../../cli/command-table.ts';
import { limitOptions, outputOptions } from '../../cli/common-options.ts';
import type { ColourMode, Context } from '../../cli/context.ts';
import { withExamples } from '../../cli/examples.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { archOption, withOption } from '../../cli/source-options.ts';
import { type ExecutionLimitValues, withinLimitsUntilDone } from '../../cli/stopping.ts';
import { sourceJson } from './json.ts';
import { sourceText } from './text.ts';

interface SourceOptionValues extends ExecutionLimitValues {
  readonly with?: readonly string[];
  readonly json?: boolean;
  readonly color?: ColourMode;
}

export function sourceCommand(context: Context): Command {
  const command = newCommand('source').argument('<file>', 'vmem.c, or a kernel tree');
  command.addOption(withOption());
  command.addOption(archOption(context));
  for (const option of [...limitOptions.execution(), ...outputOptions()]) command.addOption(option);
  withExamples(command, [
    ['can my file be checked?', 'tablewalk source arch/s390/mm/vmem.c'],
    ['the memmap of another architecture', 'tablewalk source linux --arch x86-64'],
    ['with a helper from another file', 'tablewalk source vmem.c --with pageattr.c'],
  ]);
  return command.action(async (file: string, values: SourceOptionValues) => {
    const report = await withinLimitsUntilDone(context, values, () =>
      needed(context.subject, 'texts', 'source').inspect(file, values.with ?? []),
    );
    if (values.json === true) context.printJson(sourceJson(report));
    else context.printText(values.color, (paint) => sourceText(report, paint));
    if (report.refusals.length > 0) context.exitCode = ExitCode.usage;
  });
}
