/** tablewalk mutate and tablewalk list mutants: text, JSON, exit codes. */
import { expect, test } from 'vitest';
import { rememberingCli } from '../support/remembered-jobs.ts';

/** The unchanged kernel is searched once for all tests with the same invariants. */
const cli = rememberingCli();

test('the kill table', async () => {
  const { exitCode, stdout, stderr } = await cli([
    'mutate',
    '--mutants',
    'drop-flush,drop-mark-tail,pud-table-not-linked',
    '--invariants',
    'no-leaked-memmap,flush-before-free,flush-before-unlock,walk-stays-in-tables',
  ]);
  expect(exitCode).toBe(0);
  expect(stderr).toMatchInlineSnapshot(`
    "tablewalk: 3 mutants, 109,034 states in 0.0 s
    "
  `);
  expect(stdout).toMatchInlineSnapshot(`
    "tablewalk 0.1.0 mutate: 3 mutants of strict-order, 4 invariants

    1 of them repeat real bugs. Each was hunted in 8 scopes (small), up to
    20,000 states in each. An invariant kills a mutant if it is violated
    where strict-order itself does not violate it.

    Mutant, operations to the first kill, killed by
      drop-flush                    1  flush-before-free,
                                       flush-before-unlock
      drop-mark-tail                2  no-leaked-memmap
      pud-table-not-linked          1  walk-stays-in-tables

    Invariant, mutants it kills, mutants that only it kills
      no-leaked-memmap       1  drop-mark-tail
      flush-before-free      1  -
      flush-before-unlock    1  -
      walk-stays-in-tables   1  pud-table-not-linked

    NOT JUDGED: with --mutants and --invariants this is only a part of the
    table, not a gate.
    Repeat:
      tablewalk mutate \\
        --mutants drop-flush,drop-mark-tail,pud-table-not-linked \\
        --invariants no-leaked-memmap,flush-before-free,flush-before-unlock,walk-stays-in-tables
    "
  `);
});

test('a survivor and a limit', async () => {
  const mutant = ['mutate', '--mutants', 'drop-mark-tail', '--quiet'];
  const survivor = await cli([...mutant, '--revision', 'base']);
  expect(survivor.exitCode).toBe(4);
  expect(survivor.stdout).toContain('\n  drop-mark-tail                -  SURVIVES\n');
  expect(survivor.stdout).toContain('\nFAILED: no invariant kills drop-mark-tail\n');
  const limited = await cli([...mutant, '--max-states', '2']);
  expect(limited.exitCode).toBe(3);
  expect(limited.stdout).toContain(
    '\nUNDECIDED: a limit was reached first; undecided: drop-mark-tail\n',
  );
});

test('with only some invariants, survivors do not fail, because other invariants may kill them', async () => {
  const one = ['mutate', '--invariants', 'flush-before-free', '--quiet'];
  const { exitCode, stdout } = await cli(one);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('\n  drop-mark-tail                -  not killed by these\n');
  expect(stdout.replaceAll('\n', ' ')).toContain(
    'PASSED: flush-before-free kills at least one mutant. With --invariants no mutant is judged: other invariants may kill what these do not.',
  );
  const both = await cli([...one, '--mutants', 'drop-mark-tail', '--json']);
  expect(both.exitCode).toBe(0);
  expect(JSON.parse(both.stdout)).toMatchObject({
    verdict: 'not-judged',
    judgesMutants: false,
    judgesInvariants: false,
    survivors: [],
    idleInvariants: [],
  });
});

test('JSON', async () => {
  const { exitCode, stdout } = await cli([
    'mutate',
    '--mutants',
    'drop-flush',
    '--invariants',
    'flush-before-free',
    '--json',
    '--quiet',
  ]);
  expect(exitCode).toBe(0);
  const { scopes, ...document } = JSON.parse(stdout);
  expect(scopes).toHaveLength(8);
  expect(document).toMatchInlineSnapshot(`
    {
      "excused": [
        [],
        [],
        [],
        [],
        [],
        [],
        [],
        [],
      ],
      "idleInvariants": [],
      "interrupted": false,
      "invariants": [
        {
          "alone": [
            "drop-flush",
          ],
          "id": "flush-before-free",
          "kills": 1,
          "verdict": "kills",
        },
      ],
      "judgesInvariants": false,
      "judgesMutants": false,
      "leftOut": [],
      "maxStates": 20000,
      "mutants": [
        {
          "id": "drop-flush",
          "killedBy": [
            {
              "invariant": "flush-before-free",
              "operations": 1,
              "scope": 5,
              "steps": 14,
              "text": "strict-order with drop-flush violates flush-before-free: thread 1: add section 2 (allocation 2 fails)",
            },
          ],
          "mistake": "the flush is forgotten",
          "origin": "systematic",
          "verdict": "killed",
        },
      ],
      "request": {
        "command": "tablewalk mutate --mutants drop-flush --invariants flush-before-free --json --quiet",
        "scopes": "small",
      },
      "revision": "strict-order",
      "schema": "tablewalk/mutate/1",
      "seconds": 0,
      "states": 102098,
      "survivors": [],
      "tool": "0.1.0",
      "verdict": "not-judged",
    }
  `);
});

test('wrong words and Ctrl-C', async () => {
  const unknown = await cli(['mutate', '--mutants', 'drop-flus']);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toMatch(/^tablewalk: error: --mutants is "drop-flus"; .*drop-flush\?\n$/);
  expect((await cli(['mutate', '--scopes', 'large'])).stderr).toBe(
    'tablewalk: error: --scopes is "large"; it must be one of small, full\n',
  );
  expect((await cli(['mutate', '--workers', '0'])).exitCode).toBe(2);
  expect((await cli(['mutate'], { interrupts: 1 })).exitCode).toBe(130);
});

test('list mutants', async () => {
  const { exitCode, stdout } = await cli(['list', 'mutants']);
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').slice(0, 4)).toMatchInlineSnapshot(`
    [
      "drop-flush",
      "  the flush is forgotten.",
      "drop-free-block",
      "  memmap blocks are not freed.",
    ]
  `);
  expect(stdout).toContain(
    '\nflush-too-early\n  the flush comes before the entries are cleared.\n  Repeats 48478b9f7913 (arm64, 2026).\n',
  );
});
