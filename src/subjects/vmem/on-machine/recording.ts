/** Recording of running s390x kernels, as a subject has it. */
import type { SubjectRecording } from '../../../subject/recording.ts';
import { convertOnly, recordKernel } from './record-kernel.ts';

export const vmemRecording: SubjectRecording = { record: recordKernel, convert: convertOnly };
