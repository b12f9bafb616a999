/** The verdict of a check as a sentence: the same in every report. */

import { plural } from '../../text/paragraph.ts';
import { stopText } from '../../text/stop-text.ts';
import { type CheckResult, depthOf, type InvariantResult, isClosed, sumOf } from './result.ts';

export function verdictText(result: CheckResult): string {
  const states = plural(sumOf(result, 'states'), 'state');
  switch (result.verdict) {
    case 'violated':
      return violatedText(result.invariants);
    case 'holds':
      return `HOLDS: every claim that was put to the test holds in all ${states}${isClosed(result) ? '' : ' within the bound'}.`;
    case 'undecided':
      return undecidedText(result, states);
  }
}

/** Counts deciding claims only, without strict readings. */
export function violatedText(invariants: readonly InvariantResult[]): string {
  const deciding = invariants.filter(({ isAside }) => !isAside);
  const violated = deciding.filter(({ verdict }) => verdict === 'violated');
  return `VIOLATED: ${violated.length} of ${plural(deciding.length, 'claim')}.`;
}

function undecidedText(result: CheckResult, states: string): string {
  if (result.stop === null) return 'UNDECIDED: no claim was put to the test. This proves nothing.';
  const depth = plural(depthOf(result), 'operation');
  const seen = result.invariants.some(({ unconfirmed }) => unconfirmed !== undefined)
    ? 'A violation was seen, but no time was left to confirm it,'
    : 'No violation';
  return `UNDECIDED: ${stopText(result.stop)}. ${seen} in ${states} (up to ${depth} deep); this proves nothing about the rest.`;
}
