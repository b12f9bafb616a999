/** Results of the corpus commands: text and JSON are made from this data. */
import type { FileError } from '../../errors.ts';
import type { StoppedFiles } from '../../stop.ts';
import type { ReplayOutcome, ReplayRun } from '../replay/result.ts';

/** A stored counterexample, as shown in a list. */
export interface CorpusEntry {
  readonly file: string;
  readonly revision: string;
  readonly invariant: string;
  readonly operations: number;
  /** Indivisible steps; 0 if the file does not contain it. */
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
  /** `reproduced`, unless other outcomes are allowed. */
  readonly outcome: ReplayOutcome['outcome'];
}

/** A file that was not stored, because its story already is. */
export interface SkippedStory {
  readonly from: string;
  /** The file with the same story: in the corpus, or added before. */
  readonly sameAs: string;
}

export interface CorpusAdded {
  readonly directory: string;
  readonly additions: readonly CorpusAddition[];
  readonly skipped: readonly SkippedStory[];
}

export interface CorpusRun extends ReplayRun {
  readonly directory: string;
  /** The expected outcome of each file; null if none was given. */
  readonly expected: ReplayOutcome['outcome'] | null;
}

/** An obsolete file, with the reason in one sentence without its name. */
export interface Prunable {
  readonly entry: CorpusEntry;
  readonly kind: 'fixed' | 'duplicate';
  readonly reason: string;
}

export interface CorpusPruned {
  readonly directory: string;
  /** Number of files examined. */
  readonly files: number;
  readonly prunable: readonly Prunable[];
  readonly isRemoved: boolean;
  readonly unreadable: readonly FileError[];
  readonly stopped: StoppedFiles | null;
}
