/** Properties of the model that hold for any scope, kernel and sequence of operations. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import type { SearchResult } from '../../src/explorer/outcome.ts';
import { randomWalk } from '../../src/explorer/random-walk.ts';
import { invariants } from '../../src/invariants/catalogue.ts';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { Op, type Program, type Request } from '../../src/subjects/vmem/kernel/request.ts';
import { revisionNames } from '../../src/subjects/vmem/kernel/revisions.ts';
import type { RangeSet } from '../../src/subjects/vmem/machine/range-set.ts';
import { mutantIds } from '../../src/subjects/vmem/mutation/catalogue.ts';
import { drawnChoices } from '../../src/subjects/vmem/plain/choices.ts';
import { ReferenceSystem } from '../../src/subjects/vmem/plain/reference-system.ts';
import { surveyOf } from '../../src/subjects/vmem/plain/survey.ts';
import { ReferenceWorld } from '../../src/subjects/vmem/plain/world.ts';
import { anyCallers, scopeOf, type World } from '../subjects/vmem/scopes.ts';
import { ask } from '../toys/ask.ts';

const kernels = [
  ...revisionNames.map((revision) => ({ revision, mutant: null })),
  ...mutantIds.map((mutant) => ({ revision: 'strict-order', mutant })),
];
const anyKernel = fc.constantFrom(...kernels);

const anyNumbers = fc.array(fc.nat({ max: 1000 }), { minLength: 30, maxLength: 80 });

/** Small enough to be searched in a few milliseconds, in most cases. */
const anySmallWorld: fc.Arbitrary<Partial<World>> = fc
  .record({
    kernel: anyKernel,
    knobs: fc.record({
      geometry: fc.constantFrom('tiny3', 'tiny4'),
      structPage: fc.constantFrom(16, 48, 56),
      edat2: fc.boolean(),
      kasan: fc.boolean(),
      online: fc.boolean(),
      fresh: fc.constantFrom('zero', 'unused', 'recycled'),
      blocks: fc.constantFrom([[2]], [[2], [3]], [[2, 3]]),
      ops: fc.constantFrom(4, 6),
    }),
  })
  .map(({ kernel, knobs }) => ({ ...kernel, ...knobs }) as Partial<World>);

/** Answers choices from a list, cyclically. */
function chooser(numbers: readonly number[]): (count: number) => number {
  let used = 0;
  return (count) => numbers[used++ % numbers.length] % count;
}

describe('the ghost and the tables stay in step', () => {
  const repaired: Partial<World> = { revision: 'repaired', online: true, fresh: 'recycled' };
  const anySections = fc.constantFrom([[2], [3]], [[1], [2], [4]], [[0], [1]], [[2, 3], [4]]);

  test.prop([anySections, fc.constantFrom(16, 48, 56, 64, 72), anyNumbers])(
    'kernel callers without allocation failures: exactly the live ranges are mapped',
    (blocks, structPage, numbers) => {
      const world = new ReferenceWorld(
        scopeOf({ ...repaired, blocks, structPage: structPage as World['structPage'] }),
      );
      const { geometry } = world.scope.kernel.machine;
      const choose = chooser(numbers);
      for (let count = 0; count < 20; count++) {
        const enabled = world.scope.operations.filter((operation) => world.isEnabled(operation));
        world.perform(enabled[choose(enabled.length)], drawnChoices(choose), { record: false });
        const { identityMapped, memmapMapped } = surveyOf(world.runner.machine);
        const { identity, memmap } = world.runner.ghost.live;
        expect(identityMapped.ranges()).toEqual(identity.ranges());
        // Memmap is mapped in whole blocks: live ranges, rounded to PMDs.
        expect(memmapMapped.ranges()).toEqual(rounded(memmap, geometry.span[1]).ranges());
      }
    },
  );

  function rounded(set: RangeSet, bytes: number): RangeSet {
    const whole = set.clone();
    for (const { start, end } of set.ranges()) {
      whole.add(Math.floor(start / bytes) * bytes, Math.ceil(end / bytes) * bytes);
    }
    return whole;
  }
});

describe('programs are functions of their answers', () => {
  /** The requests of a program for these answers, up to the end of the program or of the list. */
  function requestsOf(program: Program<number>, answers: readonly number[]): Request[] {
    const requests: Request[] = [];
    let step = program.next();
    for (const answer of answers) {
      if (step.done) break;
      const request = { ...step.value };
      requests.push(request);
      step = program.next(answerTo(request, answer));
    }
    return requests;
  }

  /** Any possible answer to the request; handles are small numbers. */
  function answerTo({ op }: Request, number: number): number {
    switch (op) {
      case Op.read:
        return number % 3;
      case Op.follow:
        return 1 + (number % 7);
      case Op.alloc:
        return number % 8;
      default:
        return number % 2;
    }
  }

  const answers = fc.array(fc.nat({ max: 1000 }), { minLength: 200, maxLength: 200 });

  test.prop([answers, fc.boolean(), fc.boolean()], { numRuns: 3 })(
    'every revision and mutant repeats the same requests for every operation',
    (numbers, edat1, kasan) => {
      for (const kernel of kernels) {
        const { operations } = scopeOf({ ...kernel, edat1, kasan, edat2: false });
        for (const { program } of operations) {
          expect(requestsOf(program(), numbers)).toEqual(requestsOf(program(), numbers));
        }
      }
    },
  );

  test.prop([anySmallWorld, anyNumbers], { numRuns: 100 })(
    'a system with cached histories behaves like a new one',
    (world, numbers) => {
      const scope = scopeOf({ ...world, failAllocs: 1 });
      const old = createMemorySystem(scope);
      let state = new Uint8Array(old.stateLength);
      old.writeInitial(state);
      const choices = { old: chooser(numbers), fresh: chooser(numbers) };
      for (let count = 0; count < 12; count++) {
        const fresh = createMemorySystem(scope);
        const reported = [fresh, old].map((system, index) => {
          system.load(state, 0);
          const moved = system.draw(index === 0 ? choices.fresh : choices.old);
          if (!moved) return 'stuck';
          const { successor, ...rest } = system.outcome;
          return {
            ...rest,
            successor: rest.ends ? '' : successor.join(),
            record: system.describe(),
          };
        });
        expect(reported[1]).toEqual(reported[0]);
        if (reported[0] === 'stuck' || old.outcome.ends) return;
        state = Uint8Array.from(old.outcome.successor);
        // Takes all transitions of the next state, so that no program is at the needed position.
        old.load(state, 0);
        while (old.next());
      }
    },
  );
});

describe('searches of small scopes', () => {
  function common({ stateCount, transitionCount, stepCount, judgedCounts, ...rest }: SearchResult) {
    const violated = rest.violations.map(({ invariant, count }) => [invariant.id, count]);
    return { stateCount, transitionCount, stepCount, judgedCounts, violated, end: rest.end };
  }

  test.prop([anySmallWorld], { numRuns: 150 })('breadth-first and depth-first agree', (world) => {
    const search = (way: typeof breadthFirst) =>
      common(way(ask(createMemorySystem(scopeOf(world)), { invariants })));
    expect(search(depthFirst)).toEqual(search(breadthFirst));
  });

  test.prop([anySmallWorld, anyNumbers], { numRuns: 150 })(
    'a walk violates no claim that holds, and none on a shorter path',
    (world, numbers) => {
      const system = createMemorySystem(scopeOf({ ...world, failAllocs: 1 }));
      const { violations } = breadthFirst(ask(system, { invariants }));
      const depths = new Map(violations.map(({ invariant, depth }) => [invariant.id, depth]));
      const walked = randomWalk({
        system,
        invariants,
        goals: [],
        walkFirst: 0,
        walkCount: 20,
        randomOf: (walk) => {
          const choose = chooser(numbers.map((number) => number + walk * 7));
          return () => choose(1000) / 1000;
        },
        depthMax: 8,
        elapsedMsMax: Infinity,
        hooks: { now: () => 0 },
        stopAtFirst: false,
      });
      for (const { invariant, depth } of walked.violations) {
        expect(depth).toBeGreaterThanOrEqual(depths.get(invariant.id) ?? Infinity);
      }
    },
  );

  function isWithin(part: Set<string>, whole: Set<string>): boolean {
    return [...part].every((state) => whole.has(state));
  }

  /** The states that a search reaches, without the number of remaining operations. */
  function statesOf(over: Partial<World>): { states: Set<string>; depth: number } {
    const states = new Set<string>();
    class Watched extends ReferenceSystem {
      override load(from: Uint8Array, offset: number): void {
        super.load(from, offset);
        this.world.operationsLeft = Infinity;
        states.add(this.world.stateText());
        super.load(from, offset);
      }
    }
    const { depth } = breadthFirst(ask(new Watched(scopeOf(over))));
    return { states, depth };
  }

  test.prop([fc.constantFrom('v2-5', 'linux-5.10', 'repaired'), fc.boolean()], { numRuns: 4 })(
    'more operations reach more states, up to those of the closed scope',
    (revision, isAny) => {
      const over: Partial<World> = isAny
        ? { revision, ...anyCallers, memmapPages: 3 }
        : { revision, online: true, failAllocs: 1 };
      const closed = statesOf(over);
      let before = new Set<string>();
      for (let ops = 1; ops <= closed.depth; ops++) {
        const { states } = statesOf({ ...over, ops });
        expect(isWithin(before, states) && isWithin(states, closed.states)).toBe(true);
        expect(states.size).toBeGreaterThan(before.size);
        before = states;
      }
      expect(before.size).toBe(closed.states.size);
    },
  );
});
