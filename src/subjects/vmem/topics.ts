/** The lists of vmem.c for `list`. */
import { goalsTopic, invariantsTopic, type ListTopic } from '../../subject/lists.ts';
import { vmemClaims } from './claims.ts';
import { sentences } from './cover-letter/cover-letter.ts';
import { featureMeanings, featureNames } from './kernel/features.ts';
import { featuresOn } from './kernel/hand-written.ts';
import { lockNames } from './kernel/request.ts';
import { revisions } from './kernel/revisions.ts';
import { mutants } from './mutation/catalogue.ts';
import { presetNotes, presets } from './scope/presets.ts';
import { scopeToJson } from './scope/scope-schema.ts';
import { threadRoleNames, threadRoles } from './scope/thread-roles.ts';

export const vmemTopics: readonly ListTopic[] = [
  {
    name: 'revisions',
    entries: () =>
      revisions.map(({ name, source, changes, parent, programs }) => ({
        name,
        lines: [`${changes}.`, `Source: ${source}`],
        json: { name, source, changes, parent, features: featuresOn(programs) },
      })),
    uses: [
      'A variant has features switched (list features), or contains a mistake (list mutants): linux-5.10+keepsErrorCode, linux-5.10+no-takesMutex, linux-5.10+mutant-drop-flush. It is accepted wherever a revision is.',
    ],
  },
  invariantsTopic(vmemClaims),
  {
    name: 'features',
    entries: () =>
      featureNames.map((name) => {
        const has = revisions.filter(({ programs }) => programs.does(name)).map((one) => one.name);
        return {
          name,
          lines: [`${featureMeanings[name]}.`, `In: ${has.join(', ')}`],
          json: { name, meaning: featureMeanings[name], revisions: has },
        };
      }),
    uses: [
      'A variant of a revision: linux-5.10+keepsErrorCode with a feature, linux-5.10+no-takesMutex without one.',
    ],
  },
  {
    name: 'presets',
    entries: () =>
      presets.map(({ name, purpose, size, scopes }) => ({
        name,
        lines: [`${purpose}.`, `Size: ${size}.`],
        json: { name, purpose, size, scopes: scopes.map(scopeToJson) },
      })),
    uses: presetNotes,
  },
  {
    name: 'threads',
    entries: () =>
      threadRoleNames.map((name) => {
        const { does, locks: taken } = threadRoles[name];
        const locks = taken.map((lock) => lockNames[lock]);
        return {
          name,
          lines: [`${does}.`, `Locks: ${locks.length === 0 ? 'none' : locks.join(', then ')}`],
          json: { name, does, locks },
        };
      }),
  },
  goalsTopic(vmemClaims),
  {
    name: 'mutants',
    entries: () =>
      mutants.map(({ id, mistake, origin }) => ({
        name: id,
        lines: [`${mistake}.`, ...(origin === 'systematic' ? [] : [`Repeats ${origin}.`])],
        json: { id, mistake, origin },
      })),
    uses: [
      'A revision with one mistake: --revision linux-5.10+mutant-drop-flush. It is accepted wherever a revision is, except by mutate, which injects mistakes itself.',
    ],
  },
  {
    name: 'claims',
    entries: () =>
      sentences.map(({ id, quote, by, properties, revision, assumptions }) => ({
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
  },
];
