/** The series of patches to vmem.c, as a member of the subject. */
import type { SubjectSeries } from '../../subject/revisions.ts';
import { historyOf } from './kernel/revisions.ts';
import { type Contract, contracts } from './scope/caller-fields.ts';
import { describeContract } from './scope/describe-scope.ts';
import { seriesScopes } from './scope/series-scopes.ts';

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
