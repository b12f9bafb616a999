/** Sentences of authors about the code of a subject, judged with and without assumptions. */
import type { Invariant } from '../invariants/invariant.ts';
import type { ScopeData } from './scopes.ts';

/** Something that a sentence may need. */
export interface Assumption {
  readonly id: string;
  /** A sentence without its full stop. */
  readonly text: string;
  /** Revisions that it replaces with a repaired one, if it is a change of the code instead of an assumption. */
  readonly repairs?: Readonly<Record<string, string>>;
}

/** True for an assumption about callers, memory or the machine, which keeps the code unchanged. */
export const leavesCode = ({ repairs }: Assumption): boolean => repairs === undefined;

/** A property whose violation breaks a sentence: an invariant, or only some of its facts. */
export interface Property {
  readonly invariant: string;
  readonly facts?: readonly string[];
}

/** The answers to a question: one if all properties hold, one if one is broken. */
export interface Question {
  readonly upheld: Reply;
  readonly broken: Reply;
}

export interface Reply {
  readonly word: 'yes' | 'no';
  /** The behaviour of the revision: a sentence without its subject and full stop. */
  readonly does: string;
}

export interface Sentence {
  readonly id: string;
  /** The original sentence; for a reading of our own, the question. */
  readonly quote: string;
  readonly by: string;
  /** For a reading of our own: its answer. A quoted sentence has none. */
  readonly question?: Question;
  readonly properties: readonly Property[];
  /** The revision at which it is judged, assumption by assumption. */
  readonly revision: string;
  /** A second revision to judge, with all assumptions made. */
  readonly alsoAt: readonly string[];
  /** Variations of the scope; each is searched. */
  readonly variations: readonly object[];
  readonly assumptions: readonly Assumption[];
  /** A remark that the answer does not contain. */
  readonly note: string;
}

export interface SubjectSentences {
  readonly all: readonly Sentence[];
  /** The name of the patch series. */
  readonly title: string;
  /** The invariants that break a sentence, with the facts that do. */
  invariantsOf(sentence: Sentence): readonly Invariant[];
  /** The scopes in which exactly these assumptions are made. */
  scopesOf(sentence: Sentence, revision: string, made: readonly Assumption[]): readonly ScopeData[];
}
