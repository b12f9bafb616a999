/** A row of the table of steps, for one kind of step. */
import { hex } from '../../../text/hex.ts';
import type { Answer, CallKind, RequestOf, StepName } from '../kernel/request.ts';
import type { MachineDescription } from '../machine/description.ts';
import { type Level, levelNames } from '../machine/geometry.ts';

/** One bit each. */
export const Trait = {
  /** Goes through the handle of a table, which must be alive and reachable from the root. */
  usesTable: 1,
  /**
   * Reads data that only the holder of vmem_mutex writes, invisibly to other threads. A scan of a
   * block for 0xFD lacks this trait, because the core writes struct pages without the mutex.
   */
  mergesUnderMutex: 2,
  readsTables: 4,
  /** A step of a reader or of another user of memory, without the locks of vmem.c. */
  ofReader: 8,
  /** Begins or ends a call: it does not count as a step, and the answer is always 0. */
  frame: 16,
  /** A story shows it even if it causes no event. */
  shown: 32,
  /** A story shows the state after it. */
  showsState: 64,
  /** Only some C sources take it, most of them wrong ones. */
  ofTextsOnly: 128,
} as const;

/** Words about a request of a kind. A method, so that a row can be read without knowing its kind. */
type WordsOf<Name extends StepName> = {
  of(request: RequestOf<Name>, answer: Answer | null): string;
}['of'];

/** Words that do not depend on the answer. */
type PlainWordsOf<Name extends StepName> = { of(request: RequestOf<Name>): string }['of'];

export interface StepRow<Name extends StepName = StepName> {
  /** The word of documents for it: stable, part of their formats. */
  readonly kind: string;
  /** Its effect, for a list of steps. */
  readonly does: string;
  /** Its purpose as a sentence, for readers new to vmem.c; some depend on the answer. */
  readonly purpose: string | WordsOf<Name>;
  /** Bits of `Trait`. */
  readonly traits: number;
  /** In kernel words, when it caused no event; without it: "nothing to do". */
  readonly text?: WordsOf<Name>;
  /** The same for a step that is not taken yet. */
  readonly pending: string | PlainWordsOf<Name>;
  /** What distinguishes steps of this kind in a list of answers. */
  readonly site?: PlainWordsOf<Name>;
  /** Its answers by code; empty if the machine or the call cannot give one. */
  readonly answers?: { of(site: AnswerSite<Name>): readonly string[] }['of'];
  /** Conditions of a scope and its kernel for the step to be taken; `reached/needs.ts` tests each. */
  readonly needs: readonly string[];
}

export type StepRows = { readonly [Name in StepName]?: StepRow<Name> };

/** The context that decides which answers a step can have. */
export interface AnswerSite<Name extends StepName = StepName> {
  readonly request: RequestOf<Name>;
  readonly machine: MachineDescription;
  /** The entry point that it is in; undefined before the first call. */
  readonly call: CallKind | undefined;
}

/** `pmd 0x8c000`. */
export function entryText({ level, va }: { readonly level: Level; readonly va: number }): string {
  return `${levelNames[level]} ${hex(va)}`;
}

export const yesNo = (answer: Answer | null): string => (answer === 1 ? 'yes' : 'no');
