/** Invalid options for vmem.c: unknown fields and wrong kinds are rejected by name. */
import { expect, test } from 'vitest';
import { operationSequences } from '../../src/api/fast-check.ts';
import {
  check,
  formatCounterexample,
  judge,
  onRevision,
  sample,
  scope,
  tell,
  variant,
} from '../../src/api/index.ts';
import { messageOf, untyped } from '../support/input-error.ts';

const world = scope().worlds[0];
const sequence = { request: world, operations: [{ op: 'add', sections: [2] }] };

async function messageOfPromise(ask: () => Promise<unknown>): Promise<string> {
  return ask().then(
    () => 'no error',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

test('check and sample', async () => {
  const checked = (options: unknown, of: unknown = scope()) =>
    messageOfPromise(() => check(untyped(of), untyped(options)));
  const sampled = (options: unknown) => messageOfPromise(() => sample(scope(), untyped(options)));
  expect([
    await checked({}, 'quick'),
    await checked({}, { preset: 'quick', worlds: [] }),
    await checked({ invariant: [] }),
    await checked({ invariants: [] }),
    await checked({ invariants: 'freed-once' }),
    await checked({ invariants: ['freed-once', 'freed-once'] }),
    await checked({ limits: { time: 3 } }),
    await checked({ search: 'dsf' }),
    await checked({ pools: 'set' }),
    await checked({ exact: 'no' }),
    await checked({ directory: 7 }),
    await sampled({}),
    await sampled({ seed: 1 }),
    await sampled({ seed: '1', runs: 0 }),
    await sampled({ seed: '1', shrink: false }),
    await sampled({ seed: '1', limits: { states: 1 } }),
  ]).toMatchInlineSnapshot(`
    [
      "InputError: the scope is "quick"; it must be a value returned by scope(preset, changes)",
      "InputError: worlds is a list of 0; it must be a list of at least one world",
      "InputError: options has unknown field "invariant"; known fields are invariants, stopAtFirst, directory, limits, search, exact, pools; did you mean invariants?",
      "InputError: no invariant is named; there must be at least one",
      "InputError: options.invariants is "freed-once"; it must be a list of ids of claims",
      "InputError: invariant "freed-once" is named twice",
      "InputError: options.limits has unknown field "time"; known fields are states, memoryBytes, depth, elapsedMs",
      "InputError: options.search is "dsf"; it must be one of bfs, dfs; did you mean dfs?",
      "InputError: options.pools is "set"; it must be one of each, sets; did you mean sets?",
      "InputError: options.exact is "no"; it must be true or false",
      "InputError: options.directory is 7; it must be text",
      "InputError: options.seed is undefined; it must be text",
      "InputError: options.seed is 1; it must be text",
      "InputError: options.runs is 0; it must be a whole number of at least 1",
      "InputError: options has unknown field "shrink"; known fields are invariants, stopAtFirst, directory, seed, seeds, runs, depth, limits, shrinks; did you mean shrinks?",
      "InputError: options.limits has unknown field "states"; known fields are elapsedMs",
    ]
  `);
});

test('unknown fields and unknown claims', async () => {
  const worlds = [{ ...world, opps: 3 }];
  expect(await messageOfPromise(() => check(untyped({ preset: 'quick', worlds })))).toMatch(
    /^InputError: the scope.worlds\[0\]: unknown field "opps"; .*; did you mean ops\?$/,
  );
  expect(await messageOfPromise(() => check(scope(), { invariants: ['freed-ones'] }))).toMatch(
    /^InputError: invariant is "freed-ones"; .*; did you mean freed-once\?$/,
  );
});

test('scopes, variants and results', () => {
  expect([
    messageOf(() => scope(untyped(null))),
    messageOf(() => scope('quick', untyped(null))),
    messageOf(() => scope(untyped({ ops: 3 }), { ops: 4 })),
    messageOf(() => scope({ threads: untyped(3) })),
    messageOf(() => scope({ blocks: untyped(5) })),
    messageOf(() => scope({ merge: untyped('non') })),
    messageOf(() => variant('linux-5.10', untyped({ keepsErrorCode: 'yes' }))),
    messageOf(() => variant('linux-5.10', untyped(['keepsErrorCode']))),
    messageOf(() => tell(untyped(undefined))),
    messageOf(() => tell(untyped('holds'))),
    messageOf(() => operationSequences(scope(), untyped({ maxlength: 3 }))),
    messageOf(() => operationSequences(untyped('quick'))),
  ]).toMatchInlineSnapshot(`
    [
      "the preset is null; it must be the name of a preset, or changes",
      "changes is null; it must be an object with fields of a scope",
      "changes are given twice; the first argument must be the name of a preset",
      "scope: threads is 3; it must be a list of thread roles",
      "scope: blocks is 5; it must be a list of memory blocks, each a list of section numbers",
      "scope: merge is "non"; it must be one of none, reads, sections",
      "switches.keepsErrorCode is "yes"; it must be true or false",
      "switches is a list of 1; it must be an object { feature: true or false }",
      "the result is undefined; it must be a result of check, sample, judge, checkSystem and the like",
      "the result is "holds"; it must be a result of check, sample, judge, checkSystem and the like",
      "constraints has unknown field "maxlength"; known fields are maxLength; did you mean maxLength?",
      "the scope is "quick"; it must be a value returned by scope(preset, changes)",
    ]
  `);
});

test('sequences of operations', () => {
  const judged = (operation: unknown) =>
    messageOf(() => judge({ ...sequence, operations: [untyped(operation)] }, 'freed-once'));
  expect([
    messageOf(() => judge(untyped(null))),
    messageOf(() => judge(sequence, untyped(7))),
    messageOf(() => judge({ ...sequence, operations: untyped('add') }, 'freed-once')),
    judged({ op: 'add', section: [2] }),
    judged({ op: 'add', sections: '2' }),
    judged(null),
    messageOf(() => onRevision(sequence, untyped(undefined))),
    messageOf(() => formatCounterexample(untyped(sequence))),
    messageOf(() => formatCounterexample(untyped(undefined))),
  ]).toMatchInlineSnapshot(`
    [
      "the sequence is null; it must be an object { request, operations }",
      "invariant is 7; it must be the id of a claim",
      "operations is "add"; it must be a list of operations",
      "operations[0] has unknown field "section"; known fields are thread, op, sections, start, end, failed, contents; did you mean sections?",
      "a transition: sections is "2"; it must be a list of section numbers",
      "operations[0] is null; it must be an object with fields of thread, op, sections, start, end, failed, contents",
      "revision is undefined; it must be the name of a revision",
      "the counterexample: schema is missing; it must be "tablewalk/counterexample/1"",
      "the counterexample is undefined; it must be an object as readCounterexample returns",
    ]
  `);
});
