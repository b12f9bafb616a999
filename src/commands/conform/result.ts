/** The result of comparing any number of recordings with the model. */

import type { FileError } from '../../errors.ts';
import type { StoppedFiles } from '../../stop.ts';
import type { Mismatch, SubjectRecordings } from '../../subject/recordings.ts';

export interface SkippedTrace {
  readonly file: string;
  readonly reason: string;
}

export interface ConformanceResult {
  readonly recordings: SubjectRecordings;
  /** All recordings, in order, including skipped ones. */
  readonly files: readonly string[];
  /** Recordings replayed, with operations and expanded events. */
  readonly traces: number;
  readonly operations: number;
  readonly events: number;
  /** At most one per recording, because the states differ afterwards. */
  readonly mismatches: readonly Mismatch[];
  readonly skipped: readonly SkippedTrace[];
  /** Recordings that match but call no kernel function: they would conform with any code. */
  readonly empty: readonly string[];
  /** Recordings with states only; their single writes were not compared. */
  readonly statesOnly: readonly string[];
  /** Files that are not recordings, or are damaged. */
  readonly unreadable: readonly FileError[];
  /** Null if all were compared. */
  readonly stopped: StoppedFiles | null;
}

/**
 * `undecided`: no difference was found, but at least one recording could not be read or had nothing
 * to compare.
 */
export function conformanceVerdict({
  traces,
  mismatches,
  empty,
  unreadable,
  stopped,
}: ConformanceResult): 'conforms' | 'differs' | 'undecided' {
  if (mismatches.length > 0) return 'differs';
  const isOpen = empty.length > 0 || unreadable.length > 0 || stopped !== null;
  return isOpen || traces === 0 ? 'undecided' : 'conforms';
}
