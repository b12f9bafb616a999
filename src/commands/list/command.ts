/** tablewalk list: the names that other commands accept. */
import { Argument, Command } from 'commander';
import { outputOptions } from '../../cli/common-options.ts';
import type { ColourMode, Context } from '../../cli/context.ts';
import { withExamples } from '../../cli/examples.ts';
import { parseChoice } from '../../input/parse-values.ts';
import { type ListTopic, listJson, listText, listTopics } from './report.ts';

interface Values {
  readonly json?: boolean;
  readonly color?: ColourMode;
}

export function listCommand(context: Context): Command {
  const command = new Command('list')
    .description('List presets, revisions, invariants and other names.')
    .addArgument(
      new Argument('<topic>', listTopics.join(', ')).argParser((text: string) =>
        parseChoice('the topic', text, listTopics),
      ),
    );
  for (const option of outputOptions()) command.addOption(option);
  withExamples(command, [
    ['predefined scopes', 'tablewalk list presets'],
    ['the invariants', 'tablewalk list invariants'],
  ]);
  return command.action((topic: ListTopic, values: Values) => {
    if (values.json === true) context.printJson(listJson(topic));
    else context.printText(values.color, (paint) => listText(topic, paint));
  });
}
