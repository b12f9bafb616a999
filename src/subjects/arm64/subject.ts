/** arm64 as a subject. */
import { memmapSubject } from '../memmap/subject.ts';
import { arm64 } from './arm64.ts';

export const arm64Subject = memmapSubject(arm64);
