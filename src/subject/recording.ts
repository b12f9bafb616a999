/** Records the behaviour of the code of a subject on a running machine. */
import type { ScopedSchedule } from './execution.ts';
import type { ReplayedRecording } from './recordings.ts';

/** What to record, by names of options. */
export interface RecordRequest {
  readonly kernel?: string;
  readonly symbols?: string;
  readonly qemu?: string;
  readonly module?: string | false;
  readonly busybox?: string;
  readonly plan?: string;
  /** A counterexample to perform. */
  readonly replay?: string;
  readonly seed?: number;
  readonly operations?: number;
  readonly plugged?: number;
  readonly as?: string;
  readonly memory?: number;
  readonly base?: string;
  readonly append?: string;
  readonly silence?: number;
  readonly states?: boolean;
  readonly keepLog?: string;
}

export interface RecordSurroundings {
  readonly say: (text: string) => void;
  readonly compiler: string;
  /** Reads a counterexample. Throws `InputError`. */
  readonly readStory: (file: string) => ScopedSchedule & { readonly invariant: string };
}

/** The outcome of a counterexample on a running machine. */
export interface ReplayedStory {
  /** The counterexample. */
  readonly file: string;
  readonly invariant: string;
  /** The operation that violates the claim on this machine, from 1; null if none does. */
  readonly brokenBy: number | null;
  readonly operations: number;
  /** `impossible`: the kernel behaves as in the model, but the claim holds on this machine. */
  readonly outcome: 'happened' | 'impossible' | 'diverged';
  /** Why the machine diverged. */
  readonly reason: string | null;
}

export interface RecordResult {
  /** The recording. */
  readonly file: string;
  readonly kernel: string;
  readonly revision: string;
  readonly evidence: Extract<ReplayedRecording, { kind: 'replayed' }>['evidence'];
  /** Fields of the document about the machine, and remarks for the reader. */
  readonly machine: { readonly fields: object; readonly remarks: readonly string[] };
  /** Operations of the plan that were performed; null if a log was converted. */
  readonly performed: number | null;
  readonly planned: number | null;
  /** Calls of the code, and events in them. */
  readonly operations: number;
  readonly events: number;
  /** Why the guest ended early. */
  readonly crash: string | null;
  /** With a counterexample. */
  readonly replayed?: ReplayedStory;
  /** The unfinished call at the end of the log. It is not in the recording. */
  readonly unfinished: string | null;
}

export interface SubjectRecording {
  /** Boots a kernel, performs a plan, and writes the recording `out`. Throws `InputError`. */
  record(
    request: RecordRequest,
    out: string,
    surroundings: RecordSurroundings,
  ): Promise<RecordResult>;
  /** Only converts a log. `revision`: the revision to compare it with; default: by its version. */
  convert(log: string, out: string, revision?: string): RecordResult;
}
