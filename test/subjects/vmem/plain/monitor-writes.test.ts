/** Permitted writes: entries under the mutex, live struct pages only by the core. */
import { expect, test } from 'vitest';
import {
  clear,
  count,
  flush,
  freeMemmap,
  setIdentity,
  writeMemmap,
} from '../../../../src/subjects/vmem/kernel/ask.ts';
import { CallKind, type Program } from '../../../../src/subjects/vmem/kernel/request.ts';
import { Level } from '../../../../src/subjects/vmem/machine/geometry.ts';
import { block, callOf, factsOfRun, locked, mapBlock, tinyMachine } from './worlds.ts';

const identity = { start: 0x10000, end: 0x20000 };

test('entries are written under the mutex, except at boot', () => {
  function* large(): Program<void> {
    yield setIdentity(0, Level.pud, identity.start);
    yield count(Level.pud, 1);
  }
  const facts = (kind: CallKind) => factsOfRun(tinyMachine(), callOf(kind, identity, large()));
  expect(facts(CallKind.add)).toEqual(['wroteWithoutMutex']);
  expect(facts(CallKind.addAtBoot)).toEqual([]);
});

test('the core may write live struct pages, the kernel may not', () => {
  const monitored = tinyMachine();
  function* onlined(): Program<number> {
    yield* callOf(CallKind.populate, block, locked(mapBlock()));
    yield writeMemmap(block.start, 0x4000, 0);
    yield writeMemmap(block.start, 0x4000, 0);
    return 0;
  }
  expect(factsOfRun(monitored, onlined())).toEqual([]);
  expect(monitored.ghost.live.initialised.covers(block.start, block.end)).toBe(true);
});

test('a used block is freed, a page of it belongs to another section', () => {
  const monitored = tinyMachine();
  let table = 0;
  function* populated(): Program<void> {
    table = yield* mapBlock();
  }
  function* freed(): Program<void> {
    yield freeMemmap(table, Level.pmd, block.start);
    yield clear(table, Level.pmd, block.start);
    yield flush(block.start, block.end);
  }
  monitored.run(callOf(CallKind.populate, block, locked(populated())));
  const half = callOf(CallKind.free, { start: 0x80000, end: 0x82000 }, locked(freed()));
  expect(factsOfRun(monitored, half)).toEqual([
    'tableEmpty',
    'memmapLost',
    'memmapClearedLive',
    'freedWhileEntered',
    'freedBeforeFlush',
    'usedBlockFreed',
  ]);
});
