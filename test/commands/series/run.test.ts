/** A sweep joined into cells: verdicts, the smallest configuration, limits, and invalid results. */

import { describe, expect, test } from 'vitest';
import { knownOf } from '../../../src/commands/check/findings.ts';
import type { SweepAnswer } from '../../../src/commands/series/job.ts';
import type { SeriesControl, SeriesRequest } from '../../../src/commands/series/request.ts';
import { regressionsOf, type SeriesResult } from '../../../src/commands/series/result.ts';
import { seriesRevisions } from '../../../src/commands/series/rows.ts';
import { runSeries } from '../../../src/commands/series/run.ts';
import { configurationFlags, symbolOf } from '../../../src/commands/series/words.ts';
import { ModelError } from '../../../src/errors.ts';
import { type JobRunner, runInThisThread } from '../../../src/jobs/job-runner.ts';
import { findKernel } from '../../../src/subjects/vmem/mutation/named-kernel.ts';
import type { Contract, ScopeConfig } from '../../../src/subjects/vmem/scope/scope-config.ts';
import { seriesScopes } from '../../../src/subjects/vmem/scope/series-scopes.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { invariantOf } from '../../support/counterexamples.ts';
import { rememberedJobs } from '../../support/remembered-jobs.ts';
import { noLimits } from '../../toys/ask.ts';

const request: SeriesRequest = {
  command: 'tablewalk series v2',
  series: 'v2',
  revisions: seriesRevisions(vmem, 'v2', false).filter(({ name }) =>
    ['v2-7', 'v2-8'].includes(name),
  ),
  invariants: [
    'success-means-mapped',
    'live-memmap-not-marked',
    'unused-means-unused',
    'freed-once',
  ].map(invariantOf),
  invariantsAreNamed: true,
  contracts: ['kernel'],
  limits: noLimits,
  elapsedMsMax: Infinity,
  workers: 2,
  directory: null,
  // Two sections, without and with a failing allocation.
  scopesOf: (revision, contract) =>
    seriesScopes(revision, contract as Contract).filter(
      ({ geometry, blocks, structPage, fresh, kasan, dcss, failAllocs, vmalloc }) =>
        [geometry, structPage, fresh, vmalloc, kasan, dcss].join() === 'tiny3,56,zero,far,false,' &&
        blocks.length === 2 &&
        failAllocs < 2,
    ),
};

// Most tests request the same two rows.
const searchOnce = rememberedJobs();

function run(
  changes: Partial<SeriesRequest> = {},
  control: Partial<SeriesControl> = {},
): Promise<SeriesResult> {
  return runSeries(
    { ...request, ...changes },
    {
      subject: vmem,
      runJob: searchOnce,
      now: () => 0,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...control,
    },
  );
}

function reported({ cells }: SeriesResult): string[] {
  return cells.map((cell) => `${cell.revision} ${cell.invariant.id} ${symbolOf(cell)}`);
}

describe('cells', () => {
  test('are in the order of revisions and invariants for any number of workers', async () => {
    const searching = { runJob: runInThisThread };
    const one = await run({ workers: 1 }, searching);
    const two = await run({ workers: 2 }, searching);
    expect(reported(one)).toMatchInlineSnapshot(`
      [
        "v2-7 success-means-mapped V1",
        "v2-7 live-memmap-not-marked -",
        "v2-7 unused-means-unused .",
        "v2-7 freed-once .",
        "v2-8 success-means-mapped V1",
        "v2-8 live-memmap-not-marked .",
        "v2-8 unused-means-unused .",
        "v2-8 freed-once .",
      ]
    `);
    expect(reported(two)).toEqual(reported(one));
  });

  test('name the first scope with the shortest story', async () => {
    const [cell] = (await run()).cells;
    expect(cell.violation && configurationFlags(vmem, cell.violation)).toMatchInlineSnapshot(
      `"--geometry tiny3 --struct-page 56 --sections 1,2 --fresh zero --faults go-on"`,
    );
  });

  test('are undecided when a scope was not searched to the end, and name that scope', async () => {
    const { cells, sweeps } = await run({ limits: { ...noLimits, stateCountMax: 1 } });
    expect(new Set(cells.map(({ verdict }) => verdict))).toEqual(new Set(['undecided']));
    expect(cells.some(({ closed }) => closed)).toBe(false);
    expect(sweeps[0].open[0].stop).toEqual({ limit: 'states', value: 1 });
  });

  test('are undecided when time runs out before a scope is started', async () => {
    const { cells, sweeps, isInterrupted } = await run({ elapsedMsMax: 0 });
    expect(new Set(cells.map(({ verdict }) => verdict))).toEqual(new Set(['undecided']));
    expect(sweeps[0].open.map(({ stop }) => stop.limit)).toContain('not-started');
    expect(isInterrupted).toBe(false);
  });

  test('without a scope that judges them are not applicable', async () => {
    const isAlone = ({ blocks, failAllocs, geometry }: ScopeConfig) =>
      geometry === 'tiny3' && blocks.length === 1 && failAllocs === 0;
    const { cells } = await run({
      invariants: [invariantOf('live-memmap-not-marked')],
      scopesOf: (revision, contract) =>
        seriesScopes(revision, contract as Contract).filter(isAlone),
    });
    expect(cells.map(({ revision, verdict }) => `${revision} ${verdict}`)).toEqual([
      'v2-7 not-applicable',
      'v2-8 holds',
    ]);
  });
});

/** `smm F01, F05` for a cause, `umu < smm` for what follows. */
function causes({ cells }: SeriesResult): string[] {
  return cells.flatMap(({ revision, invariant, root }) => {
    if (root === undefined) return [];
    const { followsFrom } = root;
    const from = followsFrom === null ? '?' : followsFrom.join(' | ');
    const known = knownOf(root).map(({ id }) => id);
    return [`${revision} ${invariant.id} ${from === '' ? known.join(', ') : `< ${from}`}`];
  });
}

describe('causes', () => {
  const row: Partial<SeriesRequest> = {
    revisions: [findKernel('linux-5.9')].flatMap((revision) => revision ?? []),
    invariants: [
      'success-means-mapped',
      'failure-is-undone',
      'live-memmap-not-marked',
      'unused-means-unused',
      'flush-covers-range',
    ].map(invariantOf),
    // One section under KASAN, on all machines; two that share a block of 0xFD.
    scopesOf: (revision, contract) =>
      seriesScopes(revision, contract as Contract).filter(
        ({ geometry, blocks, structPage, fresh, kasan, failAllocs }) =>
          blocks.length === 1
            ? failAllocs === 1 && kasan
            : geometry === 'tiny5' &&
              blocks.length === 2 &&
              structPage === 56 &&
              fresh === 'unused',
      ),
  };

  test('are separated from consequences; a claim has all findings of its scopes', async () => {
    const result = await run({ ...row, invariantsAreNamed: false });
    expect(causes(result)).toMatchInlineSnapshot(`
      [
        "linux-5.9 success-means-mapped F01",
        "linux-5.9 failure-is-undone F04, F05",
        "linux-5.9 live-memmap-not-marked < unused-means-unused",
        "linux-5.9 unused-means-unused F02",
      ]
    `);
  });

  test('a strict reading that is named decides', async () => {
    const result = await run({ ...row, invariantsAreNamed: true });
    expect(causes(result)).toMatchInlineSnapshot(`
      [
        "linux-5.9 success-means-mapped F01",
        "linux-5.9 failure-is-undone F04, F05",
        "linux-5.9 live-memmap-not-marked < flush-covers-range",
        "linux-5.9 unused-means-unused F02",
        "linux-5.9 flush-covers-range F19",
      ]
    `);
  });

  test('of a row at a limit of states are those of the searched part', async () => {
    const limits = { ...noLimits, stateCountMax: 3 };
    expect(causes(await run({ ...row, limits, invariantsAreNamed: false }))).toMatchInlineSnapshot(
      `
      [
        "linux-5.9 success-means-mapped F01",
      ]
    `,
    );
  });
});

test('after an interrupt no further row is searched, and the result is marked', async () => {
  const stopping = new AbortController();
  const runJob: JobRunner = async (kind, job, control) => {
    const answer = await runInThisThread(kind, job, control);
    stopping.abort();
    return answer;
  };
  const result = await run({ workers: 1 }, { runJob, signal: stopping.signal });
  expect(result.isInterrupted).toBe(true);
  expect(result.sweeps.map(({ open }) => open.length === 0)).toEqual([true, false]);
  expect(result.sweeps[1].open[0].stop.limit).toBe('interrupted');
});

test('a violation that the plain machine does not confirm is a bug in tablewalk', async () => {
  const runJob: JobRunner = async (kind, job, control) => {
    const answer = await searchOnce(kind, job, control);
    const swept = answer as SweepAnswer;
    const [first] = swept.violations;
    return { ...answer, violations: [{ ...first, invariantId: 'freed-once' }] };
  };
  await expect(run({}, { runJob })).rejects.toThrow(ModelError);
});

test('progress counts rows, and states of all jobs together', async () => {
  const seen: string[] = [];
  await run(
    {},
    {
      onProgress: ({ jobsDone, jobCount, stateCount }) =>
        seen.push(`${jobsDone}/${jobCount} ${stateCount > 0}`),
    },
  );
  expect(seen.at(-1)).toBe('2/2 true');
});

test('a regression is a cell that held in the previous row, not one that was not applicable', async () => {
  const regressions = regressionsOf(await run());
  expect(regressions.map(({ after }) => after.invariant.id)).toMatchInlineSnapshot(`[]`);
});
