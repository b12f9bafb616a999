/**
 * Rows that are C sources: one search per distinct source, and gaps where one is missing or
 * unsupported.
 */

import { describe, expect, test } from 'vitest';
import type { SeriesRequest } from '../../src/commands/series/request.ts';
import {
  hasUndecided,
  regressionsOf,
  type SeriesResult,
} from '../../src/commands/series/result.ts';
import { historiesOf, openLines, rowWords, symbolOf } from '../../src/commands/series/words.ts';
import { InputError } from '../../src/errors.ts';
import type { JobRunner } from '../../src/jobs/job-runner.ts';
import type { TextRow } from '../../src/subject/texts.ts';
import { invariantOf } from '../support/counterexamples.ts';
import { sweepFewScopes } from '../support/few-scopes.ts';
import { rememberedJobs } from '../support/remembered-jobs.ts';
import { noLimits } from '../toys/ask.ts';

const searchOnce = rememberedJobs();

function run(
  { revisions = [], ...changes }: Partial<SeriesRequest>,
  { runJob = searchOnce }: { readonly runJob?: JobRunner } = {},
): Promise<SeriesResult> {
  return sweepFewScopes('a..b', revisions, changes, runJob);
}

function reported({ cells }: SeriesResult): string[] {
  return cells.map((cell) => `${cell.revision} ${cell.invariant.id} ${symbolOf(cell)}`);
}

describe('rows that are C sources', () => {
  const row = (name: string, text: string | null, ...before: readonly string[]): TextRow => ({
    name,
    text,
    before,
    changes: `the subject of ${name}`,
    origin: null,
    notes: [],
  });
  const rows = [
    row('base', 'v2-7'),
    row('1/3', null, 'base'),
    row('2/3', 'v2-8', '1/3', 'base'),
    row('3/3', 'v2-7', '2/3', '1/3', 'base'),
  ];
  const umu = { invariants: [invariantOf('unused-means-unused')], revisions: rows };

  test('with equal sources are searched once; an unsearched row is not compared', async () => {
    let jobs = 0;
    const runJob: JobRunner = (kind, job, control) => {
      jobs++;
      return searchOnce(kind, job, control);
    };
    const result = await run({ ...umu, limits: { ...noLimits, stateCountMax: 1 } }, { runJob });
    expect(jobs).toBe(2);
    expect(reported(result)).toEqual([
      'base unused-means-unused ?',
      '1/3 unused-means-unused x',
      '2/3 unused-means-unused ?',
      '3/3 unused-means-unused ?',
    ]);
    expect(openLines(result)).toEqual([
      'base, 3/3, kernel: 9 scopes stopped by the limit of states (1)',
      '2/3, kernel: 9 scopes stopped by the limit of states (1)',
    ]);
  });

  test('with unsupported behaviour are marked, and the other rows are searched', async () => {
    const runJob: JobRunner = (kind, job, control) =>
      JSON.stringify(job).includes('v2-8')
        ? Promise.reject(new InputError('vmem.c:1:1: no answer'))
        : searchOnce(kind, job, control);
    const result = await run(umu, { runJob });
    expect(reported(result)).toEqual([
      'base unused-means-unused .',
      '1/3 unused-means-unused x',
      '2/3 unused-means-unused x',
      '3/3 unused-means-unused .',
    ]);
    expect(rowWords(result).map(({ lines }) => lines.at(-1))).toEqual([
      'v2-7',
      'the subject of 1/3',
      'search abandoned, contract kernel: vmem.c:1:1: no answer',
      'v2-7',
    ]);
    expect(hasUndecided(result)).toBe(true);
  });

  test('are compared with the nearest earlier row that was searched', async () => {
    // Patch 5/9 takes the mutex.
    const revisions = [
      row('base', 'v2-5'),
      row('1/2', null, 'base'),
      row('2/2', 'v2-4', '1/2', 'base'),
    ];
    const result = await run({ invariants: [invariantOf('writes-under-mutex')], revisions });
    expect(
      regressionsOf(result).map(({ before, after }) =>
        [before, after].map((cell) => cell.revision),
      ),
    ).toEqual([['base', '2/2']]);
    expect(historiesOf(result, result.invariants[0]).map(({ text }) => text)).toEqual([
      'holds in base, broken by 2/2 (V1)',
    ]);
  });
});
