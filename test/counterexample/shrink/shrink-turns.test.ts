/** Counterexamples with threads become smaller: fewer operations, turns, threads and sections. */
import { expect, test } from 'vitest';
import { TurnShrinker } from '../../../src/counterexample/shrink/shrink-turns.ts';
import { Fact } from '../../../src/invariants/facts.ts';
import { buildScope } from '../../../src/subjects/vmem/build-scope.ts';
import { executeTurns } from '../../../src/subjects/vmem/execution/execute-turns.ts';
import type { Execution } from '../../../src/subjects/vmem/execution/execution.ts';
import { plainScope } from '../../../src/subjects/vmem/scope/scope-config.ts';

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

const brokenPart = ({ operations: parts, leftBecause }: Execution): number =>
  leftBecause === null ? parts.findIndex(({ facts }) => (facts & Fact.freedTwice) !== 0) : -1;

/** Both threads find the pmd table empty, and both free it. */
const subject = {
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
  ] as const,
  brokenPart,
  buildScope,
};

test('the subject frees a table twice', () => {
  const execution = executeTurns(buildScope(request), operations, subject.turns);
  expect(execution.leftBecause).toBeNull();
  expect(brokenPart(execution)).toBeGreaterThan(0);
});

test('what is left is small, and shrinking it again leaves it as it is', () => {
  const shrinker = new TurnShrinker(subject);
  for (const _ of shrinker.run());
  const { plan, steps } = shrinker.best;
  expect({ ...plan, steps, request: plan.request.threads }).toMatchInlineSnapshot(`
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
  const again = new TurnShrinker({ ...subject, ...plan });
  for (const _ of again.run());
  expect(again.best.plan).toEqual(plan);
});
