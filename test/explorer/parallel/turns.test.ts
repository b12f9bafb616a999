/** Any number of workers in any order gives the result of a single-threaded breadth-first search. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import type { SearchRequest } from '../../../src/explorer/search.ts';
import type { System } from '../../../src/model/system.ts';
import { drawnTurns, inTurns, reported } from '../../support/in-turns.ts';
import { ask } from '../../toys/ask.ts';
import { counterRace } from '../../toys/counter-race.ts';
import { never, noDeadlock } from '../../toys/define-toy.ts';
import { peterson } from '../../toys/peterson.ts';
import { philosophers } from '../../toys/philosophers.ts';
import { reversible } from '../../toys/reversible.ts';
import { twoPhaseCommit } from '../../toys/two-phase-commit.ts';

const commit = (managerCount: number, commitWaitsForAll: boolean) => () =>
  twoPhaseCommit({ managerCount, commitWaitsForAll });

const toys = [
  { name: 'counter race', toy: counterRace },
  { name: 'Peterson, wrong order', toy: () => peterson('turn before flag') },
  {
    name: 'philosophers',
    toy: () => philosophers({ philosopherCount: 5, lastIsLeftHanded: false }),
  },
  { name: 'two-phase commit of 3', toy: commit(3, true) },
  { name: 'two-phase commit of 3, bad twin', toy: commit(3, false) },
  { name: 'two-phase commit of 5', toy: commit(5, true) },
];

const builds = [(toy: System) => toy, reversible];

describe.each(toys)('$name', ({ toy }) => {
  const limits = ask(toy()).limits;
  const changed: Partial<SearchRequest>[] = [
    {},
    { stopAtFirst: true },
    { limits: { ...limits, depthMax: 3 } },
    { limits: { ...limits, depthMax: 0 } },
    { limits: { ...limits, stateCountMax: 17 } },
    { limits: { ...limits, stateCountMax: 1 } },
    { limits: { ...limits, stateCountMax: 0 } },
  ];
  const system = toy();
  const invariants = [...system.factNames.map((fact) => never(system, fact)), noDeadlock];

  test.each(changed)('equals a single worker: %j', (changes) => {
    const asked = { ...changes, invariants };
    fc.assert(
      fc.property(fc.constantFrom(...builds), drawnTurns(9), (build, turns) => {
        const alone = breadthFirst(ask(build(toy()), asked));
        const together = inTurns(ask(build(toy()), asked), () => build(toy()), turns);
        expect(reported(together)).toEqual(reported(alone));
      }),
      { numRuns: 10 },
    );
  });
});
