/** The words that can follow each word, derived from the commands, so that completion is never out of date. */

import type { Command, Option } from 'commander';
import { type InputError, unlessRefused } from '../../errors.ts';
import { singleQuoted } from '../../text/shell.ts';

/** The kind of word expected at the position of a value. */
export type Expected =
  | {
      readonly kind: 'words';
      readonly words: readonly string[];
      readonly isList: boolean;
      /** Suffixes after a word and a plus: features of a revision. */
      readonly suffixes: readonly string[];
    }
  | { readonly kind: 'files' | 'directories' | 'anything' | 'nothing' };

export interface OptionWords {
  /** `-h` and `--help`, if both exist. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly value: Expected;
}

export interface CommandWords {
  /** From the program's name on: `tablewalk corpus run`. */
  readonly path: string;
  readonly description: string;
  readonly commands: readonly CommandWords[];
  readonly options: readonly OptionWords[];
  readonly argument: Expected;
}

/** By flag, values that are known before the parser can check them. */
export type KnownValues = Readonly<Record<string, Expected>>;

const expectsNothing: Expected = { kind: 'nothing' };

/** `above` is the parent command; null for the program itself. */
export function wordsOf(
  command: Command,
  known: KnownValues,
  above: Command | null = null,
  before = '',
): CommandWords {
  const path = `${before}${command.name()}`;
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  return {
    path,
    description: command.description(),
    commands: commands.map((child) => wordsOf(child, known, command, `${path} `)),
    options: help.visibleOptions(command).map((option) => optionWords(option, known)),
    // commander creates its help command on demand, without a parent.
    argument: command.name() === 'help' && above !== null ? namesOf(above) : argumentOf(command),
  };
}

/** All commands, each before those below it. */
export function flattened(command: CommandWords): CommandWords[] {
  return [command, ...command.commands.flatMap(flattened)];
}

function optionWords(option: Option, known: KnownValues): OptionWords {
  const { short, long, description } = option;
  const flags = [short, long].flatMap((flag) => flag ?? []);
  const isValued = option.required || option.optional;
  return { flags, description, value: isValued ? expectedOf(option, known) : expectsNothing };
}

function expectedOf({ long, flags, parseArg }: Option, known: KnownValues): Expected {
  return known[long ?? ''] ?? accepted(parseArg) ?? byPlaceholder(flags);
}

/** The placeholder in angle brackets defines the kind: `<file>`, `<dir>`, `<n>`. */
function byPlaceholder(text: string): Expected {
  if (/\b(?:file|path)s?\b/.test(text.replace(/^.*</, ''))) return { kind: 'files' };
  return /<dir>/.test(text) ? { kind: 'directories' } : { kind: 'anything' };
}

type Parse = ((text: string, previous: unknown) => unknown) | undefined;

/** Reads the accepted words from the error message of a parser. */
function accepted(parse: Parse): Expected | null {
  if (parse === undefined) return null;
  const { allowed = [] } = refusalOf(parse, '\u0000') ?? {};
  if (allowed.length === 0) return null;
  const isList = refusalOf(parse, `${allowed[0]},${allowed[0]}`) === null;
  const { allowed: further = [] } = refusalOf(parse, `${allowed[0]}+\u0000`) ?? {};
  const suffixes = further[0] === allowed[0] ? [] : further;
  return { kind: 'words', words: allowed, isList, suffixes };
}

function refusalOf(parse: NonNullable<Parse>, text: string): InputError | null {
  const accepted = (): null => {
    parse(text, undefined);
    return null;
  };
  return unlessRefused(accepted, (error) => error);
}

function argumentOf({ registeredArguments: [first] }: Command): Expected {
  if (first === undefined) return expectsNothing;
  return accepted(first.parseArg) ?? byPlaceholder(`<${first.name()}>`);
}

function namesOf({ commands }: Command): Expected {
  const words = commands.map((child) => child.name());
  return { kind: 'words', words, isList: false, suffixes: [] };
}

/** A pattern of `case` in bash and zsh. */
export function casePattern(words: readonly string[]): string {
  return words.map(singleQuoted).join('|\\\n      ');
}
