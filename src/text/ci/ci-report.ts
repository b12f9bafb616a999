/** What a machine that runs checks wants to know, whichever format it reads: cases, and what became of each. */

import type { Invariant } from '../../invariants/invariant.ts';
import type { CodePlace } from '../../subjects/vmem/machine/code-place.ts';

/**
 * `failed` and `error` are why the exit code is not 0: what was asked for is not so, or nobody
 * knows. `noted` is something that is wrong and decides nothing. `skipped` was not put to the test.
 */
export type CiStatus = 'passed' | 'failed' | 'error' | 'noted' | 'skipped';

export interface CiCase {
  /** Words from the widest to the narrowest, for example command, contract and revision. */
  readonly group: readonly string[];
  readonly name: string;
  readonly status: CiStatus;
  /** Id of the rule that it is about; null if there is none. */
  readonly rule: string | null;
  /** One line. */
  readonly message: string;
  /** Many lines for a person, or nothing. */
  readonly details: string;
  /** The file that it is about, from the folder where the command runs. */
  readonly file: string | null;
  readonly line: number | null;
  /** Where a C text goes wrong; null if it is no text that was read, or if nothing goes wrong. */
  readonly code: CodePlace | null;
  /** The function of vmem.c in which it goes wrong, if that is known. */
  readonly kernelFunction: string | null;
}

export interface CiRule {
  readonly id: string;
  readonly claim: string;
  readonly why: string;
  readonly source?: string;
  /** Of a strict reading: why its author holds that breaking it is harmless. */
  readonly premise?: string;
}

export interface CiReport {
  readonly version: string;
  /** The command that was run, for example "check" or "corpus run". */
  readonly name: string;
  /** The result in a sentence. */
  readonly verdict: string;
  readonly rules: readonly CiRule[];
  readonly cases: readonly CiCase[];
  /** A summary in Markdown that says it better than a table of the cases. */
  readonly markdown?: string;
}

export function ruleOf({ id, claim, matters, source, premise }: Invariant): CiRule {
  const promise = source && { source: `${source}.` };
  return { id, claim, why: matters, ...promise, ...(premise && { premise }) };
}

export function isBad({ status }: CiCase): boolean {
  return status === 'failed' || status === 'error';
}
