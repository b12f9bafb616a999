/** --workers: how many threads a command uses; by default one for each processor. */
import type { Option } from 'commander';
import { workersMax } from '../explorer/parallel/shared-memory.ts';
import { parseCount } from '../input/parse-values.ts';
import { valued } from './common-options.ts';
import type { Io } from './io.ts';

/** The value is undefined for `auto`. */
export function workersOption(what: string): Option {
  return valued('--workers <n>', `${what}; auto (default): one for each processor`, (flag, text) =>
    text === 'auto' ? undefined : parseCount(flag, text, 1, workersMax),
  );
}

export function atOnceOf(
  { processors }: Pick<Io, 'processors'>,
  workers: number | undefined,
): number {
  return workers ?? Math.min(workersMax, processors);
}
