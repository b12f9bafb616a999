/** The options of check that make it a swarm. */
import type { Option } from 'commander';
import { valued } from '../../../cli/common-options.ts';
import { InputError } from '../../../errors.ts';
import { parseCount } from '../../../input/parse-values.ts';

const membersMax = 100_000;

export function manySearchOptions(): Option[] {
  return [
    valued(
      '--swarm <n>',
      'n small, different searches, for scopes too large to close; the verdict is never holds',
      (flag, text) => parseCount(flag, text, 1, membersMax),
    ).conflicts(['search', 'exact', 'slotBytes', 'pools', 'checkpoint', 'resume', 'coverage']),
    valued(
      '--swarm-seed <text>',
      'with --swarm: another seed gives other searches (default: 1)',
      swarmSeedOf,
    ),
  ];
}

function swarmSeedOf(flag: string, text: string): string {
  if (/^[\w.-]{1,64}$/.test(text)) return text;
  throw new InputError(
    `${flag} is ${JSON.stringify(text.slice(0, 60))}; it must be 1 to 64 letters, digits, dots, dashes or underscores`,
  );
}
