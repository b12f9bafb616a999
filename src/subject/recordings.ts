/** Recordings of real code, which a subject replays against its model. */
import type { CodePlace } from '../text/code-place.ts';

/** The first place where model and recording differ. Values are in the notation of the recording. */
export interface Mismatch {
  readonly file: string;
  /** Line number, from 1, which is the header. */
  readonly line: number;
  /** Counts from 1. */
  readonly operation: { readonly index: number; readonly text: string };
  /** Number of the event, from 1; null if no event differs. */
  readonly event: number | null;
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
  /** The place in the C source that requested the step, innermost function first; absent for our own code. */
  readonly code?: readonly CodePlace[];
}

export type ReplayedRecording =
  | {
      readonly kind: 'replayed';
      /** Operations and events that were compared, up to the mismatch if there is one. */
      readonly operations: number;
      readonly events: number;
      /** Operations that call the code; others prove nothing about it. */
      readonly calls: number;
      /** Whether single writes were compared, or only the states after each call. */
      readonly evidence: 'writes' | 'states';
      readonly mismatch: Mismatch | null;
    }
  | { readonly kind: 'skipped'; readonly reason: string };

export interface ReplayRecordingOptions {
  /** A revision that is not modelled is skipped, not an error. */
  readonly skipUnknownRevision?: boolean;
  /** The name of a text that was read: replays against it, whatever the revision. */
  readonly text?: string;
}

export interface SubjectRecordings {
  /** Throws `InputError` if the recording is malformed, and `Stopped` if the work must end. */
  replay(file: string, lines: Iterable<string>, options: ReplayRecordingOptions): ReplayedRecording;
  /** A mismatch as a story of several lines. */
  describe(mismatch: Mismatch): string;
}
