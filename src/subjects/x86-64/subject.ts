/** x86-64 as a subject. */
import { memmapSubject } from '../memmap/subject.ts';
import { x86 } from './x86-64.ts';

export const x86Subject = memmapSubject(x86);
