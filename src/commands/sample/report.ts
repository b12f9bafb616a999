/** A sample for a terminal and for CI: what was covered and what is violated. */

import { walkGenerator } from '../../counterexample/walk-generator.ts';
import type { CiReport } from '../../text/ci/ci-report.ts';
import { commandLines, type Paint, paragraph, plural } from '../../text/paragraph.ts';
import { limitJson, stopText } from '../../text/stop-text.ts';
import { claimsCi } from '../check/ci.ts';
import { assumptionLines, goalsJson, invariantsJson, violationJson } from '../check/json.ts';
import { violationsByWeight } from '../check/result.ts';
import { goalLines, invariantLines, scopeHeader, storyLines } from '../check/text.ts';
import { violatedText } from '../check/verdict-words.ts';
import { neverTakenLines } from '../size/coverage.ts';
import { unreachedJson } from '../size/report.ts';
import type { SampleResult, SeedsResult } from './result.ts';

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
    ? 'UNDECIDED: walks violated a claim, but no time was left to confirm it.'
    : 'UNDECIDED: no walk violated a claim. Walks prove nothing about what they did not visit.';
}

/** For CI, where an undecided claim is an error, as it is for the exit code. */
export function sampleCi(result: SampleResult): CiReport {
  return claimsCi('sample', verdictOfWalks(result), result.scope, result);
}

export function sampleJson(result: SampleResult): unknown {
  const { subject } = result;
  return {
    schema: 'tablewalk/sample/1',
    tool: result.version,
    verdict: result.verdict,
    revision: result.scope.revision,
    seed: result.seed,
    generator: walkGenerator,
    ...(result.seeds === null ? {} : { seeds: result.seeds }),
    runs: result.runs,
    transitions: result.transitions,
    steps: result.steps,
    depth: result.depth,
    seconds: result.elapsedMs / 1000,
    ...subject.scopes.resultFields(result.scope),
    assumptions: assumptionLines(result, subject.scopes.describe(result.scope).assumptions),
    violations: violationsByWeight(result.invariants).map(violationJson),
    ...limitJson(result.stop),
    interrupted: result.stop?.limit === 'interrupted',
    invariants: invariantsJson(result.invariants),
    goals: goalsJson(result.goals),
    ...(result.unreached === null
      ? {}
      : { coverage: { unreached: result.unreached.map(unreachedJson) } }),
    request: {
      command: result.command,
      preset: result.preset,
      scope: subject.scopes.toJson(result.scope),
    },
  };
}

function seedsText(seeds: SeedsResult, generator: string): string[] {
  const { path, taken, lost, otherGenerators, otherScopes, added, unwritten } = seeds;
  const others =
    otherScopes === 0 ? '' : `; ${plural(otherScopes, 'seed')} of other scopes not replayed`;
  return [
    ...paragraph(
      `${path}: ${plural(taken, 'stored walk')} replayed first, ${plural(added.length, 'seed')} ${unwritten === undefined ? 'added' : 'not written'}${others}`,
      'Seeds     ',
      '          ',
    ),
    ...added.flatMap((line) =>
      paragraph(line, unwritten === undefined ? '  added: ' : '  not written: ', '    '),
    ),
    ...lost.flatMap((line) => paragraph(line, '  no longer finds anything: ', '    ')),
    ...otherGenerators.flatMap((line) =>
      paragraph(`${line} (this is ${generator})`, '  of another generator, not replayed: ', '    '),
    ),
    '',
  ];
}
