/** What `list` prints of a subject. */
import type { SubjectClaims } from './claims.ts';

export interface ListEntry {
  readonly name: string;
  readonly lines: readonly string[];
  readonly json: unknown;
}

export interface ListTopic {
  readonly name: string;
  entries(): readonly ListEntry[];
  /** How an entry is named on the command line, where its own name is not all of it. */
  readonly uses?: readonly string[];
}

export const invariantsTopic = ({ invariants }: SubjectClaims): ListTopic => ({
  name: 'invariants',
  entries: () =>
    invariants.map(({ id, claim, matters, source, premise }) => ({
      name: id,
      lines: [
        claim,
        ...(matters === '' ? [] : [`Why it matters: ${matters}`]),
        ...(source === undefined ? [] : [`Promised by: ${source}.`]),
        ...(premise === undefined ? [] : [`Strict reading, broken by design: ${premise}.`]),
      ],
      json: { id, claim, matters, source: source ?? null, premise: premise ?? null },
    })),
});

export const goalsTopic = ({ goals }: SubjectClaims): ListTopic => ({
  name: 'goals',
  entries: () =>
    goals.map(({ id, claim }) => ({ name: id, lines: [sentence(claim)], json: { id, claim } })),
});

/** Goals of vmem.c have no full stop, those of users may. */
function sentence(claim: string): string {
  return /[.!?]$/.test(claim) ? claim : `${claim}.`;
}
