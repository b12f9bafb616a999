/** The options that name a swarm: the server, and the prefix of its keys. */
import { Option } from 'commander';
import { valued } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { InputError } from '../../errors.ts';
import { parseName } from '../../input/parse-values.ts';

export interface AddressValues {
  readonly redis?: string;
  readonly prefix?: string;
}

export const defaultPrefix = 'tablewalk';
const urlVariable = 'TABLEWALK_REDIS';

export function swarmOptions(): Option[] {
  const options = [
    new Option(
      '--redis <url>',
      `redis:// or rediss://, with user and password; default: the variable ${urlVariable}, which other users of the machine cannot read`,
    ),
    valued(
      '--prefix <name>',
      `prefix of all keys in Redis (default: ${defaultPrefix})`,
      (flag, text) => parseName(flag, text, 100),
    ),
  ];
  for (const option of options) option.helpGroup('Swarm:');
  return options;
}

/** Throws `InputError` if no address is given. */
export function addressed<Values extends AddressValues>(
  { io }: Context,
  values: Values,
): Values & { readonly redis: string } {
  const redis = values.redis ?? io.env[urlVariable];
  if (redis !== undefined && redis !== '') return { ...values, redis };
  throw new InputError(
    `--redis is missing; give the address of the server, or set ${urlVariable}: redis://HOST:6379`,
  );
}
