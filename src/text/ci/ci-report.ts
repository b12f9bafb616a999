/** A report for CI, independent of its format: cases, and the outcome of each. */

import type { Invariant } from '../../invariants/invariant.ts';
import type { CodePlace } from '../code-place.ts';

/**
 * `failed` and `error` make the exit code nonzero: the expectation does not hold, or is undecided. `noted`
 * is a problem that does not affect the verdict. `skipped` was not put to the test.
 */
export type CiStatus = 'passed' | 'failed' | 'error' | 'noted' | 'skipped';

export interface CiCase {
  /** Words from the most general to the most specific, for example command, contract and revision. */
  readonly group: readonly string[];
  readonly name: string;
  readonly status: CiStatus;
  /** Id of the rule that the case belongs to; null if there is none. */
  readonly rule: string | null;
  /** One line. */
  readonly message: string;
  /** Several lines for a reader, or nothing. */
  readonly details: string;
  /** The file that the case is about, relative to the current directory of the command. */
  readonly file: string | null;
  readonly line: number | null;
  /** Position in a C source where the violation occurs; null without a C source or a violation. */
  readonly code: CodePlace | null;
  /** The function of vmem.c in which the violation occurs, if known. */
  readonly kernelFunction: string | null;
}

/** Defaults for a case without a file and a story. */
export const noDetails = {
  details: '',
  file: null,
  line: null,
  code: null,
  kernelFunction: null,
} as const;

/** A file without a result. */
export function errorCase(group: string, file: string, message: string): CiCase {
  const named = { group: [group], name: file, file, line: 1 };
  return { ...noDetails, ...named, status: 'error', rule: null, message };
}

export interface CiRule {
  readonly id: string;
  readonly claim: string;
  readonly why: string;
  readonly source?: string;
  /** For strict readings: why its author considers a violation harmless. */
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
  /** The path of the file that is modelled, if it is not vmem.c. */
  readonly modelled?: string;
  /** A Markdown summary that replaces the generic table of cases. */
  readonly markdown?: string;
}

export function ruleOf({ id, claim, matters, source, premise }: Invariant): CiRule {
  const promise = source && { source: `${source}.` };
  return { id, claim, why: matters, ...promise, ...(premise && { premise }) };
}

export function isBad({ status }: CiCase): boolean {
  return status === 'failed' || status === 'error';
}
