/** The result of a check in the ui as a table: each claim, its verdict, and a link to its violation. */

import { escaped } from '../../text/html.ts';
import { plural } from '../../text/paragraph.ts';
import type { CheckResult, InvariantResult, InvariantVerdict } from '../check/result.ts';
import { verdictText } from '../check/verdict-words.ts';
import { showPath } from './list.ts';

const verdictWords: Readonly<Record<InvariantVerdict, string>> = {
  violated: '✗ violated',
  holds: '✓ holds',
  undecided: '? undecided',
  'not-judged': '– not judged',
};

const verdictOrder: readonly InvariantVerdict[] = ['violated', 'undecided', 'holds', 'not-judged'];

/** Violations first; strict readings, which do not affect the verdict, in a separate table. */
export function checkHtml(result: CheckResult): string[] {
  const isDeciding = ({ isAside }: InvariantResult): boolean => !isAside;
  const deciding = result.invariants.filter(isDeciding);
  const aside = result.invariants.filter((one) => !isDeciding(one));
  return [
    `<p class="verdict-line ${result.verdict}"><b>${escaped(verdictText(result))}</b></p>`,
    ...tableHtml(deciding),
    ...(aside.length === 0
      ? []
      : ['<h2>Strict readings, which do not affect the verdict</h2>', ...tableHtml(aside)]),
  ];
}

function tableHtml(results: readonly InvariantResult[]): string[] {
  const sorted = [...results].sort(
    (a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict),
  );
  return [
    '<div class="scroll"><table class="verdicts"><thead><tr><th scope="col">Verdict</th><th scope="col">Claim</th><th scope="col">Counterexample</th></tr></thead><tbody>',
    ...sorted.map(rowHtml),
    '</tbody></table></div>',
  ];
}

function rowHtml({ invariant, verdict, violation }: InvariantResult): string {
  const { id, claim } = invariant;
  const length =
    violation === null
      ? ''
      : `${plural(violation.operations, 'operation')}, ${plural(violation.steps, 'step')}`;
  const file = violation?.file ?? null;
  const link =
    file === null ? '' : `<a href="${escaped(showPath(file))}">open ${escaped(file)}</a><br>`;
  return `<tr class="${verdict}"><td>${verdictWords[verdict]}</td><td><code>${escaped(id)}</code><br>${escaped(claim)}</td><td>${link}${length}</td></tr>`;
}
