/** What the table of steps records of a kind of step. */
import { hex } from '../../../text/hex.ts';
import type { Answer, CallKind, Request } from '../kernel/request.ts';
import type { MachineDescription } from '../machine/description.ts';
import { levelNames } from '../machine/geometry.ts';

/** The word of documents for a step: stable, part of their formats. */
export type StepKind =
  | 'lock'
  | 'unlock'
  | 'read'
  | 'follow'
  | 'scan-table'
  | 'alloc'
  | 'set'
  | 'clear'
  | 'free'
  | 'mark-unused'
  | 'mark-used'
  | 'test-unused'
  | 'test-tail'
  | 'set-tail'
  | 'load-static'
  | 'set-static'
  | 'fault'
  | 'flush'
  | 'count'
  | 'warn'
  | 'call'
  | 'return'
  | 'write-memmap'
  | 'test-online'
  | 'read-memmap';

/** One bit each. */
export const Trait = {
  /** Goes through the handle of a table, which must be alive and reachable from the root. */
  usesTable: 1,
  /**
   * Reads what only the holder of vmem_mutex writes, and no other thread sees it. A scan of a block for
   * 0xFD has not this trait: the core writes struct pages without the mutex.
   */
  mergesUnderMutex: 2,
  /** Reads tables and changes nothing. */
  readsTables: 4,
  /** A step of a reader or of another user of memory, without the locks of vmem.c. */
  ofReader: 8,
  /** Begins or ends a call: counts as no step, and the answer is always 0. */
  frame: 16,
  /** A story shows it even if it causes no event. */
  shown: 32,
  /** A story shows the state after it. */
  showsState: 64,
  /** Only some C sources take it, most of them wrong ones. */
  ofTextsOnly: 128,
} as const;

/** What a scope and its kernel must have for the step to be taken; `reached/needs.ts` tests each. */
export type StepNeed =
  | 'mutex'
  | 'removal'
  | 'emptyTables'
  | 'freeBeforeFlush'
  | 'freeAfterFlush'
  | 'identity'
  | 'memmap'
  | 'freedMemmap'
  | 'marks'
  | 'tails'
  | 'sharedBlock'
  | 'online'
  | 'wrongCaller'
  | 'dumper'
  | 'setMemory'
  | 'pfnWalker'
  | 'allocator'
  | 'splits';

type StepField = 'table' | 'level' | 'va' | 'arg' | 'call' | 'byte';

export interface StepRow {
  readonly kind: StepKind;
  /** What it does, for a list of steps. */
  readonly does: string;
  /** Its purpose as a sentence, for a reader who does not know vmem.c; some depend on the answer. */
  readonly purpose: string | ((request: Readonly<Request>, answer: Answer | null) => string);
  /** What the fields of its request hold; the others are 0. */
  readonly fields: Readonly<Partial<Record<StepField, string>>>;
  /** Bits of `Trait`. */
  readonly traits: number;
  /** In kernel words, when it caused no event; without it: "nothing to do". */
  readonly text?: (request: Readonly<Request>, answer: Answer | null) => string;
  /** The same of a step that is not taken yet. */
  readonly pending: string | ((request: Readonly<Request>) => string);
  /** What distinguishes steps of this kind in a list of answers. */
  readonly site?: (request: Readonly<Request>) => string;
  /** Its answers by code: empty where the machine or the call cannot give one. */
  readonly answers?: (site: AnswerSite) => readonly string[];
  readonly needs: readonly StepNeed[];
}

/** What decides which answers a step can have. */
export interface AnswerSite {
  readonly request: Readonly<Request>;
  readonly machine: MachineDescription;
  /** The entry point that it is in; undefined before the first call. */
  readonly call: CallKind | undefined;
}

/** `pmd 0x8c000`. */
export function entryText({ level, va }: Readonly<Request>): string {
  return `${levelNames[level]} ${hex(va)}`;
}

export const yesNo = (answer: Answer | null): string => (answer === 1 ? 'yes' : 'no');
