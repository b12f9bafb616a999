/** Numbered frames: allocation, reuse, and the states they distinguish. */
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../../../src/explorer/breadth-first.ts';
import { createSystem } from '../../../../src/subjects/vmem/create-system.ts';
import { freeMemmap } from '../../../../src/subjects/vmem/kernel/ask.ts';
import { CallKind, type Program } from '../../../../src/subjects/vmem/kernel/request.ts';
import { Level } from '../../../../src/subjects/vmem/machine/geometry.ts';
import { codeOf } from '../../../../src/subjects/vmem/plain/block-content.ts';
import { framesText, lowestFreeFrame } from '../../../../src/subjects/vmem/plain/frames.ts';
import { plentyOfZeroes } from '../../../../src/subjects/vmem/plain/memory.ts';
import { newMemmap, newTable } from '../../../../src/subjects/vmem/plain/objects.ts';
import { ReferenceSystem } from '../../../../src/subjects/vmem/plain/reference-system.ts';
import { ask, noLimits } from '../../../toys/ask.ts';
import { scopeOf as mutatedScopeOf } from '../scopes.ts';
import { block, callOf, mapBlock, performAll, scopeOf, tinyMachine, worldOf } from './worlds.ts';

describe('allocation of frames', () => {
  const inFrame = <Placed extends { frame: number }>(frame: number, object: Placed): Placed => {
    object.frame = frame;
    return object;
  };
  const live = [
    newTable(Level.pud, 4, 0, false),
    inFrame(1, newTable(Level.pmd, 4, 1, false)),
    inFrame(2, newMemmap('page', 0x1000, 1, false)),
    inFrame(1, newMemmap('block', 0x4000, 1, false)),
    inFrame(4, newTable(Level.pmd, 4, 2, false)),
  ];
  const remembered = [{ states: [], marked: [], frame: 2 }];

  test('tables and pages take the lowest frame of one kind, blocks the lowest of another', () => {
    const kinds = ['table', 'page', 'block'] as const;
    expect(kinds.map((kind) => lowestFreeFrame(kind, live, []))).toEqual([3, 3, 2]);
  });

  test('a frame with recorded content is used only with that content', () => {
    expect(lowestFreeFrame('block', live, remembered)).toBe(3);
    expect(lowestFreeFrame('page', live, remembered)).toBe(3);
  });

  test('frames have no numbers by default', () => {
    const frames = (identity: 'position' | 'names') => {
      const world = worldOf({ identity });
      performAll(world, 'add section 2');
      return [...world.runner.machine.live].map(({ kind, frame }) => `${kind} ${frame}`);
    };
    expect(frames('position')).toEqual(['table 0', 'table 0', 'block 0', 'table 0', 'block 0']);
    expect(frames('names')).toEqual(['table 0', 'table 1', 'block 1', 'table 2', 'block 2']);
  });
});

describe('recycled content', () => {
  /** Adds section 2; its blocks get the offered contents with these numbers. */
  function addAgain(...numbers: number[]) {
    const world = worldOf({ fresh: 'recycled', identity: 'names' });
    performAll(world, 'add section 2', 'remove section 2');
    const offered: string[][] = [];
    world.perform(world.scope.operations[0], {
      choose({ kind, contents }) {
        if (kind !== 'block') return 0;
        offered.push(contents.map(codeOf));
        return numbers[offered.length - 1];
      },
    });
    return [offered, world.stateText().split(';').at(-1)];
  }

  test('is in the frame that contains it; zeroes are in another frame', () => {
    // The second block was in frame 2; it is all 0xFD because the section covers half of it.
    expect(addAgain(1, 0)).toEqual([[['0000', '1111'], ['0000']], 't1,t2,b2,b1|||']);
    expect(addAgain(0, 1)).toEqual([
      [
        ['0000', '1111'],
        ['0000', '1111'],
      ],
      't1,t2,b1,b2|||',
    ]);
    expect(addAgain(0, 0)[1]).toBe('t1,t2,b1,b3|||2');
  });
});

test('a freed object that an entry points to is shown with its frame', () => {
  const runner = tinyMachine();
  const { machine } = runner;
  function* freeEntered(): Program<void> {
    const table = yield* mapBlock();
    yield freeMemmap(table, Level.pmd, block.start);
  }
  const frameFor = (kind: 'table' | 'block' | 'page') => lowestFreeFrame(kind, machine.live, []);
  runner.run(callOf(CallKind.populate, block, freeEntered()), {
    plan: { ...plentyOfZeroes, frameFor },
  });
  expect(framesText(machine, [])).toBe('t1||b1|');
});

describe('two sections that share a block, marked immediately, not onlined', () => {
  const plain = { revision: 'marks-at-once', online: false } as const;

  function framesOf(identity: 'position' | 'names') {
    const system = new ReferenceSystem(scopeOf({ ...plain, identity }));
    const load = system.load.bind(system);
    const frames: string[] = [];
    system.load = (states, offset) => {
      load(states, offset);
      frames.push(framesText(system.world.runner.machine, []));
    };
    const { end, stateCount, transitionCount } = breadthFirst(ask(system));
    return { end: end.kind, stateCount, transitionCount, frames };
  }

  test('by position 8 states', () => {
    const { end, stateCount, transitionCount } = framesOf('position');
    expect([end, stateCount, transitionCount]).toEqual(['exhausted', 8, 16]);
  });

  test('by names 11 states: the first section has the lowest frames', () => {
    // Section 2 alone: t1, t2, b1, b2; adding 3: b3. Section 3 alone: t1, b1, b2; adding 2: t2 and
    // b3. Three of the 8 states are reached in both orders: section 2 alone and section 3 alone, each
    // with the marks of the other, and both with the marks of both.
    const { end, stateCount, transitionCount, frames } = framesOf('names');
    expect([end, stateCount, transitionCount]).toEqual(['exhausted', 11, 22]);
    expect(frames.sort((a, b) => (a < b ? -1 : 1))).toEqual([
      't1,b1,b2|||',
      't1,b1,b2|||',
      't1,t2,b1,b2,b3|||',
      't1,t2,b1,b2,b3|||',
      't1,t2,b1,b2|||',
      't1,t2,b1,b2|||',
      't2,b2,b3|||',
      't2,t1,b3,b1,b2|||',
      't2,t1,b3,b1,b2|||',
      't2,t1,b3,b1|||',
      '|||',
    ]);
  });
});

describe('a lost object keeps its frame', () => {
  const leaking = (identity: 'position' | 'names', ops: number) => {
    const world = { revision: 'strict-order', mutant: 'drop-free-block', identity, ops };
    const limits = { ...noLimits, stateCountMax: 1000 };
    const system = new ReferenceSystem(mutatedScopeOf(world));
    const { end, stateCount } = breadthFirst(ask(system, { limits }));
    return [end.kind, stateCount];
  };

  test('by position a scope still closes, by names it does not', () => {
    expect(leaking('position', Infinity)).toEqual(['exhausted', 15]);
    expect(leaking('names', Infinity)).toEqual(['limit', 1000]);
  });

  test('but runs of four operations do', () => {
    expect([leaking('position', 4), leaking('names', 4)]).toEqual([
      ['exhausted', 15],
      ['exhausted', 20],
    ]);
  });
});

test('threads are refused: their states have no place for names', () => {
  const scope = mutatedScopeOf({ threads: ['hotplug'], identity: 'names' });
  expect(() => createSystem(scope, 'tiny3')).toThrow(
    'identity is names and there are threads; frames are distinguished only in whole operations of one thread',
  );
});
