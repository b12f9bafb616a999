/** However many workers take turns, and in whatever order: what breadth-first search answers alone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import type { SearchResult } from '../../../src/explorer/outcome.ts';
import { shareMemory, type Tuning } from '../../../src/explorer/parallel/shared-memory.ts';
import { tallyLength } from '../../../src/explorer/parallel/tally.ts';
import { searchInTurns, type Turn } from '../../../src/explorer/parallel/turns.ts';
import type { SearchRequest } from '../../../src/explorer/search.ts';
import type { System } from '../../../src/model/system.ts';
import { ask } from '../../toys/ask.ts';
import { counterRace } from '../../toys/counter-race.ts';
import { never, noDeadlock } from '../../toys/define-toy.ts';
import { peterson } from '../../toys/peterson.ts';
import { philosophers } from '../../toys/philosophers.ts';
import { reversible } from '../../toys/reversible.ts';
import { twoPhaseCommit } from '../../toys/two-phase-commit.ts';

/** Everybody works at every level, in chunks of one state, and the table grows all the time. */
const smallest: Tuning = { firstSlots: 1, chunkMin: 1, aloneMax: 0 };

function inTurns(
  build: () => System,
  changes: Partial<SearchRequest>,
  workerCount: number,
  turn: (count: number) => Turn,
  tuning = smallest,
): SearchResult {
  const request = ask(build(), changes);
  const { invariants, goals, limits } = request;
  const { memoryBytesMax } = limits;
  const size = {
    workerCount,
    memoryBytesMax,
    tallyLength: tallyLength(invariants.length, goals.length),
  };
  const helpers = Array.from({ length: workerCount - 1 }, build);
  return searchInTurns(shareMemory(size, tuning), request, helpers, turn);
}

/** What must not depend on the number of workers. */
function told(result: SearchResult): Partial<SearchResult> {
  const { memoryBytes, bytesPerState, ...others } = result;
  expect(bytesPerState).toBe(memoryBytes / Math.max(1, result.stateCount));
  return others;
}

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

  test.each(changed)('as one worker alone: %j', (changes) => {
    const runs = fc.record({
      build: fc.constantFrom(...builds),
      workerCount: fc.integer({ min: 1, max: 4 }),
      seed: fc.infiniteStream(
        fc.record({ worker: fc.nat(3), transitions: fc.integer({ min: 1, max: 9 }) }),
      ),
    });
    fc.assert(
      fc.property(runs, ({ build, workerCount, seed }) => {
        const asked = { ...changes, invariants };
        const alone = breadthFirst(ask(build(toy()), asked));
        const turn = (count: number): Turn => {
          const { worker, transitions } = seed.next().value;
          return { worker: worker % count, transitions };
        };
        const together = inTurns(() => build(toy()), asked, workerCount, turn);
        expect(told(together)).toEqual(told(alone));
      }),
      { numRuns: 10 },
    );
  });
});
