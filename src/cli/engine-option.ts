/** --engine: how a search of vmem.c takes its steps. The result is the same. */
import type { Command, Option } from 'commander';
import { parseChoice } from '../input/parse-values.ts';
import { type Engine, engines } from '../model/engine.ts';
import type { Subject } from '../subject/subject.ts';
import { optionIf } from './capability.ts';
import { valued } from './common-options.ts';
import type { Context } from './context.ts';

export function engineOption(): Option {
  const option = valued(
    '--engine <name>',
    'compiled (default): common steps run together; generic: one by one, to check the other',
    (flag, text) => parseChoice(flag, text, engines),
  );
  return optionIf(option, hasEngines).helpGroup('Search:');
}

const hasEngines = ({ onEngine }: Subject): boolean => onEngine !== undefined;

/** Call it before the subject is used. */
export function useEngine(context: Context, command: Command): void {
  const { engine }: { engine?: Engine } = command.opts();
  if (engine !== undefined) context.subject = context.subject.onEngine?.(engine) ?? context.subject;
}
