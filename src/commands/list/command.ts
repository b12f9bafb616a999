/** tablewalk list: the names that other commands accept. */

import { Argument, type Command } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import { addOptions, type OutputValues, outputOptions } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { systemOption } from '../../cli/model-file.ts';
import { archOption } from '../../cli/source-options.ts';
import { InputError } from '../../errors.ts';
import { parseChoice } from '../../input/parse-values.ts';
import type { ListTopic } from '../../subject/lists.ts';
import { type Paint, paragraph } from '../../text/paragraph.ts';

interface ListValues extends OutputValues {}

export function listCommand(context: Context): Command {
  const { topics } = context.subject;
  const names = topics.map(({ name }) => name);
  const command = newCommand('list').addArgument(
    new Argument('<topic>', names.join(', ')).argParser((text: string) =>
      parseChoice('the topic', text, names),
    ),
  );
  addOptions(
    command,
    systemOption('a file that exports your own system, to list its names'),
    archOption(context),
    outputOptions(),
  );
  withExamples(command, [
    ['predefined scopes', 'tablewalk list presets'],
    ['the invariants', 'tablewalk list invariants'],
    ['those of your own system', 'tablewalk list invariants --system system.mjs'],
  ]);
  return command.action((name: string, values: ListValues) => {
    const { subject } = context;
    const topic = subject.topics.find((one) => one.name === name);
    if (topic === undefined) {
      const known = subject.topics.map((one) => one.name);
      throw new InputError(
        `the topic is "${name}"; ${subject.story.modelled} has ${known.join(' and ')}`,
      );
    }
    if (values.json === true) context.printJson(listJson(topic));
    else context.printText(values.color, (paint) => listText(topic, paint));
  });
}

export function listJson({ name, entries }: ListTopic): unknown {
  return { schema: 'tablewalk/list/1', topic: name, [name]: entries().map(({ json }) => json) };
}

export function listText({ entries, uses = [] }: ListTopic, paint: Paint): string {
  const listed = entries().map(({ name, lines }) =>
    [paint.strong(name), ...lines.flatMap((line) => paragraph(line, '  ', '    '))].join('\n'),
  );
  return [...listed, ...uses.flatMap((use) => ['', ...paragraph(use)])].join('\n');
}
