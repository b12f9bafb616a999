/**
 * A search by several workers, stopped at any point, can be resumed by any number of workers with the
 * same result.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import type { Limit, SearchResult } from '../../../src/explorer/outcome.ts';
import type { SearchHooks, SearchRequest } from '../../../src/explorer/search.ts';
import { allInvariants } from '../../../src/invariants/catalogue.ts';
import { goals } from '../../../src/invariants/goals.ts';
import type { System } from '../../../src/model/system.ts';
import { buildScope } from '../../../src/subjects/vmem/build-scope.ts';
import { createSystem } from '../../../src/subjects/vmem/create-system.ts';
import { type DrawnTurns, drawnTurns, inTurns, reported } from '../../support/in-turns.ts';
import { MemoryCheckpoint } from '../../support/snapshots.ts';
import { ask, noLimits } from '../../toys/ask.ts';
import { never, noDeadlock } from '../../toys/define-toy.ts';
import { peterson } from '../../toys/peterson.ts';
import { philosophers } from '../../toys/philosophers.ts';
import { reversible } from '../../toys/reversible.ts';
import { twoPhaseCommit } from '../../toys/two-phase-commit.ts';
import { coverageOf, scopes } from './real-scopes.ts';

/** Creates the system anew, as another process would. */
type Build = () => System;

const clock: SearchHooks = { now: () => 0 };

interface Part {
  readonly result: SearchResult;
  readonly system: System;
  /** The last saved snapshot, and the limit that was reached. */
  readonly checkpoint: MemoryCheckpoint | undefined;
  readonly limit: Limit | undefined;
  readonly saves: number;
}

/** Searches until it has paused N times, then stops it. */
function part(
  build: Build,
  changes: Partial<SearchRequest>,
  turns: DrawnTurns,
  pausesMax: number,
): Part {
  const system = build();
  let saves = 0;
  let checkpoint: MemoryCheckpoint | undefined;
  let last: Limit | undefined;
  const hooks: SearchHooks = {
    ...clock,
    shouldStop: () => saves >= pausesMax,
    isPauseDue: () => true,
    onPause: (save, _, limit) => {
      saves++;
      if (limit !== undefined) checkpoint = new MemoryCheckpoint(save);
      last = limit;
    },
  };
  const result = inTurns(ask(system, { ...changes, hooks }), build, turns);
  return { result, system, checkpoint, limit: last, saves };
}

/** Searches in parts of several pauses each; a random number of workers runs each part. */
function inParts(
  build: Build,
  changes: Partial<SearchRequest>,
  drawn: readonly DrawnTurns[],
  pauses: readonly number[],
): { last: Part; parts: number } {
  let last = part(build, changes, drawn[0], pauses[0]);
  let parts = 1;
  while (last.limit === 'interrupted') {
    const resume = last.checkpoint?.resumption();
    const at = parts % drawn.length;
    const more = { ...changes, ...(resume && { resume }) };
    last = part(build, more, drawn[at], pauses[parts] ?? Infinity);
    parts++;
  }
  return { last, parts };
}

function draws(transitionsMax: number) {
  return fc.tuple(
    fc.array(drawnTurns(transitionsMax), { minLength: 3, maxLength: 3 }),
    fc.array(fc.integer({ min: 2, max: 60 }), { minLength: 3, maxLength: 6 }),
  );
}

const commit = (managerCount: number) => () =>
  twoPhaseCommit({ managerCount, commitWaitsForAll: false });
const toys = [
  { name: 'Peterson, wrong order', toy: () => peterson('turn before flag') },
  {
    name: 'philosophers',
    toy: () => philosophers({ philosopherCount: 5, lastIsLeftHanded: false }),
  },
  { name: 'two-phase commit of 3', toy: commit(3) },
  { name: 'two-phase commit of 4', toy: commit(4) },
];
const wraps = [(toy: System) => toy, reversible];

describe.each(toys)('$name', ({ toy }) => {
  const limits = noLimits;
  const changed: Partial<SearchRequest>[] = [
    {},
    { stopAtFirst: true },
    { limits: { ...limits, depthMax: 3 } },
    { limits: { ...limits, stateCountMax: 17 } },
  ];
  const system = toy();
  const invariants = [...system.factNames.map((fact) => never(system, fact)), noDeadlock];

  test.each(changed)('stopped repeatedly, equals a single worker: %j', (changes) => {
    const asked = { ...changes, invariants };
    fc.assert(
      fc.property(fc.constantFrom(...wraps), draws(40), (wrap, [drawn, pauses]) => {
        const build: Build = () => wrap(toy());
        const alone = breadthFirst(ask(build(), asked));
        const { last } = inParts(build, asked, drawn, pauses);
        expect(reported(last.result)).toEqual(reported(alone));
      }),
      { numRuns: 6 },
    );
  });

  test('stopped at a limit of states: the same result', () => {
    const alone = breadthFirst(ask(toy(), { invariants }));
    fc.assert(
      fc.property(fc.nat(), drawnTurns(40), drawnTurns(40), (drawn, first, second) => {
        const stateCountMax = 1 + (drawn % (alone.stateCount - 1));
        const bounded = { invariants, limits: { ...limits, stateCountMax } };
        const { checkpoint, limit } = part(toy, bounded, first, Infinity);
        expect(limit).toBe('states');
        const resume = checkpoint?.resumption();
        const { result } = part(toy, { invariants, ...(resume && { resume }) }, second, Infinity);
        expect(reported(result)).toEqual(reported(alone));
      }),
      { numRuns: 12 },
    );
  });
});

test('stopped where memory runs out: the same result', () => {
  const invariants = [noDeadlock];
  const build: Build = commit(4);
  const alone = breadthFirst(ask(build(), { invariants }));
  const ends: (Limit | undefined)[] = [];
  fc.assert(
    fc.property(
      fc.integer({ min: 40, max: 400 }),
      drawnTurns(40),
      drawnTurns(40),
      (kib, first, second) => {
        const limits = { ...noLimits, memoryBytesMax: kib * 1024 };
        const stopped = part(build, { invariants, limits }, first, Infinity);
        ends.push(stopped.limit);
        if (stopped.limit === undefined) return;
        const resume = stopped.checkpoint?.resumption();
        const more = { invariants, ...(resume && { resume }) };
        expect(reported(part(build, more, second, Infinity).result)).toEqual(reported(alone));
      },
    ),
    { numRuns: 10 },
  );
  expect(ends).toContain('memory');
});

describe('refused snapshots', () => {
  const build: Build = commit(4);
  const turns: DrawnTurns = { workerCount: 2, turns: fc.sample(drawnTurns(40), 1)[0].turns };
  const { checkpoint } = part(
    build,
    { limits: { ...noLimits, stateCountMax: 100 } },
    turns,
    Infinity,
  );
  const goOn = (system: Build, changes: Partial<SearchRequest>) => () => {
    const resume = checkpoint?.resumption();
    part(system, { ...changes, ...(resume && { resume }) }, turns, Infinity);
  };

  test('less memory than it needs', () => {
    const limits = { ...noLimits, memoryBytesMax: 2 ** 13 };
    expect(goOn(build, { limits })).toThrow('needs more memory than allowed');
  });

  test('a system with different transitions', () => {
    const [state, other] = [build(), build()];
    const elsewhere: Build = () =>
      Object.assign(build(), {
        writeInitial: (target: Uint8Array) => {
          state.writeInitial(target);
          other.load(target, 0);
          other.next();
          target.set(other.outcome.successor);
        },
      });
    expect(goOn(elsewhere, {})).toThrow('the checkpoint was made by another build of the model: ');
  });

  test('a system with fewer transitions', () => {
    const stuck: Build = () => Object.assign(build(), { next: () => false });
    expect(goOn(stuck, {})).toThrow('a state has fewer transitions than before');
  });
});

test.each(Object.entries(scopes))(
  '%s in parts: the result and the coverage of a single worker',
  (_, scope) => {
    const build = () => createSystem(buildScope(scope), scope.geometry);
    const asked = { invariants: allInvariants, goals };
    const system = build();
    const alone = breadthFirst(ask(system, asked));
    let stops = 0;
    fc.assert(
      fc.property(draws(200), ([drawn, pauses]) => {
        const { last, parts } = inParts(build, asked, drawn, pauses);
        stops += parts - 1;
        expect(reported(last.result)).toEqual(reported(alone));
        expect(coverageOf(last.system)).toEqual(coverageOf(system));
      }),
      { numRuns: 4 },
    );
    expect(stops).toBeGreaterThan(4);
  },
);
