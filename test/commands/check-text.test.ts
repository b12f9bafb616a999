/** The summary of a check: an undecided claim never looks as if it held. */

import { describe, expect, test } from 'vitest';
import { checkJson } from '../../src/commands/check/json.ts';
import type { CheckResult } from '../../src/commands/check/result.ts';
import { runCheck } from '../../src/commands/check/run.ts';
import type { CheckRequest } from '../../src/commands/check/search-scopes.ts';
import { checkText } from '../../src/commands/check/text.ts';
import { invariants } from '../../src/invariants/catalogue.ts';
import { runInThisThread } from '../../src/jobs/job-runner.ts';
import { resolveScopes } from '../../src/subjects/vmem/scope/resolve-scopes.ts';
import type { ScopeConfig } from '../../src/subjects/vmem/scope/scope-config.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { plain } from '../../src/text/paragraph.ts';
import { invariantOf, quickScope } from '../support/counterexamples.ts';
import { noLimits } from '../toys/ask.ts';

function run(request: Partial<CheckRequest>): Promise<CheckResult> {
  return runCheck(
    {
      command: 'tablewalk check',
      preset: 'quick',
      scopes: [quickScope()],
      invariants,
      invariantsAreNamed: false,
      search: 'bfs',
      exact: false,
      stopAtFirst: false,
      limits: noLimits,
      directory: null,
      ...request,
    },
    {
      subject: vmem,
      runJob: runInThisThread,
      now: () => 0,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
  );
}

/** The word for an invariant in the summary. */
function wordFor(result: CheckResult, id: string): string {
  const line = checkText(result, plain)
    .split('\n')
    .find((candidate) => candidate.includes(`  ${id}`));
  return line?.trim().replaceAll(/ +/g, ' ') ?? '';
}

test('a claim that holds in a closed scope', async () => {
  const result = await run({ invariants: [invariantOf('freed-once')] });
  expect(result.verdict).toBe('holds');
  expect(checkText(result, plain)).toMatchInlineSnapshot(`
    "tablewalk 0.1.0 check: linux-5.10, preset quick

    Contract  kernel: callers add, online and remove whole memory blocks,
              one call at a time
    Machine   tiny5 (5 levels, root pgd, section 64 KiB, PMD 16 KiB),
              48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
    World     sections 2, 3

    619 states, 2,463 transitions, depth 15; closed: runs of any length

    HOLDS: every claim that was put to the test holds in all 619 states.

      holds       freed-once

    Goals: all 8 reached.
    Lost states: probability at most 1.0e-14 (two states with one
      fingerprint).
    Assumptions: at most one allocation fails in one operation; fresh memory
      holds zeroes or its content from when it was freed; runs of any
      length; one thread calls vmem.c; no other thread walks the tables; a
      TLB may hold whatever was reachable since the last flush; a flush
      drops everything.
    Not varied: geometry tiny5, struct page of 48 bytes, EDAT1, EDAT2, no
      debug_pagealloc, no KASAN, vmalloc far, fresh memory recycled, 1
      failing allocations per operation, memory onlined at any time, no
      DCSS, contract kernel, one thread; tablewalk check --sweep varies most
      of it.

    Repeat:
      tablewalk check"
  `);
});

describe('not decided', () => {
  test('at a limit of states, a claim without a violation is undecided, also in JSON', async () => {
    const limits = { ...noLimits, stateCountMax: 20 };
    const result = await run({ invariants: [invariantOf('freed-once')], limits });
    expect(result.verdict).toBe('undecided');
    expect(wordFor(result, 'freed-once')).toBe('undecided freed-once');
    expect(checkText(result, plain)).toContain('UNDECIDED: stopped by the limit of states (20).');
    expect(checkJson(result)).toMatchObject({
      verdict: 'undecided',
      closed: false,
      limit: { kind: 'states', value: 20 },
      invariants: [{ id: 'freed-once', verdict: 'undecided' }],
    });
  });

  test('a violation counts regardless of limits', async () => {
    const limits = { ...noLimits, stateCountMax: 20 };
    const result = await run({ limits });
    expect(result.verdict).toBe('violated');
    expect(wordFor(result, 'success-means-mapped')).toMatch(/^violated/);
    expect(wordFor(result, 'freed-once')).toMatch(/^undecided/);
  });

  test('a claim that was never judged does not hold', async () => {
    const scopes = [{ ...quickScope(), failAllocs: 0 }];
    const result = await run({ scopes, invariants: [invariantOf('failure-is-undone')] });
    expect(wordFor(result, 'failure-is-undone')).toBe(
      'not judged failure-is-undone never put to the test here',
    );
    expect(result.verdict).toBe('undecided');
  });

  test('a claim judged only in calls that fail or crash does not hold', async () => {
    const scope = { ...quickScope(), revision: 'v2-5' };
    const claim = [invariantOf('identity-coverage')];
    const result = await run({ scopes: [scope], invariants: claim });
    expect(wordFor(result, 'identity-coverage')).toBe(
      'not judged identity-coverage only calls that fail or crash',
    );
    expect(result.verdict).toBe('undecided');
    const hint =
      'In tiny5 no call that maps ever returns 0: v2-5 does not link a new pud table (repaired by bffc2f7aa963), so with more than three levels every add crashes. Use --geometry tiny3 to judge the rest.';
    expect(checkText(result, plain).replaceAll('\n', ' ')).toContain(hint);
    expect(checkJson(result)).toMatchObject({
      hints: [hint],
      invariants: [{ id: 'identity-coverage', verdict: 'not-judged', judged: 6, judgedInVain: 6 }],
    });
    const both = [scope, { ...scope, geometry: 'tiny3' as const }];
    const joined = await run({ scopes: both, invariants: claim });
    expect(wordFor(joined, 'identity-coverage')).toBe('holds identity-coverage');
    expect(joined.verdict).toBe('holds');
    expect(checkText(joined, plain).replaceAll('\n', ' ')).toContain(hint);
  });

  test('an immediate crash is still a violation', async () => {
    const scopes = [{ ...quickScope(), revision: 'linux-5.9-rc1' }];
    const result = await run({ scopes });
    const verdicts = result.invariants.flatMap(({ invariant, verdict, isAside }) =>
      isAside ? [] : [`${verdict} ${invariant.id}`],
    );
    expect(verdicts.filter((reported) => !reported.startsWith('not-judged'))).toEqual([
      'violated walk-stays-in-tables',
    ]);
  });

  test('at a limit of depth it is undecided, and the report names the limit', async () => {
    const limits = { ...noLimits, depthMax: 3 };
    const result = await run({ invariants: [invariantOf('freed-once')], limits });
    expect(checkText(result, plain)).toContain('UNDECIDED: stopped by the limit of depth (3).');
    expect(checkJson(result)).toMatchObject({
      verdict: 'undecided',
      depth: 3,
      limit: { kind: 'depth', value: 3 },
      scopes: [{ notExplored: 43, limit: { kind: 'depth', value: 3 } }],
    });
  });

  test('--kasan with sections far from the shadow suggests a preset', async () => {
    const kept = [invariantOf('reserved-tables-kept')];
    const hint =
      'reserved-tables-kept can be violated only by sections that share a table with the KASAN shadow: --preset kasan has such sections.';
    const shadowed = { ...quickScope(), kasan: true };
    const far = await run({ scopes: [shadowed], invariants: kept });
    expect(checkText(far, plain).replaceAll('\n', ' ')).toContain(hint);
    const scopes = resolveScopes('kasan', {});
    const near = await run({ preset: 'kasan', scopes, invariants: kept });
    expect(checkJson(near)).toMatchObject({ hints: [] });
  });

  test('a scope with a bound on operations is complete, but not closed', async () => {
    const scopes = [{ ...quickScope(), ops: 2 }];
    const result = await run({ scopes, invariants: [invariantOf('freed-once')] });
    expect(result.verdict).toBe('holds');
    expect(checkJson(result)).toMatchObject({ verdict: 'holds', closed: false });
    expect(checkText(result, plain)).toMatch(/complete for runs of at most 2\s+operations/);
  });
});

describe('strict readings', () => {
  const strict = invariantOf('flush-before-free');
  const sound = invariantOf('freed-once');

  test('by default, they are reported with their premise and do not affect the verdict', async () => {
    const result = await run({ invariants: [strict, sound] });
    expect(result.verdict).toBe('holds');
    const text = checkText(result, plain).replaceAll(/\n +/g, ' ');
    expect(text).toContain(
      'Strict readings, which the series violates by design and which do not affect the verdict: violated: flush-before-free. To see one: --invariants flush-before-free',
    );
    // A check that holds prints no story.
    expect(text).not.toContain('<-- here');
    expect(checkJson(result)).toMatchObject({
      violations: [{ invariant: 'flush-before-free', premise: expect.any(String) }],
    });
  });

  test('given by name, they decide the verdict', async () => {
    const result = await run({ invariants: [strict, sound], invariantsAreNamed: true });
    expect(result.verdict).toBe('violated');
  });
});

describe('several scopes', () => {
  test('counts are summed, and the shortest counterexample is kept', async () => {
    const scopes = resolveScopes('levels', {});
    const result = await run({ scopes, invariants: [invariantOf('success-means-mapped')] });
    const each = await Promise.all(
      scopes.map((scope) =>
        run({ scopes: [scope], invariants: result.invariants.map((one) => one.invariant) }),
      ),
    );
    const steps = each.map((one) => one.invariants[0].violation?.steps ?? 0);
    expect(result.invariants[0].violation?.steps).toBe(Math.min(...steps));
    expect(checkJson(result)).toMatchObject({
      states: each.reduce((sum, one) => sum + one.scopes[0].states, 0),
    });
  });

  test('with stop-at-first, later scopes are reported as not started', async () => {
    const scopes = resolveScopes('levels', {});
    const result = await run({ scopes, stopAtFirst: true });
    expect(result.scopes.map(({ stop }) => stop?.limit)).toEqual([
      'first-violation',
      'not-started',
      'not-started',
    ]);
  });
});

test('violations that the second search does not find are marked as perhaps not shortest', async () => {
  const dfs: Partial<CheckRequest> = { search: 'dfs', stopAtFirst: true };
  const invariants = [invariantOf('unused-tail-valid')];
  const hint =
    'Found depth-first, so not necessarily the shortest: unused-tail-valid. --search bfs finds the shortest, tablewalk shrink shortens these.';
  // Within this number of states, depth-first reaches the violation and breadth-first does not.
  const limits = { ...noLimits, stateCountMax: 244 };
  const [long, short] = await Promise.all([
    run({ ...dfs, invariants, limits }),
    run({ ...dfs, invariants }),
  ]);
  expect(checkJson(short)).toMatchObject({ hints: [], states: 244, transitions: 889 });
  expect(wordFor(short, 'unused-tail-valid')).toBe(
    'violated unused-tail-valid in 6 operations (233 steps), F02',
  );
  expect(checkJson(long)).toMatchObject({ hints: [hint], states: 244, transitions: 889 });
  expect(wordFor(long, 'unused-tail-valid')).toBe(
    'violated unused-tail-valid in 8 operations (406 steps), F02',
  );
  expect(checkText(long, plain).replaceAll('\n', ' ')).toContain(hint);
});

test('a claim with a long story in one scope may have a shorter one than the story of another scope', async () => {
  const scopes = [{ ...quickScope(), failAllocs: 0 }, quickScope()];
  const invariants = [invariantOf('unused-tail-valid')];
  const limits = { ...noLimits, stateCountMax: 244 };
  const one = (scope: ScopeConfig) => run({ scopes: [scope], invariants, limits, search: 'dfs' });
  const each = await Promise.all(scopes.map(one));
  const both = await run({ scopes, invariants, limits, search: 'dfs' });
  expect(
    [...each, both].map(({ invariants: [{ violation }] }) => [
      violation?.operations,
      violation?.isOnlyDepthFirst,
    ]),
  ).toEqual([
    [6, undefined],
    [8, true],
    [6, true],
  ]);
});

test('depth-first finds the same states and violations as breadth-first', async () => {
  const [bfs, dfs] = await Promise.all([run({}), run({ search: 'dfs' })]);
  expect(dfs.scopes[0].states).toBe(bfs.scopes[0].states);
  expect(dfs.scopes[0].transitions).toBe(bfs.scopes[0].transitions);
  expect(dfs.invariants).toEqual(bfs.invariants);
});
