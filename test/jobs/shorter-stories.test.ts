/** Violations found depth-first get the shortest stories that a second search finds. */

import { describe, expect, test } from 'vitest';
import { checkSystem } from '../../src/api/system/check.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import type { Violation } from '../../src/explorer/outcome.ts';
import { allInvariantIds } from '../../src/invariants/catalogue.ts';
import type { JobHooks } from '../../src/jobs/job.ts';
import type { JobRunner } from '../../src/jobs/job-runner.ts';
import {
  type SearchAnswer,
  type SearchJob,
  searches,
  slowStatesForStories,
  statesForStories,
} from '../../src/jobs/search-job.ts';
import { defineSystem, invariant, noDeadlock } from '../../src/subjects/defined/define-system.ts';
import { range, type StateOf } from '../../src/subjects/defined/fields.ts';
import { buildScope } from '../../src/subjects/vmem/build-scope.ts';
import { createSystem } from '../../src/subjects/vmem/create-system.ts';
import type { ScopeConfig } from '../../src/subjects/vmem/scope/scope-config.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { invariantOf, quickScope } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { reported } from '../support/saved-runs.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { ask, noLimits } from '../toys/ask.ts';

const folder = folderForEachTest();

const scopeWith = (changes: Partial<ScopeConfig>): ScopeConfig => ({ ...quickScope(), ...changes });

/**
 * Sums up to a maximum, which is a dead end. Depth-first search takes the last action first, which is
 * the smallest step.
 */
const fields = { high: range(0, 10), low: range(0, 9_999) };
type Sum = StateOf<typeof fields>;
const sumOf = ({ high, low }: Readonly<Sum>): number => high * 10_000 + low;

function adds(step: number, last: number) {
  return {
    name: `add ${step}`,
    when: (state: Readonly<Sum>) => sumOf(state) + step <= last,
    effect: (state: Sum) => {
      const sum = sumOf(state) + step;
      state.high = Math.floor(sum / 10_000);
      state.low = sum % 10_000;
    },
  };
}

const counts = (last: number, steps: readonly number[]) =>
  defineSystem(fields, { actions: steps.map((step) => adds(step, last)) });
const neverAt = (value: number) =>
  invariant<Sum>({
    id: 'never-at',
    claim: `The value is never ${value}.`,
    holds: (state) => sumOf(state) !== value,
  });

describe('a defined system', () => {
  test('depth-first reports the schedules of breadth-first, with its own counts', () => {
    const system = counts(9, [3, 1]);
    const claims = { invariants: [neverAt(9), noDeadlock] };
    const bfs = checkSystem(system, claims);
    const dfs = checkSystem(system, { ...claims, search: 'dfs' });
    const shortest = ['add 3', 'add 3', 'add 3'];
    expect(dfs.violations.map(({ schedule }) => schedule)).toEqual([shortest, shortest]);
    expect({ ...dfs, elapsedMs: 0 }).toEqual({ ...bfs, depth: 5, elapsedMs: 0 });
    const stopped = checkSystem(system, { ...claims, search: 'dfs', stopAtFirst: true });
    expect(stopped.stop).toEqual({ limit: 'first-violation', value: null });
    expect(stopped.violations).toMatchObject([{ schedule: shortest }]);
  });

  test('the second search stops after 100,000 states', () => {
    expect(statesForStories).toBe(100_000);
    // Breadth-first order is 0, 2, 1, 4, 3, ..., so the limit excludes 99,999.
    for (const [last, depth] of [
      [100_000, 50_000],
      [100_001, 66_667],
    ]) {
      const system = counts(last, [2, 1]);
      const { violations } = checkSystem(system, { invariants: [neverAt(last)], search: 'dfs' });
      expect(violations.map(({ schedule }) => schedule.length)).toEqual([depth]);
    }
  });
});

interface ReportedRun {
  readonly violation: Pick<Violation, 'depth' | 'steps' | 'schedule' | 'isOnlyDepthFirst'>;
  readonly labels: readonly string[];
}

const jobHooks: JobHooks = {
  subject: vmem,
  now: () => 0,
  shouldStop: () => false,
  onProgress: () => undefined,
};

function searched(job: SearchJob): SearchAnswer {
  const answer = searches.run(job, jobHooks);
  return answer;
}

/** The report of each violation by claim; the counts come from different searches. */
function storiesOf(job: SearchJob): Record<string, ReportedRun> {
  const { result, paths } = searched(job);
  return Object.fromEntries(
    result.violations.map(({ invariant, count, ...violation }, at) => [
      invariant.id,
      { violation, labels: paths[at].map(({ label }) => label) },
    ]),
  );
}

describe('page tables', () => {
  const scope: ScopeConfig = { ...quickScope(), geometry: 'tiny3', blocks: [[2], [3], [4], [5]] };
  const job: SearchJob = {
    scope,
    invariantIds: ['unused-means-unused', 'unused-tail-valid'],
    search: 'dfs',
    exact: false,
    stopAtFirst: false,
    limits: { ...noLimits, stateCountMax: 50_000 },
  };

  test('violations after thousands of operations are reported as by breadth-first search', () => {
    const { limits } = job;
    const system = createSystem(buildScope(scope), scope.geometry);
    const alone = depthFirst(
      ask(system, { invariants: job.invariantIds.map(invariantOf), limits }),
    );
    expect(alone.violations.map(({ depth }) => depth)).toEqual([5_600, 5_612]);
    const stories = storiesOf(job);
    expect(
      Object.values(stories).map(({ labels, violation }) => [violation.steps, labels]),
    ).toEqual([
      [60, ['add section 2', 'add section 3', 'remove section 3']],
      [
        134,
        [
          'add section 2',
          'remove section 2',
          'add section 4',
          'add section 5',
          'remove section 4',
          'add section 4',
        ],
      ],
    ]);
    // Both claims are violated within six operations; deeper levels are not searched.
    const byLevels = { ...job, search: 'bfs', stopWhenAllSeen: true } as const;
    expect(stories).toEqual(storiesOf(byLevels));
  });

  test('with equal threads, whose order depends on earlier searches', () => {
    const threads: SearchJob = {
      ...job,
      scope: scopeWith({ geometry: 'tiny3', threads: ['hotplug', 'hotplug'] }),
      invariantIds: allInvariantIds,
    };
    const stories = storiesOf(threads);
    expect(Object.keys(stories)).toHaveLength(9);
    expect(storiesOf({ ...threads, search: 'bfs' })).toMatchObject(stories);
  });

  test('coverage comes from the first search', () => {
    const limits = { ...noLimits, stateCountMax: 20 };
    const [violated, quiet] = [['success-means-mapped'], ['freed-once']].map((invariantIds) =>
      searched({ ...job, limits, invariantIds }),
    );
    expect([violated, quiet].map(({ result }) => result.violations.length)).toEqual([1, 0]);
    expect(violated.coverage).toEqual(quiet.coverage);
  });

  test('in a real geometry, where a second search of 1,000 states takes half a minute', () => {
    const real: SearchJob = {
      ...job,
      scope: scopeWith({ geometry: 'real3', structPage: 56, failAllocs: 0 }),
      invariantIds: ['flush-before-free'],
    };
    const stopped = { ...real, stopAtFirst: true };
    expect(slowStatesForStories).toBe(1_000);
    expect(storiesOf(stopped)).toEqual(
      storiesOf({ ...real, search: 'bfs', limits: { ...noLimits, depthMax: 2 } }),
    );
    expect(Object.values(storiesOf(stopped)).map(({ labels }) => labels)).toEqual([
      ['add section 3', 'remove section 3'],
    ]);
  });
});

describe('checkpoints', () => {
  const asked = ['check', '--search', 'dfs', '--json', '--no-files'];
  const hintFor = (ids: string): string =>
    `Found depth-first, so not necessarily the shortest: ${ids}. --search bfs finds the shortest, tablewalk shrink shortens these.`;
  const one = ['--invariants', 'unused-tail-valid', '--stop-at-first'];

  test.each([
    ['a second search', 6, [], one],
    [
      'a second search that has no room',
      8,
      [hintFor('unused-tail-valid')],
      [...one, '--max-states', '244'],
    ],
  ])(
    'a finished search is reported again with the result of %s',
    async (_, operations, hints, more) => {
      const whole = await cli([...asked, ...more]);
      expect(JSON.parse(whole.stdout)).toMatchObject({ hints, violations: [{ operations }] });
      const file = folder.at('finished.checkpoint');
      const saving = await cli([...asked, ...more, '--checkpoint', file]);
      const again = await cli(['check', '--json', '--resume', file]);
      expect(again.stderr).toContain('a finished search');
      expect([reported(saving), reported(again)]).toEqual([reported(whole), reported(whole)]);
    },
  );

  test('a search that is stopped and resumed is followed by the same second search', async () => {
    const whole = await cli(asked);
    const file = folder.at('stopped.checkpoint');
    const stopped = await cli([...asked, '--max-states', '300', '--checkpoint', file]);
    expect(JSON.parse(stopped.stdout)).toMatchObject({ limit: { kind: 'states', value: 300 } });
    const resumed = await cli(['check', '--json', '--resume', file, '--max-states', '1e9']);
    expect(reported(resumed)).toEqual(reported(whole));
    expect(JSON.parse(resumed.stdout)).toMatchObject({ states: 619, hints: [] });
  });

  // A search polls at its first transition, then at its own interval: the first search polls six times.
  test.each([
    [
      'the first search',
      3,
      130,
      'success-means-mapped, vmemmap-coverage, no-dangling-entry, flush-before-free, flush-covers-range',
    ],
    ['the second search, which has more to find', 10, 1, 'unused-means-unused, unused-tail-valid'],
  ])('Ctrl-C in %s', async (_, poll, exitCode, ids) => {
    let polls = 0;
    const runJobHere: JobRunner = (kind, job, { now, onProgress }) =>
      Promise.resolve(
        kind.run(job, { subject: vmem, now, onProgress, shouldStop: () => ++polls === poll }),
      );
    const run = await cli(asked, { runJob: runJobHere });
    expect(run.exitCode).toBe(exitCode);
    const { interrupted, hints } = JSON.parse(run.stdout);
    expect(interrupted).toBe(exitCode === 130);
    expect(hints).toEqual([hintFor(ids)]);
  });
});
