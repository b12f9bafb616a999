/** The lists of a subject that `list` prints. */
import type { SubjectClaims } from './claims.ts';

export interface ListEntry {
  readonly name: string;
  readonly lines: readonly string[];
  readonly json: unknown;
}

export interface ListTopic {
  readonly name: string;
  entries(): readonly ListEntry[];
  /** The name of an entry on the command line, if it differs from its own name. */
  readonly uses?: readonly string[];
}

export const invariantsTopic = ({ invariants }: SubjectClaims): ListTopic => ({
  name: 'invariants',
  entries: () =>
    invariants.map(({ id, claim, matters, source, premise, isBrokenElsewhere = false }) => ({
      name: id,
      lines: [
        claim,
        ...(matters === '' ? [] : [`Why it matters: ${matters}`]),
        ...(source === undefined ? [] : [`Promised by: ${source}.`]),
        ...(premise === undefined
          ? []
          : [
              `Strict reading, violated ${isBrokenElsewhere ? 'by other code' : 'by design'}: ${premise}.`,
            ]),
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
