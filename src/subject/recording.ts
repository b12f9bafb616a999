/** Records what the code of a subject does on a running machine. */
import type { ScopedSchedule } from './execution.ts';
import type { ReplayedRecording } from './recordings.ts';

/** What is recorded, by names of options. */
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
  /** A C compiler. */
  readonly compiler: string;
  /** Reads a counterexample. Throws `InputError`. */
  readonly readStory: (file: string) => ScopedSchedule & { readonly invariant: string };
}

/** What a running machine did with a counterexample. */
export interface ReplayedStory {
  /** The counterexample. */
  readonly file: string;
  readonly invariant: string;
  /** The operation that breaks the claim on this machine, from 1; null if none does. */
  readonly brokenBy: number | null;
  readonly operations: number;
  /** `impossible`: the kernel did what the model says, and on this machine the claim holds. */
  readonly outcome: 'happened' | 'impossible' | 'diverged';
  /** Why it diverged. */
  readonly reason: string | null;
}

export interface RecordResult {
  /** The recording. */
  readonly file: string;
  readonly kernel: string;
  readonly revision: string;
  readonly evidence: Extract<ReplayedRecording, { kind: 'replayed' }>['evidence'];
  /** Of the machine: fields of the document, and what a reader must know. */
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
  /** The call that was under way when the log ended. It is not in the recording. */
  readonly unfinished: string | null;
}

export interface SubjectRecording {
  /** Boots a kernel, performs a plan, and writes the recording `out`. Throws `InputError`. */
  record(
    request: RecordRequest,
    out: string,
    surroundings: RecordSurroundings,
  ): Promise<RecordResult>;
  /** Only converts a log. `revision`: what it is compared as; by its version if absent. */
  convert(log: string, out: string, revision?: string): RecordResult;
}
