/** Features of a subject that some commands need and not every subject has. */
import type { Option } from 'commander';
import { InputError } from '../errors.ts';
import type { Subject } from '../subject/subject.ts';

const capabilityWords: Partial<Readonly<Record<keyof Subject, string>>> = {
  revisions: 'revisions of the code',
  series: 'series of patches',
  mutants: 'mutants',
  texts: 'a C source',
  recordings: 'recordings of real code',
  recording: 'a kernel to record',
  sentences: 'sentences of its authors',
  comparison: 'revisions to compare',
};

/** Throws `InputError` if the subject does not have it. */
export function needed<Name extends keyof Subject>(
  subject: Subject,
  name: Name,
  command: string,
): NonNullable<Subject[Name]> {
  const capability = subject[name];
  if (capability === undefined || capability === null) {
    throw new InputError(
      `${command} needs ${capabilityWords[name] ?? name}, and ${subject.story.modelled} has none`,
    );
  }
  return capability;
}

type Has = (subject: Subject) => boolean;

const conditions = new WeakMap<Option, Has>();

/** An option for subjects where `has` is true. */
export function optionIf(option: Option, has: Has): Option {
  conditions.set(option, has);
  return option;
}

export function isOptionOf(option: Option, subject: Subject): boolean {
  return conditions.get(option)?.(subject) ?? true;
}
