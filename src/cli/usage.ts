/** Usage errors, each in one line that names known and similar words, or the two options as typed. */

import type { Command, CommanderError, Option } from 'commander';
import { InputError } from '../errors.ts';
import { didYouMean, mustBeOneOf } from '../input/nearest.ts';

/** Help or version was printed: not an error, though commander throws it. */
export class HelpShown extends Error {
  override readonly name = 'HelpShown';
}

/** Makes a command throw `InputError` where commander would print and exit. */
export function explainUsage(command: Command): void {
  const given = watchOptions(command);
  command.exitOverride((error) => {
    throw translate(error, command, given);
  });
  // The message is written once, by the code that catches the error.
  command.configureOutput({ outputError: () => undefined });
}

/** An option is not the value of another: `--out --json` would create a directory `--json`. */
export function refuseOptionsAsValues(command: Command): void {
  for (const option of command.options) {
    if (!option.required) continue;
    const { parseArg } = option;
    option.argParser((text: string, previous: unknown) => {
      if (text.startsWith('--')) {
        throw new InputError(
          `${option.long} lacks a value: ${JSON.stringify(text)} follows; see ${fullName(command)} --help (a file of that name is written ./${text})`,
        );
      }
      return parseArg === undefined ? text : parseArg(text, previous);
    });
  }
}

const helpCodes = ['commander.helpDisplayed', 'commander.version'];

function translate(error: CommanderError, command: Command, given: GivenOptions): Error {
  if (helpCodes.includes(error.code)) return new HelpShown();
  if (error.code === 'commander.help') {
    return new InputError(
      `no command is given; it must be one of ${commandsOf(command).join(', ')}`,
    );
  }
  if (error.code === 'commander.conflictingOption') {
    return new InputError(conflictMessage(error, command, given));
  }
  return new InputError(usageMessage(error, command));
}

/** Rejects two options if one of them would have no effect; names both as typed. */
function conflictMessage(error: CommanderError, command: Command, given: GivenOptions): string {
  const [first, second] = [...error.message.matchAll(/'(--[^ ']+)[^']*'/g)].map(([, long]) => {
    const option = command.options.find((known) => known.long === long);
    return given.get(option?.attributeName() ?? '') ?? long;
  });
  return `${first} is given with ${second}; they are mutually exclusive: remove one of the two`;
}

function usageMessage(error: CommanderError, command: Command): string {
  const word = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const help = `see ${fullName(command)} --help`;
  switch (error.code) {
    case 'commander.unknownOption': {
      const known = command.options.flatMap(({ long }) => long ?? []);
      const owners = ownersOf(command, word);
      const hint =
        owners.length === 0 ? didYouMean(word, known) : ownersHint(command, owners, word);
      return `unknown option ${word}${hint}; ${help}`;
    }
    case 'commander.unknownCommand': {
      const known = commandsOf(command);
      return `command is ${JSON.stringify(word)}; ${mustBeOneOf(word, known, 'tablewalk --help')}`;
    }
    default: {
      const plain = error.message
        .replace(/^error: /, '')
        .replaceAll('\n', ' ')
        .replace(/\.$/, '');
      return `${plain}; ${help}`;
    }
  }
}

/** Other commands that have the option: those beside it, else any. */
function ownersOf(command: Command, option: string): Command[] {
  const has = (other: Command): boolean => findOption(other, option) !== undefined;
  const beside = (command.parent?.commands ?? command.commands).filter(has);
  return beside.length > 0 ? beside : allBelow(rootOf(command)).filter(has);
}

function ownersHint(command: Command, owners: readonly Command[], option: string): string {
  const names = owners.map((owner) => fullName(owner)).join(', ');
  const isOfScope = owners.some((owner) => isScopeField(findOption(owner, option)));
  const remedy =
    isOfScope && readsCounterexamples(command)
      ? '; leave it out: a counterexample names its scope'
      : '';
  return `; it belongs to ${names}${remedy}`;
}

function findOption(command: Command, long: string): Option | undefined {
  return command.options.find((option) => option.long === long);
}

const scopeGroups = ['Machine:', 'Callers:', 'Threads:'];

function isScopeField(option: Option | undefined): boolean {
  return option?.long === '--arch' || scopeGroups.includes(option?.helpGroupHeading ?? '');
}

function readsCounterexamples(command: Command): boolean {
  const isOfCorpus = command.parent?.name() === 'corpus';
  return (
    isOfCorpus || command.registeredArguments.some((one) => /counterexample/.test(one.description))
  );
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

function allBelow(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allBelow(child)]);
}

function commandsOf(command: Command): string[] {
  return command.commands.map((child) => child.name());
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

/** The typed text of each attribute: `--dcss` and `--no-dcss` set the same one. */
export type GivenOptions = ReadonlyMap<string, string>;

interface GivenOption {
  readonly option: Option;
  /** Undefined for a flag. */
  readonly value: string | undefined;
}

/** Records options while commander reads them; throws `InputError` at a second, different value. */
function watchOptions(command: Command): GivenOptions {
  const given = new Map<string, GivenOption>();
  const typed = new Map<string, string>();
  for (const option of command.options) {
    command.on(`option:${option.name()}`, (value?: string | null) => {
      const now: GivenOption = { option, value: value ?? undefined };
      const before = given.get(option.attributeName());
      if (before !== undefined) refuseSecond(before, now);
      given.set(option.attributeName(), now);
      typed.set(option.attributeName(), givenText(now));
    });
  }
  return typed;
}

/** A repeated flag has the same value. */
function refuseSecond(before: GivenOption, now: GivenOption): void {
  const isSameOption = before.option === now.option;
  if (isSameOption && now.value === undefined) return;
  const isList = isSameOption && /<list>/.test(now.option.flags);
  const remedy = isList
    ? `give one list: ${now.option.long} ${shown([before.value, now.value].join(','))}`
    : 'they are mutually exclusive: remove one of the two';
  throw new InputError(`${givenText(before)} and ${givenText(now)} are both given; ${remedy}`);
}

function givenText({ option, value }: GivenOption): string {
  const flag = option.long ?? option.flags;
  return value === undefined ? flag : `${flag} ${shown(value)}`;
}

/** As typed, if short and printable. */
function shown(value: string): string {
  if (/^[\w@%+=:,./-]{1,60}$/.test(value)) return value;
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
}
