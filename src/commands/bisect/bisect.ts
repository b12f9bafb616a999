/** Finds the version of a history that introduced a violation. Sees only names and outcomes. */
import type { RepairedVersion } from '../../subject/revisions.ts';
import type { Bisection, BisectRow, Blame, JudgedVersion, VersionJudgement } from './result.ts';

/** Judges versions for a bisection. */
export interface VersionJudge {
  judge(name: string): VersionJudgement;
  /** The version with later repairs applied, fewest first; tried if the version itself is unknown. */
  repaired(name: string): readonly RepairedVersion[];
}

/** A row for each version, in order; a version is judged when its row is requested. */
export function* judgeVersions(
  names: readonly string[],
  judge: VersionJudge,
): Generator<BisectRow, void> {
  for (const name of names) {
    const judgement = judge.judge(name);
    const repaired = judgement.outcome === 'unknown' ? judgeRepaired(name, judge) : null;
    yield { name, ...judgement, repaired };
  }
}

function judgeRepaired(name: string, judge: VersionJudge): BisectRow['repaired'] {
  for (const version of judge.repaired(name)) {
    const judgement = judge.judge(version.name);
    if (judgement.outcome !== 'unknown') return { ...version, ...judgement };
  }
  return null;
}

/** `rows` have the newest version first, which must be bad. */
export function bisectionOf(rows: readonly BisectRow[]): Bisection {
  const blame = blameOf(rows);
  const known = rows.map((row) => ({ ...row, ...row.repaired, name: row.name }));
  const repaired = blameOf(known);
  if (repaired.suspects.length >= blame.suspects.length) return { rows, blame, repaired: null };
  const commits = [...new Set(rows.flatMap((row) => row.repaired?.commits ?? []))];
  return { rows, blame, repaired: { ...repaired, commits } };
}

/** Goes back to the nearest good version. */
export function blameOf([newest, ...past]: readonly JudgedVersion[]): Blame {
  let since = newest.name;
  let unknown: string[] = [];
  for (const { name, outcome } of past) {
    if (outcome === 'good') return { since, before: name, suspects: [...unknown, since] };
    if (outcome === 'unknown') unknown = [name, ...unknown];
    else {
      since = name;
      unknown = [];
    }
  }
  return { since, before: null, suspects: [...unknown, since] };
}
