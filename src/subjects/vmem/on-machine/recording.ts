/** Recording of running s390x kernels, as a member of the subject. */
import type { SubjectRecording } from '../../../subject/recording.ts';
import { convertOnly, recordKernel } from './record-kernel.ts';

export const vmemRecording: SubjectRecording = { record: recordKernel, convert: convertOnly };
