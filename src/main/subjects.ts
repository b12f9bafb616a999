/** The subjects of the command line: the one place that knows which there are. */
import { ModelError } from '../errors.ts';
import type { Subject, SubjectKind, SubjectLoader } from '../subject/subject.ts';
import { definedKind } from '../subjects/defined/file/load-model.ts';
import { vmem, vmemKind } from '../subjects/vmem/subject.ts';

/** What commands check when they are given nothing else. */
export const defaultSubject: Subject = vmem;

/** The first that takes a file takes it; the last takes any, and says what is wrong in it. */
const kinds: readonly SubjectKind[] = [definedKind, vmemKind];

/** The subject that another thread works on. */
export const loadSubject: SubjectLoader = (ref) => first((kind) => kind.ofRef(ref));

/** The subject of a scope in a file. */
export const subjectOfScope = (scope: object): Promise<Subject> =>
  first((kind) => kind.ofScope(scope));

function first(find: (kind: SubjectKind) => Promise<Subject> | null): Promise<Subject> {
  for (const kind of kinds) {
    const found = find(kind);
    if (found !== null) return found;
  }
  throw new ModelError('a subject of no kind');
}
