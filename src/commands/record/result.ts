/** What a recording of a running kernel came to. */
import type { Evidence } from '../../subjects/vmem/recordings/evidence.ts';

export interface RecordResult {
  /** The recording. */
  readonly file: string;
  readonly kernel: string;
  readonly revision: string;
  readonly evidence: Evidence;
  readonly edat1: boolean;
  /** Operations of the plan that were performed; null if a log was converted. */
  readonly performed: number | null;
  readonly planned: number | null;
  /** Calls of vmem.c, and events in them. */
  readonly operations: number;
  readonly events: number;
  /** Why the guest ended early. */
  readonly crash: string | null;
  /** The call that was under way when the log ended. It is not in the recording. */
  readonly unfinished: string | null;
}
