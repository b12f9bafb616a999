/** Depth-first search: no depth bound, paths of any length, schedules that can be replayed. */
import { expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import { range } from '../../src/subjects/defined/fields.ts';
import { ask, labelsOf, noLimits } from '../toys/ask.ts';
import { counterRace } from '../toys/counter-race.ts';
import { defineToy, never } from '../toys/define-toy.ts';
import { graphSystem, noFact } from '../toys/graph.ts';

test('a depth bound is rejected: cut paths would hide states behind the visited set', () => {
  const request = ask(graphSystem({ edges: [[]] }), { limits: { ...noLimits, depthMax: 5 } });
  expect(() => depthFirst(request)).toThrow(InputError);
  expect(() => depthFirst(request)).toThrow(
    'limits.depthMax is 5; depth-first search allows only Infinity: ' +
      'use breadth-first search, or a bounded system',
  );
});

test('the last transition of a state is followed first', () => {
  const system = graphSystem({
    edges: [[{ to: 1 }, { to: 2 }], [], [{ to: 3 }], [{ to: 1, facts: 1 }]],
  });
  const { violations, depth } = depthFirst(ask(system, { invariants: [noFact(0)] }));
  expect(violations[0].schedule).toEqual([1, 0, 0]);
  // Node 1 was found from node 0 before the search continued at node 2.
  expect(depth).toBe(2);
});

test('a schedule may not be the shortest, but leads to the violation', () => {
  const system = counterRace();
  const { violations } = depthFirst(ask(system, { invariants: [never(system, 'lost-update')] }));
  const labels = labelsOf(system, violations[0].schedule);
  expect(labels).toHaveLength(violations[0].depth);
  expect(new Set(labels)).toEqual(
    new Set([
      'thread 0 adds',
      'thread 0 reads',
      'thread 0 writes',
      'thread 1 adds',
      'thread 1 reads',
      'thread 1 writes',
    ]),
  );
});

test('a single path of 200,000 states fits, with its schedule', () => {
  const last = 199_999;
  const system = defineToy({
    fields: { high: range(0, 9), low: range(0, 19_999) },
    actions: [
      {
        name: 'count',
        when: ({ high, low }) => high * 20_000 + low < last,
        effect: (state) => {
          if (state.low === 19_999) state.high++;
          state.low = (state.low + 1) % 20_000;
        },
      },
    ],
    facts: { 'last-number': ({ high, low }) => high * 20_000 + low === last },
  });
  const result = depthFirst(ask(system, { invariants: [never(system, 'last-number')] }));
  expect(result).toMatchObject({ end: { kind: 'exhausted' }, stateCount: 200_000, depth: last });
  expect(result.violations[0].schedule).toHaveLength(last);
});
