/** Options as typed. Giving one twice is rejected, because only one value could take effect. */
import type { Command, Option } from 'commander';
import { InputError } from '../errors.ts';

/**
 * What was typed for each option of one command, by the attribute that it sets: `--dcss` and `--no-dcss` set
 * the same one.
 */
export type GivenOptions = ReadonlyMap<string, string>;

interface GivenOption {
  readonly option: Option;
  /** Undefined for a flag. */
  readonly value: string | undefined;
}

/**
 * Records the options of a command while commander reads them; throws `InputError` at a second, different
 * value.
 */
export function watchOptions(command: Command): GivenOptions {
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
