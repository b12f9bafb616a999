/** The request of a series, and the resources to run it. */
import type { SearchLimits } from '../../explorer/search.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { RunControl, SeriesProgress } from '../../jobs/job-runner.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { SeriesRow } from './rows.ts';

export interface SeriesRequest {
  readonly command: string;
  readonly series: string;
  readonly revisions: readonly SeriesRow[];
  readonly invariants: readonly Invariant[];
  /** Named strict readings decide, as in a check. */
  readonly invariantsAreNamed: boolean;
  readonly contracts: readonly string[];
  /** States, memory, depth and time for each scope. */
  readonly limits: SearchLimits;
  /** Time for the whole run. */
  readonly elapsedMsMax: number;
  /** Jobs in parallel. */
  readonly workers: number;
  /** Directory of counterexample files, with a subdirectory per contract; null for none. */
  readonly directory: string | null;
  /** The scopes of the sweep; tests use fewer. */
  readonly scopesOf?: (revision: string, contract: string) => readonly ScopeData[];
}

export interface SeriesControl
  extends Pick<
    RunControl,
    'subject' | 'runJob' | 'now' | 'startedAt' | 'signal' | 'isInterrupted' | 'onJobs'
  > {
  readonly onProgress: (progress: SeriesProgress) => void;
}
