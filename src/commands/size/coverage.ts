/** The part of a report that lists what no search reached. */
import { missedOf, type Unreached, unreachedKinds } from '../../subject/reach.ts';
import { paragraph, plural } from '../../text/paragraph.ts';
import type { SizeResult } from './result.ts';

const kindTitles = {
  step: 'kinds of step',
  answer: 'answers',
  feature: 'features',
  occasion: 'occasions',
  action: 'actions',
} as const;

export function coverageLines({
  unreached,
  neverJudged,
  invariants,
  scopes,
}: SizeResult): string[] {
  const lines = unreachedKinds.flatMap((kind) =>
    kindLines(
      kind,
      unreached.filter((one) => one.kind === kind),
    ),
  );
  const open = scopes.reduce((sum, { coverage }) => sum + (coverage.steps?.open ?? 0), 0);
  if (open > 0) {
    lines.push(
      ...paragraph(
        `${plural(open, 'history', 'histories')} end at a step that never returned one of its possible answers.`,
        '  ',
        '  ',
      ),
    );
  }
  const judged = invariants.length - neverJudged.length;
  const never = neverJudged.length === 0 ? '' : `; never: ${neverJudged.join(', ')}`;
  lines.push(
    ...paragraph(
      `${judged} of ${plural(invariants.length, 'invariant')} put to the test${never}.`,
      '  ',
      '  ',
    ),
  );
  return lines;
}

/** Items with the same missing condition are grouped; items that the scope should reach come first. */
function kindLines(kind: Unreached['kind'], some: readonly Unreached[]): string[] {
  if (some.length === 0) return [];
  const reasons = [...new Set(some.map(({ needs }) => needs))].sort(
    (a, b) => Number(b === null) - Number(a === null),
  );
  return [
    `  Not reached, ${kindTitles[kind]}:`,
    ...reasons.flatMap((needs) => {
      const missed = some.filter((one) => one.needs === needs).map(wordsFor);
      return paragraph(`${missed.join('; ')}${reasonText(kind, needs)}`, '    ', '      ');
    }),
  ];
}

function wordsFor({ kind, name, meaning }: Unreached): string {
  return kind === 'answer' || kind === 'feature' || kind === 'action' ? name : meaning;
}

function reasonText(kind: Unreached['kind'], needs: string | null): string {
  if (needs !== null) return ` - needs ${needs}`;
  return kind === 'answer' || kind === 'action' ? '' : ' - the scope should reach it';
}

/** One paragraph for a check; empty if everything was reached that should have been. */
export function missedLines(unreached: readonly Unreached[]): string[] {
  const missed = missedOf(unreached);
  if (missed.length === 0) return [];
  const names = missed.map(({ name, meaning }) => `${name} (${meaning})`).join('; ');
  return paragraph(`the scope should reach, but did not: ${names}.`, 'Coverage: ', '  ');
}

/** The rest are only counted. */
const actionsMax = 12;

/** Actions and operations that were never taken. `where` names the scope, if not all of them. */
export function neverTakenLines(unreached: readonly Unreached[], where: string): string[] {
  const actions = unreached.filter(({ kind }) => kind === 'action');
  const names = actions.map(({ name }) => name);
  const needs = actions.at(0)?.needs ?? null;
  if (names.length === 0) return [];
  const more = names.length - actionsMax;
  const rest = more > 0 ? `; and ${more} more` : '';
  return paragraph(
    `${names.slice(0, actionsMax).join('; ')}${rest}${needs === null ? '' : ` (needs ${needs})`}.`,
    `Never taken${where}: `,
    '  ',
  );
}
