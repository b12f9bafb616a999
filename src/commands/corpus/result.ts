/** What the commands of a corpus did, as data: text and JSON are written from this and nothing else. */
import type { FileError } from '../../errors.ts';
import type { StoppedFiles } from '../../stop.ts';
import type { ReplayOutcome, ReplayRun } from '../replay/report.ts';

/** A stored counterexample, as a list shows it. */
export interface CorpusEntry {
  readonly file: string;
  readonly revision: string;
  readonly invariant: string;
  readonly operations: number;
  /** Indivisible steps; 0 if the file does not say. */
  readonly steps: number;
}

export interface CorpusList {
  readonly directory: string;
  readonly entries: readonly CorpusEntry[];
  readonly unreadable: readonly FileError[];
  readonly stopped: StoppedFiles | null;
}

export interface CorpusAddition {
  readonly from: string;
  readonly entry: CorpusEntry;
  /** Something other than `reproduced` only if that was asked for. */
  readonly outcome: ReplayOutcome['outcome'];
}

/** A file that was not stored, because its story is. */
export interface SkippedStory {
  readonly from: string;
  /** The file that tells it: of the corpus, or one that was added before it. */
  readonly sameAs: string;
}

export interface CorpusAdded {
  readonly directory: string;
  readonly additions: readonly CorpusAddition[];
  readonly skipped: readonly SkippedStory[];
}

export interface CorpusRun extends ReplayRun {
  readonly directory: string;
  /** The outcome that each file must have; null if nobody said. */
  readonly expected: ReplayOutcome['outcome'] | null;
}

/** A file that no longer tells anything: why, in one sentence without its name. */
export interface Prunable {
  readonly entry: CorpusEntry;
  readonly kind: 'fixed' | 'duplicate';
  readonly reason: string;
}

export interface CorpusPruned {
  readonly directory: string;
  /** Files that were looked at. */
  readonly files: number;
  readonly prunable: readonly Prunable[];
  readonly isRemoved: boolean;
  readonly unreadable: readonly FileError[];
  readonly stopped: StoppedFiles | null;
}
