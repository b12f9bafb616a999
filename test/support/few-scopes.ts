/**
 * A series of given rows, swept in two scopes: two sections, three levels, without and with a failing
 * allocation.
 */

import type { SeriesRequest } from '../../src/commands/series/request.ts';
import type { SeriesResult } from '../../src/commands/series/result.ts';
import type { SeriesRow } from '../../src/commands/series/rows.ts';
import { runSeries } from '../../src/commands/series/run.ts';
import { type JobRunner, runInThisThread } from '../../src/jobs/job-runner.ts';
import type { Contract } from '../../src/subjects/vmem/scope/scope-config.ts';
import { seriesScopes } from '../../src/subjects/vmem/scope/series-scopes.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { noLimits } from '../toys/ask.ts';
import { invariantOf } from './counterexamples.ts';

const claims = [
  'flush-before-unlock',
  'failure-is-undone',
  'writes-under-mutex',
  'success-means-mapped',
  'unused-means-unused',
];

export function sweepFewScopes(
  series: string,
  revisions: readonly SeriesRow[],
  changes: Partial<SeriesRequest> = {},
  runJob: JobRunner = runInThisThread,
): Promise<SeriesResult> {
  return runSeries(
    {
      command: `tablewalk series --git tree ${series}`,
      series,
      revisions,
      invariants: claims.map(invariantOf),
      invariantsAreNamed: true,
      contracts: ['kernel'],
      limits: { ...noLimits, stateCountMax: 10_000 },
      elapsedMsMax: Infinity,
      workers: 1,
      directory: null,
      scopesOf: (revision, contract) =>
        seriesScopes(revision, contract as Contract).filter(
          ({ geometry, blocks, structPage, fresh, kasan, dcss, failAllocs, vmalloc }) =>
            [geometry, structPage, fresh, vmalloc, kasan, dcss].join() ===
              'tiny3,56,zero,far,false,' &&
            blocks.length === 2 &&
            failAllocs < 2,
        ),
      ...changes,
    },
    {
      subject: vmem,
      runJob,
      now: () => 0,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
  );
}
