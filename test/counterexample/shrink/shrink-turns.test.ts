/** Counterexamples with threads become smaller: fewer operations, turns, threads and sections. */
import { expect, test } from 'vitest';
import { brokenPart } from '../../../src/counterexample/judge-execution.ts';
import { Shrinker } from '../../../src/counterexample/shrink/shrinker.ts';
import { Fact } from '../../../src/invariants/facts.ts';
import { buildScope } from '../../../src/subjects/vmem/build-scope.ts';
import { execute, vmemExecution } from '../../../src/subjects/vmem/execution/executor.ts';
import { plainScope, type ScopeConfig } from '../../../src/subjects/vmem/scope/scope-config.ts';
import { vmemShrinking } from '../../../src/subjects/vmem/shrink/shrinking.ts';

const request = {
  ...plainScope,
  revision: 'v2-4+freesEmptyTables+linksPudTable',
  geometry: 'tiny3' as const,
  structPage: 64,
  blocks: [[2], [3], [4]],
  online: false,
  threads: ['hotplug-unlocked', 'dcss', 'hotplug-unlocked'] as const,
  dcss: { start: 0x70000, end: 0x71000 },
  failAllocs: 1,
};
const operation = (thread: number, op: string, section: number) => ({
  thread,
  op,
  sections: [section],
  failed: [],
  contents: [],
});
const operations = [
  operation(1, 'add', 4),
  operation(1, 'remove', 4),
  operation(1, 'add', 2),
  operation(1, 'remove', 2),
  operation(3, 'add', 3),
  operation(3, 'remove', 3),
];

const subject = { execution: vmemExecution, shrinking: vmemShrinking };
const claim = { id: 'freed-once', violatedBy: Fact.freedTwice };

/** Both threads find the pmd table empty, and both free it. */
const counterexample = {
  request,
  operations,
  turns: [
    [1, Infinity],
    [1, Infinity],
    [1, Infinity],
    [1, 10],
    [3, Infinity],
    [3, 10],
    [1, 1],
    [3, 1],
  ] as [number, number][],
};

test('the counterexample frees a table twice', () => {
  const execution = execute(buildScope(request), counterexample);
  expect(execution.divergence).toBeNull();
  expect(brokenPart(claim, execution)).toBeGreaterThan(0);
});

test('the result is small, and shrinking again does not change it', () => {
  const shrinker = new Shrinker(subject, counterexample, claim);
  for (const _ of shrinker.run());
  const { draft, turns, brokenBy, steps } = shrinker.best;
  const { request: smaller, operations: left } = draft;
  const { threads } = smaller as ScopeConfig;
  expect({ brokenBy, operations: left, request: threads, steps, turns }).toMatchInlineSnapshot(`
    {
      "brokenBy": 1,
      "operations": [
        {
          "contents": [],
          "failed": [],
          "op": "add",
          "sections": [
            2,
          ],
          "thread": 1,
        },
        {
          "contents": [],
          "failed": [],
          "op": "remove",
          "sections": [
            2,
          ],
          "thread": 1,
        },
        {
          "contents": [],
          "failed": [],
          "op": "add",
          "sections": [
            3,
          ],
          "thread": 2,
        },
        {
          "contents": [],
          "failed": [],
          "op": "remove",
          "sections": [
            3,
          ],
          "thread": 2,
        },
      ],
      "request": [
        "hotplug-unlocked",
        "hotplug-unlocked",
      ],
      "steps": 50,
      "turns": [
        [
          1,
          25,
        ],
        [
          2,
          24,
        ],
        [
          1,
          1,
        ],
      ],
    }
  `);
  const plan = { request: smaller, operations: left, turns: turns as [number, number][] };
  const again = new Shrinker(subject, plan as typeof counterexample, claim);
  for (const _ of again.run());
  expect(again.best.draft).toEqual({ ...draft, origins: [0, 1, 2, 3] });
  expect(again.best.turns).toEqual(turns);
});
