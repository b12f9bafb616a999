/** What a text of vmem.c defines and uses, by role in the model. */
import type { TextInspection } from '../../../subject/texts.ts';
import { entryNames } from '../kernel-c/c-source.ts';
import { knownRevision } from '../kernel-c/known-texts.ts';
import { s390 } from '../kernel-c/s390-table.ts';
import { tailNames } from '../kernel-c/statics.ts';
import { inspectText } from './kernel-texts.ts';

export async function inspection(
  path: string,
  further: readonly string[],
): Promise<TextInspection> {
  const { file, blob, attempt } = await inspectText(path, further);
  const { defined, taken, takenOff, program, refusals } = attempt;
  const isStep = (name: string): boolean => s390.functions.get(name)?.steps !== undefined;
  return {
    file,
    blob,
    revision: knownRevision(blob) ?? null,
    entryPoints: defined.filter((name) => entryNames.includes(name)),
    functions: defined.filter((name) => !entryNames.includes(name)),
    statics: program.statics.map(({ name }) => name),
    steps: taken.function.filter(isStep),
    arithmetic: taken.function.filter((name) => !isStep(name)),
    constants: taken.constant,
    takenOff,
    refusals,
    roleOf: (name) => (tailNames.includes(name) ? 'the remembered tail' : ''),
  };
}
