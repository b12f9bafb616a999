/** tablewalk source: what a C source defines and uses, and whether it is supported. */

import type { Command } from 'commander';
import { needed } from '../../cli/capability.ts';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  limitOptions,
  type OutputValues,
  outputOptions,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { archOption, withOption } from '../../cli/source-options.ts';
import { type ExecutionLimitValues, withinLimitsUntilDone } from '../../cli/stopping.ts';
import type { TextInspection } from '../../subject/texts.ts';
import { type Paint, paragraph, plural } from '../../text/paragraph.ts';

interface SourceOptionValues extends ExecutionLimitValues, OutputValues {
  readonly with?: readonly string[];
}

export function sourceCommand(context: Context): Command {
  const command = newCommand('source').argument('<file>', 'vmem.c, or a kernel tree');
  addOptions(command, withOption(), archOption(context), limitOptions.execution(), outputOptions());
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

export function sourceJson({ roleOf: _, refusals, ...report }: TextInspection): unknown {
  return {
    schema: 'tablewalk/source/1',
    ...report,
    refusals: refusals.map(({ position, message }) => ({ ...position, message })),
  };
}

export function sourceText(report: TextInspection, paint: Paint): string {
  const { file, blob, revision, refusals, takenOff } = report;
  const row = (title: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : paragraph(names.join(' '), `${title}: `, '  ');
  const staticText = (name: string): string => {
    const role = report.roleOf(name);
    return role === '' ? name : `${name} (${role})`;
  };
  const lines = [
    `${file}`,
    `git blob ${blob}`,
    revision === null ? 'not a revision that tablewalk knows' : `the text of revision ${revision}`,
    ...row('entry points', report.entryPoints),
    ...row('functions that they reach', report.functions),
    ...row('static variables', report.statics.map(staticText)),
    ...row('treated as machine steps', report.steps),
    ...row('treated as arithmetic', report.arithmetic),
    ...row('treated as values', report.constants),
    ...row('configuration assumed off', takenOff),
  ];
  if (refusals.length === 0) return [...lines, paint.good('UNDERSTOOD')].join('\n');
  const reasons = refusals.flatMap(({ message }) => [message, '']);
  const verdict = paint.bad(`NOT UNDERSTOOD in ${plural(refusals.length, 'place')}`);
  return [...lines, '', ...reasons, verdict].join('\n');
}
