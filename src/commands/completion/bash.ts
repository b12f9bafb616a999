/** Completion for bash: one function that looks words up without running a program, so completion is fast. */

import { singleQuoted } from '../../text/shell.ts';
import { type CommandWords, casePattern, type Expected, flattened } from './words.ts';

export function bashCompletion(root: CommandWords): string {
  const commands = flattened(root);
  const [program] = root.path.split(' ');
  const name = `_${program}`;
  return `# Completion of ${program} for bash. To load it: source <(${program} completion bash)
${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  local at=${program} lead= kind= words= suffixes= options= word i
  COMPREPLY=()
  # bash hands over "--flag=value" as three words, unless configured otherwise.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $cur == --*=* ]]; then
    prev=\${cur%%=*} lead=\${cur%%=*}= cur=\${cur#*=}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${casePattern(commands.slice(1).map(({ path }) => path))})
        at="$at \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at $prev" in
${optionValues(commands).join('\n')}
  esac
  if [[ -z $kind ]]; then
    case "$at" in
${commands.map(afterCommand).join('\n')}
    esac
    # Options after a dash, or if nothing else fits.
    [[ $cur == -* || $kind == nothing ]] && kind=words words=$options suffixes=
  fi
  case $kind in
    files) return ;;
    directories) compopt -o dirnames 2>/dev/null; return ;;
    words) ;;
    list) [[ $cur == *,* ]] && lead=$lead\${cur%,*}, cur=\${cur##*,} ;;
    *) compopt +o default 2>/dev/null; return ;;
  esac
  [[ -n $suffixes && $cur == *+* ]] && lead=$lead\${cur%+*}+ cur=\${cur##*+} words=$suffixes
  for word in $words; do
    [[ $word == "$cur"* ]] && COMPREPLY+=("$lead$word")
  done
  [[ \${#COMPREPLY[@]} -gt 0 ]] || compopt +o default 2>/dev/null
}
complete -o default -F ${name} ${program}`;
}

/** Equal values are printed once for all options that take them. */
function optionValues(commands: readonly CommandWords[]): string[] {
  const byValue = new Map<string, string[]>();
  for (const { path, options } of commands) {
    for (const { flags, value } of options.filter((option) => option.value.kind !== 'nothing')) {
      const set = assignment(value);
      const places = flags.map((flag) => `${path} ${flag}`);
      byValue.set(set, [...(byValue.get(set) ?? []), ...places]);
    }
  }
  return [...byValue].map(([set, places]) => `    ${casePattern(places)})\n      ${set} ;;`);
}

function afterCommand({ path, commands, options, argument }: CommandWords): string {
  const flags = options.flatMap((option) => option.flags).join(' ');
  const names = commands.map((child) => child.path.split(' ').at(-1) ?? '');
  const next: Expected =
    names.length === 0 ? argument : { kind: 'words', words: names, isList: false, suffixes: [] };
  return `      ${singleQuoted(path)})\n        options='${flags}' ${assignment(next)} ;;`;
}

function assignment(expected: Expected): string {
  if (expected.kind !== 'words') return `kind=${expected.kind}`;
  const { isList, words, suffixes } = expected;
  const further = suffixes.length === 0 ? '' : ` suffixes=${singleQuoted(suffixes.join(' '))}`;
  return `kind=${isList ? 'list' : 'words'} words=${singleQuoted(words.join(' '))}${further}`;
}
