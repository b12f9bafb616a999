/** Option declarations shared by commands: how an option is declared, output, limits, workers, engine. */

import { type Command, Option } from 'commander';
import { workersMax } from '../explorer/parallel/shared-memory.ts';
import { parseBytes, parseChoice, parseCount, parseDuration } from '../input/parse-values.ts';
import { type Engine, engines } from '../model/engine.ts';
import type { Subject } from '../subject/subject.ts';
import { optionIf } from './capability.ts';
import { type ColourMode, type Context, colourModes } from './context.ts';
import type { Io } from './io.ts';

/** An option whose value is parsed; errors name its flag. */
export function valued(
  flags: string,
  description: string,
  parse: (flag: string, text: string) => unknown,
): Option {
  const flag = flags.split(' ')[0];
  return new Option(flags, description).argParser((text: string) => parse(flag, text));
}

/** An option whose value is one of these words. */
export function choiceOption(flags: string, description: string, words: readonly string[]): Option {
  return valued(flags, description, (flag, text) => parseChoice(flag, text, words));
}

/** An option whose value is a whole number within these bounds. */
export function countOption(flags: string, description: string, min: number, max: number): Option {
  return valued(flags, description, (flag, text) => parseCount(flag, text, min, max));
}

/** Adds options, each alone or in lists. */
export function addOptions(command: Command, ...options: readonly (Option | readonly Option[])[]) {
  for (const option of options.flat()) command.addOption(option);
}

/** Groups options under a heading of the help. */
export function group(heading: string, options: readonly Option[]): Option[] {
  for (const option of options) option.helpGroup(heading);
  return [...options];
}

/** The values of `outputOptions`. */
export interface OutputValues {
  readonly json?: boolean;
  readonly color?: ColourMode | undefined;
  readonly quiet?: boolean;
}

export const outputOptions = (): Option[] =>
  group('Output:', [
    new Option('--json', 'print one JSON document to stdout'),
    choiceOption('--color <when>', 'auto, always, never', colourModes),
    new Option('--quiet', 'print no progress and no messages'),
  ]);

const limits = (...options: readonly Option[]): Option[] => group('Limits:', options);
const wholeTime = '--time-limit <time>';
const wholeMemory = (): Option =>
  valued('--max-memory <size>', 'memory limit for the whole run (default: 1G)', parseBytes);
export const workerMemory = (): Option =>
  valued('--max-memory <size>', 'memory limit for each worker (default: 1G)', parseBytes);

export const limitOptions = {
  memory: () =>
    limits(valued('--max-memory <size>', 'memory limit for one scope: 512M, 4G', parseBytes)),
  depth: () =>
    limits(
      countOption(
        '--max-depth <n>',
        'maximum operations from the initial state; needs bfs',
        1,
        1e9,
      ),
    ),
  states: (what = 'maximum states of one scope: 1000, 1_000, 1e6') =>
    limits(countOption('--max-states <n>', what, 1, 1e12)),
  time: () => limits(valued(wholeTime, 'time limit for the whole run: 30s, 5m, 2h', parseDuration)),
  /** For commands that execute any number of files. */
  files: () => [...limitOptions.time(), ...limits(wholeMemory())],
  /** The same for several workers. */
  parts: () => [...limitOptions.time(), ...limits(workerMemory())],
  /** For commands that execute files: time and memory limits. */
  execution: (memory = wholeMemory) =>
    limits(
      valued(wholeTime, 'time limit for the whole run (default: 1m)', parseDuration),
      memory(),
    ),
};

export function engineOption(): Option {
  const option = choiceOption(
    '--engine <name>',
    'compiled (default): common steps run together; generic: one by one, to check the other',
    engines,
  );
  return optionIf(option, hasEngines).helpGroup('Search:');
}

const hasEngines = ({ onEngine }: Subject): boolean => onEngine !== undefined;

/** Call it before the subject is used. */
export function useEngine(context: Context, command: Command): void {
  const { engine }: { engine?: Engine } = command.opts();
  if (engine !== undefined) context.subject = context.subject.onEngine?.(engine) ?? context.subject;
}

/** The value is undefined for `auto`. */
export function workersOption(what: string): Option {
  return valued('--workers <n>', `${what}; auto (default): one for each processor`, (flag, text) =>
    text === 'auto' ? undefined : parseCount(flag, text, 1, workersMax),
  );
}

/** For commands whose parts are independent. */
export const partsAtOnce = (parts: string): Option =>
  workersOption(`${parts} at a time`).helpGroup('Limits:');

export function atOnceOf(
  { processors }: Pick<Io, 'processors'>,
  workers: number | undefined,
): number {
  return workers ?? Math.min(workersMax, processors);
}
