/** The subjects of the command line: the one place that knows which there are. */
import { ModelError } from '../errors.ts';
import type { Subject, SubjectLoader } from '../subject/subject.ts';
import { loadVmem, vmem } from '../subjects/vmem/subject.ts';

/** What commands check when they are given nothing else. */
export const defaultSubject: Subject = vmem;

/** The subject that another thread works on. */
export const loadSubject: SubjectLoader = (ref) => {
  if (ref.name === 'vmem') return loadVmem(ref);
  throw new ModelError(`there is no subject ${ref.name}`);
};
