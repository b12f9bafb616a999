/** Completion for zsh: the same words as for bash, with their descriptions. */

import { singleQuoted } from '../../text/shell.ts';
import { type CommandWords, casePattern, type Expected, flattened } from './words.ts';

export function zshCompletion(root: CommandWords): string {
  const commands = flattened(root);
  const [program] = root.path.split(' ');
  const name = `_${program}`;
  return `#compdef ${program}
# Completion of ${program} for zsh. To load it: source <(${program} completion zsh)
${name}() {
  local cur=\${words[CURRENT]} prev=\${words[CURRENT-1]} at=${program} i
  local -a options next
  if [[ $cur == --*=* ]]; then
    prev=\${cur%%=*}
    compset -P '*='
  fi
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      ${casePattern(commands.slice(1).map(({ path }) => path))})
        at="$at \${words[i]}" ;;
    esac
  done
  case "$at $prev" in
${optionValues(commands).join('\n')}
  esac
  case "$at" in
${commands.map(afterCommand).join('\n')}
  esac
}
if [[ \${funcstack[1]} == ${name} ]]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi`;
}

function optionValues(commands: readonly CommandWords[]): string[] {
  const byValue = new Map<string, string[]>();
  for (const { path, options } of commands) {
    for (const { flags, value } of options.filter((option) => option.value.kind !== 'nothing')) {
      const places = flags.map((flag) => `${path} ${flag}`);
      byValue.set(offer(value), [...(byValue.get(offer(value)) ?? []), ...places]);
    }
  }
  return [...byValue].map(
    ([set, places]) => `    ${casePattern(places)})\n      ${set}\n      return ;;`,
  );
}

function afterCommand({ path, commands, options, argument }: CommandWords): string {
  const flags = options.flatMap((option) =>
    option.flags.map((flag) => described(flag, option.description)),
  );
  const children = commands.map((child) =>
    described(child.path.split(' ').at(-1) ?? '', child.description),
  );
  const next =
    children.length === 0
      ? offer(argument)
      : `next=(${children.join(' ')}); _describe -t commands command next`;
  const isEnd = children.length === 0 && argument.kind === 'nothing';
  return `    ${singleQuoted(path)})
      options=(${flags.join(' ')})
      if ${isEnd ? 'true' : '[[ $cur == -* ]]'}; then
        _describe -t options option options
      else
        ${next}
      fi ;;`;
}

function offer(expected: Expected): string {
  switch (expected.kind) {
    case 'words': {
      const list = (words: readonly string[]): string => words.map(singleQuoted).join(' ');
      const { words, suffixes, isList } = expected;
      const start = isList ? "compset -P '*,'; " : '';
      if (suffixes.length === 0) return `${start}compadd -- ${list(words)}`;
      return `${start}if compset -P '*+'; then compadd -- ${list(suffixes)}; else compadd -- ${list(words)}; fi`;
    }
    case 'files':
      return '_files';
    case 'directories':
      return '_files -/';
    case 'anything':
    case 'nothing':
      return ':';
  }
}

/** A colon would end the name. */
function described(word: string, description: string): string {
  return singleQuoted(`${word.replaceAll(':', '\\:')}:${description}`);
}
