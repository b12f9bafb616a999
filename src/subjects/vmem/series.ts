/** The revisions of vmem.c and the series of patches, as a subject has them. */
import type { SubjectRevisions, SubjectSeries } from '../../subject/revisions.ts';
import { historyOf, revisions } from './kernel/revisions.ts';
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
};

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
