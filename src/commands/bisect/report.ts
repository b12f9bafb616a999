/** The origin of a violation: in words for a mail, and as the text and the JSON document of `bisect`. */

import { headLines } from '../../counterexample/story.ts';
import type { SubjectRevisions } from '../../subject/revisions.ts';
import { type Paint, paragraph, plural, table } from '../../text/paragraph.ts';
import { stopText } from '../../text/stop-text.ts';
import {
  type Bisection,
  type BisectResult,
  type BisectRow,
  type Blame,
  firstBadOf,
  isOldest,
} from './result.ts';

/** Sentences about the operations of a counterexample. */
export function blameText({ rows, blame, repaired }: Bisection): string {
  const [newest] = rows;
  if (newest.outcome !== 'bad') {
    return `On ${newest.name} the operations below do not violate it: ${newest.reason}.`;
  }
  const sentence = blameSentence(blame);
  if (repaired === null) return sentence;
  const { commits, ...known } = repaired;
  return `${sentence} With ${commits.join(' and ')} applied to the revisions that lack them: ${blameClause(known)}.`;
}

function blameSentence(blame: Blame): string {
  const { since, before, suspects } = blame;
  if (isOldest(blame))
    return `The operations below already violate it in ${since}, before the series.`;
  if (before === null) {
    return `The operations below violate it in ${since}. No revision before it is known to be good: in ${rangeOf(suspects.slice(0, -1))} the kernel crashes, or the operations cannot be executed.`;
  }
  if (firstBadOf(blame) !== null) {
    return `The operations below violate it since ${since}; in ${before} they do not.`;
  }
  return `The operations below violate it in ${since}; in ${before} they do not. In between the kernel crashes, or the operations cannot be executed, so any of ${rangeOf(suspects)} may have introduced it.`;
}

/** A clause. */
function blameClause(blame: Blame): string {
  const { since, before, suspects } = blame;
  if (isOldest(blame)) return `${since} already violates it`;
  const good = before === null ? 'none before it is known to be good' : `${before} does not`;
  const range = firstBadOf(blame) === null ? `; suspects are ${rangeOf(suspects)}` : '';
  return `${since} violates it, and ${good}${range}`;
}

/** `v2-2 to linux-5.9 (9 revisions)`; a few are listed by name. */
function rangeOf(names: readonly string[]): string {
  if (names.length <= 2) return names.join(' and ');
  return `${names[0]} to ${names[names.length - 1]} (${plural(names.length, 'revision')})`;
}

/** The subject of the patch that a mail replies to; for several suspects, the first and the last. */
export function quotedLines(revisions: SubjectRevisions, { blame, repaired }: Bisection): string[] {
  const { suspects } = repaired ?? blame;
  if (suspects.length === 1) return quotedSource(revisions, suspects[0]);
  const between = suspects.length - 2;
  const gap = between === 0 ? 'or' : `or one of ${plural(between, 'revision')} after it, or`;
  return [
    ...quotedSource(revisions, suspects[0]),
    `> ${gap}`,
    ...quotedSource(revisions, suspects[suspects.length - 1]),
  ];
}

/** The subject of a patch; for a release, the origin of its text and what it changed. */
function quotedSource({ sourceOf }: SubjectRevisions, name: string): string[] {
  return paragraph(sourceOf(name), '> ', '> ');
}

export function bisectText(
  revisions: SubjectRevisions,
  result: BisectResult,
  paint: Paint,
): string {
  return [
    ...headLines({ ...result, paint }),
    '',
    ...rowLines(result.rows, paint),
    '',
    ...(result.stop === null
      ? verdictLines(revisions, result, paint)
      : paragraph(`UNDECIDED: ${stopText(result.stop)}; older revisions were not judged.`).map(
          paint.unsure,
        )),
  ].join('\n');
}

function rowLines(rows: readonly BisectRow[], paint: Paint): string[] {
  const colours = { good: paint.good, bad: paint.bad, unknown: paint.unsure };
  const cells = rows.flatMap(({ name, outcome, reason, repaired, text }) => [
    [outcome, name, text === undefined ? reason : `${text.subject}: ${reason}`],
    ...(repaired === null
      ? []
      : [['', `with ${repaired.commits.join(', ')}`, `${repaired.outcome}: ${repaired.reason}`]]),
  ]);
  return table(cells, '').map((line) =>
    line.replace(/^(good|bad|unknown)/, (word) => colours[word as keyof typeof colours](word)),
  );
}

function verdictLines(
  revisions: SubjectRevisions,
  { rows, blame, repaired }: Bisection,
  paint: Paint,
): string[] {
  const lines = verdictOfBlame(revisions, rows, blame, '', paint);
  if (repaired === null) return lines;
  const condition = `with ${repaired.commits.join(' and ')}, `;
  return [...lines, ...verdictOfBlame(revisions, rows, repaired, condition, paint)];
}

function verdictOfBlame(
  revisions: SubjectRevisions,
  rows: readonly BisectRow[],
  blame: Blame,
  condition: string,
  paint: Paint,
): string[] {
  const { since } = blame;
  if (isOldest(blame)) {
    return paragraph(
      `OLDEST: ${condition}${since} already violates it, and no earlier version is known.`,
    );
  }
  if (firstBadOf(blame) !== null) {
    return [
      ...paragraph(`FIRST BAD: ${condition}${since}`).map(paint.bad),
      ...sourceLines(revisions, rows, since),
    ];
  }
  return paragraph(`SUSPECTS: ${condition}${blameClause(blame)}.`).map(paint.unsure);
}

/** Describes the version that introduced the violation: a commit by its whole id and its subject. */
function sourceLines(
  revisions: SubjectRevisions,
  rows: readonly BisectRow[],
  name: string,
): string[] {
  const text = rows.find((row) => row.name === name)?.text;
  if (text === undefined) return paragraph(revisions.sourceOf(name), '  ');
  return [
    ...paragraph(text.subject, '  '),
    ...(text.origin === null ? [] : paragraph(text.origin, '  ')),
  ];
}

export function bisectJson(result: BisectResult): unknown {
  const { file, counterexample, invariant, rows, blame, repaired, stop } = result;
  const blamed = (one: Blame) => ({ firstBad: firstBadOf(one), isOldest: isOldest(one), ...one });
  return {
    schema: 'tablewalk/bisect/1',
    file,
    revision: counterexample.request.revision,
    invariant: invariant.id,
    claim: invariant.claim,
    interrupted: stop?.limit === 'interrupted',
    limit: stop === null ? null : { kind: stop.limit, value: stop.value },
    revisions: rows,
    ...blamed(blame),
    repaired: repaired === null ? null : blamed(repaired),
  };
}
