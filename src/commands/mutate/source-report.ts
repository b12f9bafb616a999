/** The outcome of each mistake in a C source, with its place and its diff. */

import { type Paint, paragraph, plural } from '../../text/paragraph.ts';
import type { MutantResult, MutateResult } from './result.ts';

/** Survivors last, where a reader looks first. */
const order = ['killed', 'refused', 'equal', 'undecided', 'survives'] as const;

export function sourceMutantLines(result: MutateResult, paint: Paint): string[] {
  const inSource = result.mutants.filter(({ mutant }) => mutant.edit !== undefined);
  const sorted = order.flatMap((verdict) => inSource.filter((one) => one.verdict === verdict));
  return sorted.flatMap((one) => ['', ...mutantLines(one, paint)]);
}

function mutantLines(one: MutantResult, paint: Paint): string[] {
  const { mutant, verdict } = one;
  const { id, mistake, edit } = mutant;
  const place = `${edit?.file}:${edit?.line} ${edit?.function}()`;
  const head = paragraph(`${place}: ${mistake} (${id})`, '', '  ').map(paint.strong);
  const diff = (edit?.diff ?? '').split('\n').slice(2).map(withoutTabs);
  const lines = paragraph(mutantOutcome(one), '  ');
  const colours = { survives: paint.bad, undecided: paint.unsure, killed: paint.good };
  const colour = verdict in colours ? colours[verdict as keyof typeof colours] : undefined;
  return [...head, ...diff.map((line) => `  ${line}`), ...(colour ? lines.map(colour) : lines)];
}

const tabColumns = 8;

/** A line of a diff for the terminal: its first column is not part of the text. */
function withoutTabs(line: string): string {
  const [mark, text] = [line.slice(0, 1), line.slice(1)];
  let shown = '';
  for (const letter of text) {
    shown += letter === '\t' ? ' '.repeat(tabColumns - (shown.length % tabColumns)) : letter;
  }
  return `${mark}${shown}`;
}

export function mutantOutcome({ verdict, kills, reason }: MutantResult): string {
  switch (verdict) {
    case 'killed': {
      const [first] = kills;
      return `killed by ${first.invariantId}: ${first.text.replace(/^.*?: /, '')}`;
    }
    case 'survives':
      return 'SURVIVES: no claim is violated';
    case 'equal':
      return 'equal: as many states, transitions and steps as without the mistake';
    case 'refused':
      return `refused: ${reason.trim().split('\n')[0]}`;
    case 'undecided':
      return 'UNDECIDED: a limit was reached first';
  }
}

/** `12 killed, 3 survive, ...`. */
export function sourceCounts({ mutants }: MutateResult): string {
  const count = (verdict: MutantResult['verdict']): number =>
    mutants.filter((one) => one.verdict === verdict).length;
  const parts: (readonly [number, string])[] = [
    [count('killed'), 'killed'],
    [count('survives'), count('survives') === 1 ? 'survives' : 'survive'],
    [count('equal'), 'equal'],
    [count('refused'), 'refused'],
    [count('undecided'), 'undecided'],
  ];
  const shown = parts.filter(([number], index) => index < 2 || number > 0);
  return `${plural(mutants.length, 'mutant')}: ${shown.map(([number, word]) => `${number} ${word}`).join(', ')}`;
}
