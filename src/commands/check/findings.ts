/** Groups the violated claims of a check by root cause. */
import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import type { KnownFinding, SubjectFindings } from '../../subject/findings.ts';
import { type Paint, paragraph, plural } from '../../text/paragraph.ts';
import { textHere } from '../../text/shell.ts';
import type { ClaimRoot, InvariantResult } from './result.ts';

/** Claims violated by themselves, grouped by the known finding that explains them, or by its absence. */
export interface Finding {
  /** Null for an unknown finding. */
  readonly known: KnownFinding | null;
  readonly claims: readonly { readonly id: string; readonly own: ConfirmedViolation }[];
  /** Claims that are violated only after one of these, or of other findings. */
  readonly followed: readonly string[];
}

/** A claim of a check, or a cell of a row of a series. */
export type Rooted = Pick<InvariantResult, 'invariant' | 'root'>;

export function findingsOf(results: readonly Rooted[]): Finding[] {
  const groups = new Map<string, Finding>();
  for (const { invariant, root } of results) {
    if (root === undefined || root.own === null) continue;
    for (const { known, own } of [{ known: root.known, own: root.own }, ...(root.others ?? [])]) {
      const key = known?.id ?? invariant.id;
      const claims = [...(groups.get(key)?.claims ?? []), { id: invariant.id, own }];
      groups.set(key, { known, claims, followed: [] });
    }
  }
  return [...groups.values()]
    .map((finding) => ({ ...finding, followed: followersOf(finding, results) }))
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

function followersOf({ claims }: Finding, results: readonly Rooted[]): string[] {
  const ids = claims.map(({ id }) => id);
  const follows = ({ root }: Rooted): boolean =>
    root?.followsFrom?.some((cause) => ids.includes(cause)) ?? false;
  return results.filter(follows).map(({ invariant }) => invariant.id);
}

/** Violated claims whose causes are unknown. */
function ungrouped(results: readonly Rooted[]): string[] {
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
export function findingLines(
  results: readonly Rooted[],
  known: SubjectFindings,
  paint: Paint,
): string[] {
  const findings = findingsOf(results);
  const open = ungrouped(results);
  if (findings.length === 0 && open.length === 0) return [];
  const hasTitles = known.all.length > 0;
  // Without titles, the lines of the claims already show this.
  if (!hasTitles && results.filter(({ root }) => root !== undefined).length === 1) return [];
  return [
    ...paragraph(`${plural(findings.length, hasTitles ? 'finding' : 'cause')}:`),
    ...findings.flatMap((finding) =>
      hasTitles ? linesOf(finding, known, paint) : causeLines(finding),
    ),
    ...results.flatMap(followLines),
    ...(open.length === 0
      ? []
      : paragraph(`the search for their causes did not finish: ${open.join(', ')}`, '  ?    ')),
    '',
  ];
}

const indent = '       ';

function followLines({ invariant, root }: Rooted): string[] {
  const causes = root?.followsFrom ?? [];
  if (causes.length === 0) return [];
  return paragraph(`${invariant.id} follows from ${causes.join(' or ')}`, '  -    ', `${indent}  `);
}

/** Without a known finding, only the claim that is violated by itself can be named. */
function causeLines({ claims }: Finding): string[] {
  return claims.flatMap(({ id, own }) =>
    paragraph(
      `${id} is violated by itself in ${plural(own.operations, 'operation')}, ${plural(own.steps, 'step')}`,
      '  -    ',
      `${indent}  `,
    ),
  );
}

function linesOf(
  { known, claims }: Finding,
  { untitled }: SubjectFindings,
  paint: Paint,
): string[] {
  const title = known?.title ?? untitled(claims[0].own.counterexample.request.revision);
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

export function findingsJson(results: readonly Rooted[]): unknown {
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

/** The known findings that violate the claim by itself; the one with its shortest story comes first. */
export function knownOf({ known, others = [] }: ClaimRoot): KnownFinding[] {
  return [...(known === null ? [] : [known]), ...others.map((other) => other.known)];
}

/** The cause of a violation as a sentence; empty if unknown. */
export function rootText(root: ClaimRoot | undefined): string {
  if (root === undefined || root.followsFrom === null) return '';
  if (root.followsFrom.length > 0) return `Follows from ${root.followsFrom.join(' or ')}.`;
  const known = knownOf(root).map(({ id, title, needs }) => `${id}, ${title}; needs ${needs}.`);
  return known.length === 0 ? 'Violated by itself.' : `Violated by itself: ${known.join(' ')}`;
}

/** JSON fields of a claim; none if its cause was not searched. */
export function rootJson(root: ClaimRoot | undefined): object {
  if (root === undefined) return {};
  const { followsFrom, known, others = [] } = root;
  return {
    byItself: followsFrom === null ? null : followsFrom.length === 0,
    followsFrom,
    finding: known?.id ?? null,
    ...(others.length > 0 && { otherFindings: others.map((other) => other.known.id) }),
  };
}
