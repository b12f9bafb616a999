/** Recordings of vmem.c, as a member of the subject. */

import type { SubjectRecordings } from '../../../subject/recordings.ts';
import { describeMismatch } from './describe-mismatch.ts';
import { type RecordingReplayOptions, replayTrace } from './replay.ts';

export const vmemRecordings: SubjectRecordings = {
  replay: (file, lines, options: RecordingReplayOptions) => replayTrace(file, lines, options),
  describe: describeMismatch,
};
