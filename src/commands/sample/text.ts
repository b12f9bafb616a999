/** A sample for a terminal: what was covered and what is violated. */
import { walkGenerator } from '../../counterexample/walk-generator.ts';
import { commandLines, type Paint, paragraph, plural } from '../../text/paragraph.ts';
import { stopText } from '../../text/stop-text.ts';
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

function sampleVerdict({ verdict, invariants }: SampleResult, paint: Paint): string[] {
  if (verdict === 'violated') return paragraph(violatedText(invariants)).map(paint.bad);
  if (invariants.some(({ unconfirmed }) => unconfirmed !== undefined)) {
    return paragraph('UNDECIDED: walks broke a claim, but no time was left to confirm it.').map(
      paint.unsure,
    );
  }
  return paragraph(
    'UNDECIDED: no walk violated a claim. Walks prove nothing about what they did not visit.',
  ).map(paint.unsure);
}
