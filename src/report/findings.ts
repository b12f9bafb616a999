/** The violated claims of a check by where they come from: one finding for each root cause. */
import type { KnownFinding } from '../config/known-findings.ts';
import type { ClaimRoot, ConfirmedViolation, InvariantResult } from './check-result.ts';
import { type Paint, paragraph, plural } from './paragraph.ts';
import { textHere } from './shell.ts';

/** Claims that are violated by themselves, together because one known finding or none explains them. */
export interface Finding {
  /** Null if it is none that we know. */
  readonly known: KnownFinding | null;
  readonly claims: readonly { readonly id: string; readonly own: ConfirmedViolation }[];
  /** Claims that are violated only after one of these, or of other findings. */
  readonly followed: readonly string[];
}

function findingsOf(results: readonly InvariantResult[]): Finding[] {
  const groups = new Map<string, Finding>();
  for (const { invariant, root } of results) {
    if (root === undefined || root.own === null) continue;
    const { known, own } = root;
    const key = known?.id ?? invariant.id;
    const claims = [...(groups.get(key)?.claims ?? []), { id: invariant.id, own }];
    groups.set(key, { known, claims, followed: [] });
  }
  return [...groups.values()]
    .map((finding) => ({ ...finding, followed: followersOf(finding, results) }))
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

function followersOf({ claims }: Finding, results: readonly InvariantResult[]): string[] {
  const ids = claims.map(({ id }) => id);
  const follows = ({ root }: InvariantResult): boolean =>
    root?.followsFrom?.some((cause) => ids.includes(cause)) ?? false;
  return results.filter(follows).map(({ invariant }) => invariant.id);
}

/** Violated claims of which nobody knows whether something was violated before. */
function ungrouped(results: readonly InvariantResult[]): string[] {
  return results
    .filter(({ root }) => root?.followsFrom === null)
    .map(({ invariant }) => invariant.id);
}

function nameOf({ known, claims }: Finding): string {
  return known?.id ?? claims[0].id;
}

/** ", F01", for the line of a claim. */
export function rootNote(root: ClaimRoot | undefined): string {
  if (root === undefined) return '';
  if (root.followsFrom === null) return ', cause undecided';
  if (root.followsFrom.length > 0) return ', follows';
  return `, ${root.known?.id ?? 'by itself'}`;
}

/** Each finding with its claims, its shortest story, and what it needs on a real machine. */
export function findingLines(results: readonly InvariantResult[], paint: Paint): string[] {
  const findings = findingsOf(results);
  const open = ungrouped(results);
  if (findings.length === 0 && open.length === 0) return [];
  return [
    ...paragraph(`${plural(findings.length, 'finding')}:`),
    ...findings.flatMap((finding) => linesOf(finding, paint)),
    ...results.flatMap(followLines),
    ...(open.length === 0
      ? []
      : paragraph(`the search for their causes did not finish: ${open.join(', ')}`, '  ?    ')),
    '',
  ];
}

const indent = '       ';

function followLines({ invariant, root }: InvariantResult): string[] {
  const causes = root?.followsFrom ?? [];
  if (causes.length === 0) return [];
  return paragraph(`${invariant.id} follows from ${causes.join(' or ')}`, '  -    ', `${indent}  `);
}

function linesOf({ known, claims }: Finding, paint: Paint): string[] {
  const title = known?.title ?? 'none of the findings of docs/FINDINGS.md';
  const lines = paragraph(textHere(title, paint.self), `  ${(known?.id ?? '?').padEnd(5)}`).map(
    paint.bad,
  );
  for (const { id, own } of claims) {
    const length = `${plural(own.operations, 'operation')}, ${plural(own.steps, 'step')}`;
    lines.push(...paragraph(`violates ${id} by itself in ${length}`, indent, `${indent}  `));
  }
  if (known !== null) lines.push(...paragraph(`needs: ${known.needs}`, indent, `${indent}  `));
  return lines;
}

export function findingsJson(results: readonly InvariantResult[]): unknown {
  return findingsOf(results).map(({ known, claims, followed }) => ({
    finding: known?.id ?? null,
    title: known?.title ?? null,
    needs: known?.needs ?? null,
    claims: claims.map(({ id, own }) => ({
      invariant: id,
      operations: own.operations,
      steps: own.steps,
      text: own.counterexample.text,
      file: own.file,
      ...(own.unwritten === undefined ? {} : { unwritten: own.unwritten }),
    })),
    followed,
  }));
}

/** Fields of a claim in JSON; none if nobody looked for its cause. */
export function rootJson(root: ClaimRoot | undefined): object {
  if (root === undefined) return {};
  const { followsFrom, known } = root;
  return {
    byItself: followsFrom === null ? null : followsFrom.length === 0,
    followsFrom,
    finding: known?.id ?? null,
  };
}
