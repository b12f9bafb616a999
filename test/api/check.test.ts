/** Kernel checks through the API: rejected scopes, the three outcomes, stories. */
import { describe, expect, test } from 'vitest';
import {
  check,
  formatCounterexample,
  judge,
  onRevision,
  parseCounterexample,
  readCounterexample,
  sample,
  scope,
  tell,
  variant,
  writeCounterexample,
} from '../../src/api/index.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';

const repaired = variant('linux-5.10', { keepsErrorCode: true });
const question = { invariants: ['success-means-mapped'] };

const folder = folderForAllTests();

describe('scope', () => {
  test('a preset, a preset with changes, and changes of preset quick', () => {
    expect(scope().worlds).toHaveLength(1);
    expect(scope('standard').worlds).toHaveLength(9);
    expect(scope('levels', { fresh: 'zero' }).worlds.map(({ fresh }) => fresh)).toEqual([
      'zero',
      'zero',
      'zero',
    ]);
    expect(scope({ revision: 'mainline' })).toEqual(scope('quick', { revision: 'mainline' }));
  });

  test.each([
    [{ geometry: 'tiny9' }, /^scope: geometry is "tiny9"; it must be one of tiny3, /],
    [{ stuctPage: 48 }, /^scope: unknown field "stuctPage"; .*; did you mean structPage\?$/],
    [{ blocks: [[99]] }, /^--sections names 99; /],
    [{ revision: 'linux-5.1' }, /^--revision is "linux-5.1"; /],
  ])('%j is refused', (changes, message) => {
    expect(() => scope('quick', changes as object)).toThrow(message);
  });

  test('an unknown preset is refused', () => {
    expect(() => scope('quik')).toThrow(/^--preset is "quik"; .*; did you mean quick\?$/);
  });
});

describe('check', () => {
  test('violated: a confirmed counterexample and its story', async () => {
    const result = await check(scope(), question);
    expect(result).toMatchObject({
      verdict: 'violated',
      states: 619,
      transitions: 2463,
      depth: 15,
    });
    expect(result).toMatchObject({ isClosed: true, stop: null });
    expect(result.invariants).toEqual([
      { invariant: 'success-means-mapped', verdict: 'violated', isAside: false },
    ]);
    const [{ counterexample, file, story }] = result.violations;
    expect(file).toBeNull();
    expect(counterexample.text).toBe(
      'linux-5.10 violates success-means-mapped: add section 2 (allocation 7 fails)',
    );
    expect(result.text).toBe(
      `violated: linux-5.10, preset quick, 619 states, 2,463 transitions, depth\n15\n\n${story}`,
    );
  });

  test('holds: the same scope with one feature switched', async () => {
    const result = await check(scope({ revision: repaired }), question);
    expect(result).toMatchObject({ verdict: 'holds', violations: [], states: 553 });
    expect(tell(result)).toBe(
      'holds: linux-5.10+keepsErrorCode, preset quick, 553 states, 2,187\ntransitions, depth 17',
    );
  });

  test('undecided: a limit was reached first', async () => {
    const limits = { states: 10 };
    const result = await check(scope({ revision: repaired }), { ...question, limits });
    expect(result).toMatchObject({ verdict: 'undecided', isClosed: false });
    expect(result.stop).toEqual({ limit: 'states', value: 10 });
    expect(tell(result)).toMatchInlineSnapshot(`
      "undecided: linux-5.10+keepsErrorCode, preset quick, 10 states, 21
      transitions, depth 2, stopped by states (10); this proves nothing about
      the rest"
    `);
  });

  test('several violations: all are listed, the first is shown', async () => {
    const invariants = ['success-means-mapped', 'live-memmap-not-marked'];
    const { violations, text } = await check(scope(), { invariants, directory: folder.path });
    expect(violations.map(({ invariant }) => invariant)).toEqual(invariants);
    expect(text).toContain('\nviolated: success-means-mapped, live-memmap-not-marked\n\n');
    expect(violations[1].file).toBe(folder.at('linux-5.10--live-memmap-not-marked.json'));
    expect(text).toContain(`tablewalk replay ${violations[0].file}`);
  });

  test('an unknown claim is refused', async () => {
    await expect(check(scope(), { invariants: ['freed-onse'] })).rejects.toThrow(
      /^invariant is "freed-onse"; .*; did you mean freed-once\?$/,
    );
  });
});

describe('sample', () => {
  test('the same seed gives the same shrunk violation', async () => {
    const options = { ...question, seed: '1', runs: 100 };
    const result = await sample(scope(), options);
    expect(result).toMatchObject({ verdict: 'violated', runs: 100, seed: '1' });
    expect(result.violations[0].counterexample.operations).toHaveLength(1);
    const again = await sample(scope(), options);
    expect({ ...again, elapsedMs: 0 }).toEqual({ ...result, elapsedMs: 0 });
  });

  test('no violation seen: undecided', async () => {
    const options = { ...question, seed: '1', runs: 3, depth: 5 };
    expect(tell(await sample(scope({ revision: repaired }), options))).toMatchInlineSnapshot(`
      "undecided: linux-5.10+keepsErrorCode, preset quick, 3 walks, 15
      transitions, seed 1; this proves nothing about the rest"
    `);
  });

  test('a scope with several worlds is refused', async () => {
    await expect(sample(scope('levels'), { seed: '1' })).rejects.toThrow(
      'the scope (preset levels) has 3 worlds; sample takes a scope with one',
    );
  });
});

describe('judge', () => {
  const [request] = scope().worlds;
  const add = (section: number, failed: number[] = []) => ({
    op: 'add',
    sections: [section],
    failed,
  });
  const claim = 'success-means-mapped';

  test('violated: operations after the first violation are omitted', () => {
    const operations = [add(2, [7]), add(3), { op: 'online', sections: [3] }];
    const { verdict, counterexample } = judge({ request, operations }, 'live-memmap-not-marked');
    expect(verdict).toBe('violated');
    expect(counterexample?.operations).toEqual([
      { ...add(2, [7]), contents: [] },
      { ...add(3), contents: [] },
    ]);
    expect(counterexample?.expected.operation).toBe(1);
  });

  test('holds', () => {
    const { verdict, counterexample, text } = judge({ request, operations: [add(2)] }, claim);
    expect({ verdict, counterexample }).toEqual({ verdict: 'holds', counterexample: null });
    expect(text).toBe('holds: linux-5.10, success-means-mapped, 1 operation');
  });

  test.each([
    [
      'twice',
      [add(2), add(2)],
      'operation 2 is not possible as written: "add section 2" is not possible in this state',
    ],
    [
      'outside the scope',
      [add(5)],
      'operation 1 is not possible as written: it is not in the scope',
    ],
    [
      'with a failure that never comes, though it would violate the claim otherwise',
      [add(2, [7, 99])],
      'operation 1 is not possible as written: allocation 99, which should fail, was never tried',
    ],
  ])('undecided: %s', (_, operations, reason) => {
    const { verdict, text } = judge({ request, operations }, claim);
    expect(verdict).toBe('undecided');
    expect(text.replaceAll('\n', ' ')).toContain(reason);
  });

  test('a violation counts even if a later operation is impossible', () => {
    expect(judge({ request, operations: [add(2, [7]), add(2)] }, claim).verdict).toBe('violated');
  });

  test('the claim must be named or come from a counterexample', () => {
    expect(() => judge({ request, operations: [add(2)] })).toThrow(
      'no invariant is named; a list of operations names none',
    );
  });

  test('malformed operations are refused', () => {
    const operations = [{ op: 'add', sections: [2], failed: [0] }];
    expect(() => judge({ request, operations }, claim)).toThrow(
      'a transition: failed[0] is 0; it must be a whole number from 1 to 1000000000',
    );
  });
});

describe('counterexamples', () => {
  test('are written, read, and judged on another revision', async () => {
    const [{ counterexample }] = (await check(scope(), question)).violations;
    const file = writeCounterexample(folder.path, counterexample);
    const read = readCounterexample(file);
    expect(read).toEqual(counterexample);
    expect(parseCounterexample('it', formatCounterexample(read))).toEqual(counterexample);
    expect(judge(read).verdict).toBe('violated');
    expect(judge(onRevision(read, repaired)).verdict).toBe('holds');
  });

  test('of a variant keep the name of the variant and run with its features', async () => {
    const revision = variant('error-kept', { keepsErrorCode: false });
    const [{ counterexample }] = (await check(scope({ revision }), question)).violations;
    const read = parseCounterexample('it', formatCounterexample(counterexample));
    expect(read.request.revision).toBe('error-kept+no-keepsErrorCode');
    expect(judge(read).verdict).toBe('violated');
  });
});
