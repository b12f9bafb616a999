/** What a command needs of the subject and not every subject has. */
import { InputError } from '../errors.ts';
import type { Subject } from '../subject/subject.ts';

/** Throws `InputError` if the subject does not have it. */
export function needed<Name extends keyof Subject>(
  subject: Subject,
  name: Name,
  command: string,
): NonNullable<Subject[Name]> {
  const capability = subject[name];
  if (capability === undefined || capability === null) {
    throw new InputError(`${command} needs ${name}, and ${subject.ref().name} has none`);
  }
  return capability;
}
