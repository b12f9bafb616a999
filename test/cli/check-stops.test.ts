/** Where a check stops at violations on request, and the parts that it reports as skipped. */
import { describe, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

async function checked(...argv: readonly string[]) {
  const { stdout, exitCode, stderr } = await cli(['check', '--no-files', '--json', ...argv]);
  return { exitCode, stderr, document: exitCode === 2 ? null : JSON.parse(stdout) };
}

const violatedIn = (document: { violations: { invariant: string }[] }): string[] =>
  document.violations.map(({ invariant }) => invariant);

describe('--stop-at-first', () => {
  test('a strict reading that does not decide the verdict does not stop the check', async () => {
    // F02 in five operations: the block is freed, and the memmap of the neighbour is unmapped along
    // with it.
    const { exitCode, document } = await checked('--stop-at-first', '--revision', 'error-kept');
    expect([exitCode, document.verdict, violatedIn(document)]).toEqual([
      1,
      'violated',
      ['unused-means-unused', 'vmemmap-coverage'],
    ]);
  });

  test('a strict reading given by name stops it', async () => {
    const argv = ['--stop-at-first', '--invariants', 'flush-before-free'];
    const { exitCode, document } = await checked(...argv);
    expect([exitCode, violatedIn(document)]).toEqual([1, ['flush-before-free']]);
  });
});

describe('--stop-when-all-violated', () => {
  const two = ['--invariants', 'success-means-mapped,no-write-unmapped'];

  test('continues after the first violation, and ends with the level of the last one', async () => {
    const { exitCode, document } = await checked(...two, '--stop-when-all-violated');
    expect([exitCode, document.limit]).toEqual([1, { kind: 'all-violated', value: null }]);
    expect(violatedIn(document)).toEqual(['success-means-mapped', 'no-write-unmapped']);
    // One operation violates the first, two the second.
    expect(document.depth).toBe(2);
  });

  test('does not start another scope once the claims are violated', async () => {
    const argv = [...two, '--stop-when-all-violated', '--preset', 'standard'];
    const { document } = await checked(...argv);
    expect(document.scopes[1]).toMatchObject({ states: 0, limit: { kind: 'not-started' } });
  });

  test('a claim that holds makes it search to the end', async () => {
    const argv = ['--invariants', 'success-means-mapped,freed-once', '--stop-when-all-violated'];
    const { document } = await checked(...argv);
    expect([document.states, document.limit]).toEqual([619, undefined]);
  });

  test.each([
    [[], '--stop-when-all-violated is given without --invariants'],
    [[...two, '--search', 'dfs'], 'with --search dfs; it needs --search bfs'],
    [[...two, '--workers', '2'], 'with --workers 2; one worker stops there'],
    [[...two, '--pools', 'sets'], 'with --pools sets; it needs --pools each'],
    [[...two, '--stop-at-first'], '--stop-at-first'],
    [[...two, '--checkpoint', 'x'], '--checkpoint'],
  ])('is refused where it would have no effect: %j', async (argv, message) => {
    const { exitCode, stderr } = await checked(...argv, '--stop-when-all-violated');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('the limits of "holds"', () => {
  test('names the dimensions that had a single value', async () => {
    const argv = ['check', '--no-files', '--invariants', 'freed-once'];
    const { stdout } = await cli(argv);
    expect(stdout.replaceAll(/\n +/g, ' ')).toContain(
      'Not varied: geometry tiny5, struct page of 48 bytes, EDAT1, EDAT2, no debug_pagealloc, no KASAN, vmalloc far, fresh memory recycled, 1 failing allocations per operation, memory onlined at any time, no DCSS, contract kernel, one thread; tablewalk check --sweep varies most of it.',
    );
    const several = ['--preset', 'standard', '--max-states', '5'];
    const { document } = await checked('--invariants', 'freed-once', ...several);
    // Nine scopes with three sizes of struct page, with and without EDAT.
    expect(document.notVaried).toMatchObject({ kasan: false, threads: [] });
    expect(document.notVaried).not.toHaveProperty('structPage');
  });

  test('--sweep finds a violation that one machine does not show: KASAN', async () => {
    const argv = ['--revision', 'v1-6', '--invariants', 'no-leaked-tables'];
    const one = await checked(...argv);
    expect([one.exitCode, one.document.verdict]).toEqual([0, 'holds']);
    const all = await checked(...argv, '--sweep', '--stop-when-all-violated');
    expect([all.exitCode, all.document.verdict]).toEqual([1, 'violated']);
    const [violation] = all.document.violations;
    expect(violation.text).toContain('v1-6 violates no-leaked-tables');
  });

  test.each([
    [['--sweep', '--preset', 'quick'], '--preset'],
    [['--sweep', '--threads', 'hotplug'], '--sweep is given with threads'],
  ])('%j is refused', async (argv, message) => {
    const { exitCode, stderr } = await checked(...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
