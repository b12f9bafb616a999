/** The revisions of vmem.c: origin, changes, and later repairs of each; the series of patches. */
import type { RepairedVersion, SubjectRevisions, SubjectSeries } from '../../subject/revisions.ts';
import { historyOf, revisions, variantName } from './kernel/revisions.ts';
import { findKernel } from './mutation/named-kernel.ts';
import { type Contract, contracts } from './scope/caller-fields.ts';
import { describeContract } from './scope/describe-scope.ts';
import { defaultRevision } from './scope/presets.ts';
import { seriesScopes } from './scope/series-scopes.ts';
import { checkRevision, variantSuffixes } from './scope/variants.ts';

export const vmemRevisions: SubjectRevisions = {
  all: revisions,
  defaultName: defaultRevision,
  suffixes: variantSuffixes,
  find: findKernel,
  check: checkRevision,
  historyOf,
  repaired,
  sourceOf,
};

/** Repairs in one revision of mistakes in the other. */
function repaired(name: string, repairedBy: string): RepairedVersion[] {
  const revision = revisions.find((one) => one.name === name);
  const own = findKernel(repairedBy);
  if (revision === undefined || own === undefined) return [];
  const past = historyOf(name);
  const repairs = revisions.flatMap(({ repair }) =>
    repair !== undefined &&
    past.includes(repair.broken) &&
    own.programs.does(repair.feature) &&
    !revision.programs.does(repair.feature)
      ? [repair]
      : [],
  );
  return repairs.map((_, at) => {
    const taken = repairs.slice(0, at + 1);
    const switches = Object.fromEntries(taken.map(({ feature }) => [feature, true]));
    return {
      name: variantName(revision, switches),
      commits: taken.map(({ commit }) => commit),
    };
  });
}

/** The subject of a patch; for a release, the origin of its text and what it changed. */
function sourceOf(name: string): string {
  const revision = findKernel(name);
  const source = revision?.source ?? name;
  return revision?.origin === 'patch'
    ? source.replace(/, in \S+$/, '')
    : `${source}: ${revision?.changes ?? ''}`;
}

const mainline = 'mainline';

export const vmemSeries: SubjectSeries = {
  lines: [
    { name: 'v1', revisions: historyOf('v1-9').reverse(), later: [] },
    {
      name: 'v2',
      revisions: historyOf(mainline)
        .reverse()
        .filter((name) => name !== mainline),
      later: [mainline],
    },
  ],
  contracts,
  describeContract: (contract: Contract) => describeContract({ contract }),
  scopesOf: (revision: string, contract: Contract) => seriesScopes(revision, contract),
};
