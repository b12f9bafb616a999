/** The list of subjects of the command line. */
import { ModelError } from '../errors.ts';
import type { Subject, SubjectKind, SubjectLoader } from '../subject/subject.ts';
import { architectureKind, architectureSubject } from '../subjects/architectures.ts';
import { definedKind } from '../subjects/defined/file/load-model.ts';
import { vmem, vmemKind } from '../subjects/vmem/subject.ts';

/** The subject of commands that name no other. */
export const defaultSubject: Subject = vmem;

/** The first subject that accepts a file gets it; the last accepts any file and reports its errors. */
const kinds: readonly SubjectKind[] = [definedKind, architectureKind, vmemKind];

/** The subject of `--arch`. Throws `InputError` if there is none. */
export const subjectOfArchitecture: (name: string) => Promise<Subject> = architectureSubject;

/** The subject of another thread. */
export const loadSubject: SubjectLoader = (ref) => first((kind) => kind.ofRef(ref));

/** The subject of a scope in a file. */
export const subjectOfScope = (scope: object): Promise<Subject> =>
  first((kind) => kind.ofScope(scope));

function first(find: (kind: SubjectKind) => Promise<Subject> | null): Promise<Subject> {
  for (const kind of kinds) {
    const found = find(kind);
    if (found !== null) return found;
  }
  throw new ModelError('unknown kind of subject');
}
