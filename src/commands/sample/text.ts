/** A sample for a terminal and for CI: what was covered and what is violated. */
import { walkGenerator } from '../../counterexample/walk-generator.ts';
import type { CiReport } from '../../text/ci/ci-report.ts';
import { commandLines, type Paint, paragraph, plural } from '../../text/paragraph.ts';
import { stopText } from '../../text/stop-text.ts';
import { claimsCi } from '../check/ci.ts';
import { goalLines, invariantLines, scopeHeader, storyLines } from '../check/text.ts';
import { violatedText } from '../check/verdict-words.ts';
import { neverTakenLines } from '../size/coverage.ts';
import type { SampleResult } from './result.ts';
import { seedsText } from './seeds-report.ts';

/** The summary of a sample: the same seed gives the same bytes. */
export function sampleText(result: SampleResult, paint: Paint): string {
  return [
    ...paragraph(
      `tablewalk ${result.version} sample: ${result.scope.revision}, preset ${result.preset}, seed ${result.seed}`,
    ).map(paint.strong),
    '',
    ...scopeHeader(result.subject, result.scope, true),
    '',
    ...paragraph(
      `${plural(result.runs, 'walk')}, ${plural(result.transitions, 'operation')}, ${plural(result.steps, 'step')}, the longest walk ${plural(result.depth, 'operation')}${result.stop === null ? '' : `; ${stopText(result.stop)}`}`,
    ),
    '',
    ...sampleVerdict(result, paint),
    '',
    ...(result.seeds === null ? [] : seedsText(result.seeds, walkGenerator)),
    ...invariantLines(result.invariants, paint),
    ...goalLines(result.goals),
    ...neverTakenLines(result.unreached ?? [], ' in these walks'),
    ...paragraph(
      `${result.subject.scopes.describe(result.scope).assumptions.join('; ')}.`,
      'Assumptions: ',
      '  ',
    ),
    ...storyLines(result.subject, result.invariants, paint),
    'Repeat:',
    ...commandLines(result.command, paint.self),
  ].join('\n');
}

function sampleVerdict(result: SampleResult, paint: Paint): string[] {
  const paintVerdict = result.verdict === 'violated' ? paint.bad : paint.unsure;
  return paragraph(verdictOfWalks(result)).map(paintVerdict);
}

function verdictOfWalks({ verdict, invariants }: SampleResult): string {
  if (verdict === 'violated') return violatedText(invariants);
  return invariants.some(({ unconfirmed }) => unconfirmed !== undefined)
    ? 'UNDECIDED: walks broke a claim, but no time was left to confirm it.'
    : 'UNDECIDED: no walk violated a claim. Walks prove nothing about what they did not visit.';
}

/** For CI, where an undecided claim is an error, as it is for the exit code. */
export function sampleCi(result: SampleResult): CiReport {
  return claimsCi('sample', verdictOfWalks(result), result.scope, result);
}
