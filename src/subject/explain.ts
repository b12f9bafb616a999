/** The parts besides operations and preemptions that an explanation of a counterexample removes or changes. */
import type { Draft } from './draft.ts';
import type { Execution } from './execution.ts';

/** A modified draft, to be executed in manner `as-far-as-possible`. */
export interface Variant<Any extends Draft = Draft> {
  readonly draft: Any;
  /** Another change that was needed, as a clause: `allocation 7 of operation 1 fails`; usually empty. */
  readonly note: string;
}

/** A nondeterministic choice in one operation, reversed. */
export interface ChanceChange<Any extends Draft = Draft> {
  readonly operation: number;
  /** Its fields in JSON documents besides the operation. */
  readonly fields: Readonly<Record<string, number | string>>;
  /** `allocation 4 of operation 1 fails`. */
  readonly text: string;
  readonly draft: Any;
}

export interface ChanceGroup<Any extends Draft = Draft> {
  /** Key in JSON documents. */
  readonly name: string;
  readonly changes: readonly ChanceChange<Any>[];
}

/** A field of the scope with another value. */
export interface OtherValue<Any extends Draft = Draft> {
  readonly value: string;
  /** Drafts to try, or why there are none, as a sentence. Throws `InputError` if there is no such scope. */
  variants(): Iterable<Variant<Any>> | string;
}

export interface ScopeAssumption<Any extends Draft = Draft> {
  /** The field of the scope. */
  readonly name: string;
  /** For reports: `struct page`. */
  readonly title: string;
  readonly value: string;
  readonly others: readonly OtherValue<Any>[];
}

export interface SubjectExplaining {
  /** Groups in the documents of this subject, including empty ones. */
  chances(draft: Draft): readonly ChanceGroup[];
  /** In the order of a report. `execution` is that of the draft, in manner `as-far-as-possible`. */
  assumptions(draft: Draft, execution: Execution): readonly ScopeAssumption[];
}
