/** The lists as text and as JSON. */

import { allInvariants as invariants } from '../../invariants/catalogue.ts';
import { goals } from '../../invariants/goals.ts';
import { claims } from '../../subjects/vmem/cover-letter/sentences.ts';
import { threadRoleNames, threadRoles } from '../../subjects/vmem/environment/threads.ts';
import { featureMeanings, featureNames } from '../../subjects/vmem/kernel/features.ts';
import { lockNames } from '../../subjects/vmem/kernel/request.ts';
import { revisions } from '../../subjects/vmem/kernel/revisions.ts';
import { mutants } from '../../subjects/vmem/mutation/catalogue.ts';
import { presetNotes, presets } from '../../subjects/vmem/scope/presets.ts';
import { scopeToJson } from '../../subjects/vmem/scope/scope-schema.ts';
import { type Paint, paragraph } from '../../text/paragraph.ts';

export const listTopics = [
  'revisions',
  'invariants',
  'features',
  'presets',
  'threads',
  'goals',
  'mutants',
  'claims',
] as const;
export type ListTopic = (typeof listTopics)[number];

interface Entry {
  readonly name: string;
  readonly lines: readonly string[];
  readonly json: unknown;
}

const entriesOf: Readonly<Record<ListTopic, () => Entry[]>> = {
  revisions: () =>
    revisions.map(({ name, source, changes, parent, features }) => {
      const on = featureNames.filter((feature) => features[feature]);
      return {
        name,
        lines: [`${changes}.`, `Source: ${source}`],
        json: { name, source, changes, parent, features: on },
      };
    }),
  invariants: () =>
    invariants.map(({ id, claim, matters, source, premise }) => ({
      name: id,
      lines: [
        claim,
        `Why it matters: ${matters}`,
        ...(source === undefined ? [] : [`Promised by: ${source}.`]),
        ...(premise === undefined ? [] : [`Strict reading, broken by design: ${premise}.`]),
      ],
      json: { id, claim, matters, source: source ?? null, premise: premise ?? null },
    })),
  features: () =>
    featureNames.map((name) => {
      const has = revisions.filter(({ features }) => features[name]).map((one) => one.name);
      return {
        name,
        lines: [`${featureMeanings[name]}.`, `In: ${has.join(', ')}`],
        json: { name, meaning: featureMeanings[name], revisions: has },
      };
    }),
  presets: () =>
    presets.map(({ name, purpose, size, scopes }) => ({
      name,
      lines: [`${purpose}.`, `Size: ${size}.`],
      json: { name, purpose, size, scopes: scopes.map(scopeToJson) },
    })),
  threads: () =>
    threadRoleNames.map((name) => {
      const { does, locks: taken } = threadRoles[name];
      const locks = taken.map((lock) => lockNames[lock]);
      return {
        name,
        lines: [`${does}.`, `Locks: ${locks.length === 0 ? 'none' : locks.join(', then ')}`],
        json: { name, does, locks },
      };
    }),
  mutants: () =>
    mutants.map(({ id, mistake, origin }) => ({
      name: id,
      lines: [`${mistake}.`, ...(origin === 'systematic' ? [] : [`Repeats ${origin}.`])],
      json: { id, mistake, origin },
    })),
  claims: () =>
    claims.map(({ id, quote, by, properties, revision, assumptions }) => ({
      name: id,
      lines: [
        `"${quote}"`,
        `By: ${by}. Judged at ${revision}.`,
        `Broken by: ${[...new Set(properties.map(({ invariant }) => invariant))].join(', ')}`,
      ],
      json: {
        id,
        quote,
        by,
        revision,
        properties,
        assumptions: assumptions.map((assumption) => assumption.id),
      },
    })),
  goals: () =>
    goals.map(({ id, claim }) => ({ name: id, lines: [`${claim}.`], json: { id, claim } })),
};

/** How a listed name is written on the command line, if not verbatim. */
const usesOf: Readonly<Partial<Record<ListTopic, readonly string[]>>> = {
  presets: presetNotes,
  revisions: [
    'A variant has features switched (list features), or contains a mistake (list mutants): linux-5.10+keepsErrorCode, linux-5.10+no-takesMutex, linux-5.10+mutant-drop-flush. It is accepted wherever a revision is.',
  ],
  features: [
    'A variant of a revision: linux-5.10+keepsErrorCode with a feature, linux-5.10+no-takesMutex without one.',
  ],
  mutants: [
    'A revision with one mistake: --revision linux-5.10+mutant-drop-flush. It is accepted wherever a revision is, except by mutate, which injects mistakes itself.',
  ],
};

export function listText(topic: ListTopic, paint: Paint): string {
  const entries = entriesOf[topic]().map(({ name, lines }) =>
    [paint.strong(name), ...lines.flatMap((line) => paragraph(line, '  ', '    '))].join('\n'),
  );
  const uses = usesOf[topic] ?? [];
  return [...entries, ...uses.flatMap((use) => ['', ...paragraph(use)])].join('\n');
}

export function listJson(topic: ListTopic): unknown {
  return { schema: 'tablewalk/list/1', topic, [topic]: entriesOf[topic]().map(({ json }) => json) };
}
