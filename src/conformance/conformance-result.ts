/** What conformance found, over any number of recordings. */
import type { Mismatch } from './replay.ts';

export interface SkippedTrace {
  readonly file: string;
  readonly reason: string;
}

export interface ConformanceResult {
  /** All recordings, in the order in which they were taken; also those skipped. */
  readonly files: readonly string[];
  /** Recordings replayed, with operations and expanded events. */
  readonly traces: number;
  readonly operations: number;
  readonly events: number;
  /** At most one a recording: after it the states differ. */
  readonly mismatches: readonly Mismatch[];
  readonly skipped: readonly SkippedTrace[];
  /** Recordings that match and call no kernel function: they conform whatever the code does. */
  readonly empty: readonly string[];
}

/** `undecided`: nothing differs, and of at least one recording (or of all of them) nothing was compared. */
export function conformanceVerdict({
  traces,
  mismatches,
  empty,
}: ConformanceResult): 'conforms' | 'differs' | 'undecided' {
  if (mismatches.length > 0) return 'differs';
  return empty.length > 0 || traces === 0 ? 'undecided' : 'conforms';
}
