/** The subjects of the command line: the one place that knows which there are. */
import type { Subject, SubjectLoader } from '../subject/subject.ts';
import { loadDefined } from '../subjects/defined/file/load-model.ts';
import { loadVmem, vmem } from '../subjects/vmem/subject.ts';

/** What commands check when they are given nothing else. */
export const defaultSubject: Subject = vmem;

/** The subject that another thread works on. */
export const loadSubject: SubjectLoader = (ref) => {
  return ref.name === 'vmem' ? loadVmem(ref) : loadDefined(ref);
};
