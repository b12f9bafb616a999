/** Completion for fish: a line for each word that can follow, with its description. */
import { type CommandWords, type Expected, flattened, type OptionWords } from './words.ts';

export function fishCompletion(root: CommandWords): string {
  const commands = flattened(root);
  const [program] = root.path.split(' ');
  const paths = commands.slice(1).map(({ path }) => fishQuoted(path));
  return `# Completion of ${program} for fish. To load it: ${program} completion fish | source
function __${program}_at
    set -l at ${program}
    set -l typed (commandline -opc)
    set -e typed[1]
    for word in $typed
        switch "$at $word"
            case ${paths.join(' ')}
                set at "$at $word"
        end
    end
    test "$at" = "$argv"
end
function __${program}_list
    set -l head (commandline -ct | string replace -r '^--[^=]*=' '' | string match -r '.*,')
    for word in $argv
        echo "$head$word"
    end
end
# Words, then --, then what may follow a word and a plus.
function __${program}_variants
    set -l split (contains -i -- -- $argv)
    set -l token (commandline -ct | string replace -r '^--[^=]*=' '')
    set -l head (string match -r '.*[+]' -- $token)
    if test -n "$head"
        for word in $argv[(math $split + 1)..-1]
            echo "$head$word"
        end
    else
        __${program}_list $argv[1..(math $split - 1)]
    end
end
complete -c ${program} -f
${commands.flatMap((command) => linesOf(program, command)).join('\n')}`;
}

function linesOf(program: string, { path, commands, options, argument }: CommandWords): string[] {
  const head = `complete -c ${program} -n ${fishQuoted(`__${program}_at ${path}`)}`;
  const children = commands.map(
    (child) => `${head} -a ${child.path.split(' ').at(-1)} -d ${fishQuoted(child.description)}`,
  );
  const arguments_ = children.length > 0 ? [] : argumentLines(head, program, argument);
  return [
    ...children,
    ...arguments_,
    ...options.map((option) => optionLine(head, program, option)),
  ];
}

function argumentLines(head: string, program: string, argument: Expected): string[] {
  switch (argument.kind) {
    case 'words':
      return [`${head} -a ${offered(program, argument)}`];
    case 'files':
    case 'directories':
      return [`${head} -F`];
    case 'anything':
    case 'nothing':
      return [];
  }
}

function optionLine(
  head: string,
  program: string,
  { flags, description, value }: OptionWords,
): string {
  const names = flags.map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  );
  return [head, ...names, ...valueWords(program, value), `-d ${fishQuoted(description)}`].join(' ');
}

function valueWords(program: string, value: Expected): string[] {
  switch (value.kind) {
    case 'words':
      return [`-x -a ${offered(program, value)}`];
    case 'files':
    case 'directories':
      return ['-r -F'];
    case 'anything':
      return ['-x'];
    case 'nothing':
      return [];
  }
}

type Words = Extract<Expected, { kind: 'words' }>;

function offered(program: string, { words, isList, suffixes }: Words): string {
  const text = words.join(' ');
  if (suffixes.length > 0) {
    return fishQuoted(`(__${program}_variants ${text} -- ${suffixes.join(' ')})`);
  }
  return fishQuoted(isList ? `(__${program}_list ${text})` : text);
}

/** fish knows two escapes within single quotes. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
