/** The mutation gate as run in CI; it fails where it should. */

import { expect, test } from 'vitest';
import { gatePage, pagesWithBlocks, remadePage } from '../../../docs-tools/pages.ts';
import type { MutantJob } from '../../../src/commands/mutate/job.ts';
import { type MutateRequest, mutate } from '../../../src/commands/mutate/run.ts';
import { findInvariant } from '../../../src/invariants/catalogue.ts';
import { type JobRunner, runInThisThread } from '../../../src/jobs/job-runner.ts';
import { findMutant, mutants } from '../../../src/subjects/vmem/mutation/catalogue.ts';
import { mutationInvariants } from '../../../src/subjects/vmem/mutation/mutation-scopes.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { cli } from '../../support/fake-io.ts';
import { rememberedJobs } from '../../support/remembered-jobs.ts';

/** The tests of the whole gate hunt the same mutants. */
const remembered = rememberedJobs();

function gate(over: Partial<MutateRequest> = {}, runJob = remembered) {
  const request: MutateRequest = {
    command: '',
    revision: 'strict-order',
    scopeSet: 'small',
    mutants,
    invariantsAreNamed: false,
    mutantsAreNamed: over.mutants !== undefined,
    invariants: mutationInvariants,
    stateCountMax: 20_000,
    elapsedMsMax: Infinity,
    workers: 1,
    drawnFrom: null,
    ...over,
  };
  const signal = new AbortController().signal;
  const control = { now: () => 0, signal, onProgress: () => undefined };
  return mutate(request, { subject: vmem, runJob, ...control });
}

const named = (...ids: string[]) => ids.flatMap((id) => findMutant(id) ?? []);
const claims = (...ids: string[]) => ids.flatMap((id) => findInvariant(id) ?? []);

test('there are 76 mutants, 14 of them real bugs, each with its own name', () => {
  expect(mutants).toHaveLength(76);
  expect(mutants.filter(({ origin }) => origin !== 'systematic')).toHaveLength(14);
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(76);
  expect(new Set(mutants.map(({ mistake }) => mistake)).size).toBe(76);
});

test('a mutant that does not change the revision is skipped, or refused if given by name', async () => {
  const [first, ...others] = named('error-code-lost', 'drop-free-block', 'no-rollback');
  const base = { revision: 'linux-5.10', mutants: [first, ...others] };
  const { mutants: hunted, leftOut } = await gate({ ...base, mutantsAreNamed: false });
  // linux-5.10 already loses the error code (F01).
  expect(leftOut).toEqual(['error-code-lost']);
  expect(hunted.map(({ mutant }) => mutant.id)).toEqual(['drop-free-block', 'no-rollback']);
  await expect(gate(base)).rejects.toThrow(
    '--mutants names error-code-lost, which changes nothing in linux-5.10, where this is already the case: a failure after a success is not returned',
  );
});

test('every mutant is killed and every invariant kills', async () => {
  const result = await gate();
  expect(result.verdict).toBe('passed');
  expect(result.stop).toBeNull();
  expect(result.leftOut).toEqual([]);
  expect(result.excused).toEqual([[], ['failure-is-undone'], [], [], [], [], [], []]);
  expect(result.mutants.filter(({ verdict }) => verdict !== 'killed')).toEqual([]);
  const table = result.invariants.map(({ invariantId, kills, alone }) =>
    [invariantId, kills, ...alone].join(' '),
  );
  expect(table).toMatchInlineSnapshot(`
    [
      "no-leaked-tables 14",
      "no-leaked-memmap 18 drop-mark-tail drop-set-tail mark-page-short no-memmap-freed",
      "identity-coverage 13",
      "vmemmap-coverage 15",
      "success-means-mapped 8",
      "failure-is-undone 27",
      "freed-once 7 drop-clear-block free-block-twice free-table-twice wrong-block-freed",
      "no-dangling-entry 1",
      "flush-before-free 5",
      "flush-before-reuse 5",
      "flush-before-unlock 6",
      "flush-covers-range 7 flush-one-page flush-range-only",
      "live-memmap-not-marked 16",
      "live-memmap-not-zeroed 2",
      "unused-means-unused 15",
      "unused-tail-valid 15",
      "no-write-unmapped 15",
      "walk-stays-in-tables 7 drop-set-table leaf-read-as-table pud-table-not-linked",
      "reserved-tables-kept 2 reserved-test-dropped",
      "direct-map-counters 15 drop-count-2g drop-count-1m drop-count-4k count-twice count-wrong-way",
      "writes-under-mutex 3",
      "no-overwritten-entry 5",
      "locks-released 1",
      "no-self-deadlock 2",
      "entries-well-formed 1 memmap-without-protection",
      "calls-end 1 scan-without-end",
      "no-use-after-clear 1 address-after-clear",
      "no-undefined-behaviour 1 error-without-value",
      "no-reuse-while-entered 1",
      "no-deadlock 3 locks-inverted",
    ]
  `);
});

test('the manual shows that result', async () => {
  const page = pagesWithBlocks().find(({ path }) => path === gatePage);
  if (page === undefined) throw new Error(`${gatePage} has no made block`);
  const self = { program: 'npx tablewalk', folder: '' };
  expect(await remadePage(page, (argv) => cli(argv, { self, runJob: remembered }))).toBe(page.text);
});

test('a mutant that is not killed survives', async () => {
  const result = await gate({
    mutants: named('drop-flush', 'drop-count-1m'),
    invariants: claims('flush-before-free'),
  });
  expect(result.verdict).toBe('failed');
  expect(result.mutants.map(({ verdict }) => verdict)).toEqual(['killed', 'survives']);
});

test('an invariant that kills nothing is idle, if all mutants were searched', async () => {
  const some = named('drop-flush');
  const both = claims('flush-before-free', 'freed-once');
  const narrowed = await gate({ mutants: some, invariants: both });
  expect([narrowed.verdict, narrowed.invariants[1].verdict]).toEqual(['passed', 'idle']);
  const whole = await gate({ mutants: some, mutantsAreNamed: false, invariants: both });
  expect(whole.verdict).toBe('failed');
});

test('under a limit, a mutant is killed or undecided, and no invariant is idle', async () => {
  const result = await gate({
    mutants: named('drop-count-2g', 'drop-mark-tail'),
    mutantsAreNamed: false,
    invariants: claims('direct-map-counters', 'no-leaked-memmap'),
    stateCountMax: 2,
  });
  expect(result.verdict).toBe('undecided');
  expect(result.stop).toEqual({ limit: 'states', value: 2 });
  expect(result.mutants.map(({ verdict }) => verdict)).toEqual(['killed', 'undecided']);
  expect(result.invariants.map(({ verdict }) => verdict)).toEqual(['kills', 'undecided']);
});

test('violations of the unchanged kernel kill no mutant', async () => {
  const options = { mutants: named('drop-count-2g'), revision: 'linux-5.10' };
  const result = await gate({ ...options, invariants: claims('success-means-mapped') });
  expect(result.excused.filter((ids) => ids.includes('success-means-mapped'))).not.toEqual([]);
  expect(result.mutants[0].verdict).toBe('survives');
});

test('the number of parallel searches does not change the result', async () => {
  // Four heaps of one mutant each.
  const some = mutants.slice(0, 4);
  const alone = await gate({ mutants: some });
  expect(await gate({ mutants: some, workers: 4 }, runInThisThread)).toEqual(alone);
});

test.each(['Ctrl-C', 'the time limit'])('after %s no further thread is started', async (end) => {
  const interrupting = new AbortController();
  let time = 0;
  let jobs = 0;
  const runJob: JobRunner = async (_kind, job) => {
    const { scopes, mutantIds } = job as MutantJob;
    jobs++;
    // The first thread searches the revision itself; two more would follow the second.
    if (jobs === 2 && end === 'Ctrl-C') interrupting.abort();
    if (jobs === 2) time = 1000;
    const limits = scopes.map(() => null);
    return { hunted: mutantIds.map(() => ({ ...nothing, limits })) } as never;
  };
  const nothing = { kills: [], stateCount: 0, sizes: [], obstacle: null };
  const request: MutateRequest = {
    command: '',
    revision: 'strict-order',
    scopeSet: 'small',
    mutants: mutants.slice(0, 3),
    mutantsAreNamed: true,
    invariants: mutationInvariants,
    invariantsAreNamed: false,
    stateCountMax: 20_000,
    elapsedMsMax: end === 'Ctrl-C' ? Infinity : 1000,
    workers: 1,
    drawnFrom: null,
  };
  const { signal } = interrupting;
  const control = { subject: vmem, runJob, now: () => time, signal, onProgress: () => undefined };
  const result = await mutate(request, control);
  expect(jobs).toBe(2);
  expect(result.mutants.map(({ verdict }) => verdict)).toEqual([
    'survives',
    'undecided',
    'undecided',
  ]);
});
