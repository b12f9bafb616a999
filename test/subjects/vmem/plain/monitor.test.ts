/**
 * Facts that no revision shows, from artificial kernels, and state that the monitor keeps between
 * calls.
 */
import { describe, expect, test } from 'vitest';
import {
  allocPage,
  allocTable,
  clear,
  count,
  flush,
  freeTable,
  lock,
  markUnused,
  setIdentity,
  setTable,
} from '../../../../src/subjects/vmem/kernel/ask.ts';
import { CallKind, type Program } from '../../../../src/subjects/vmem/kernel/request.ts';
import { EventKind, Target } from '../../../../src/subjects/vmem/machine/events.ts';
import { Level } from '../../../../src/subjects/vmem/machine/geometry.ts';
import { block, callOf, factsOfRun, locked, mapBlock, namesOf, tinyMachine } from './worlds.ts';

const identity = { start: 0x10000, end: 0x20000 };
const page = { start: 0x80000, end: 0x81000 };

function remove(body: Program<unknown>): Program<number> {
  return callOf(CallKind.remove, identity, locked(body));
}

/** Links a pmd table at the start of `identity`; returns its handle. */
function* linkTable(): Program<number> {
  const table = yield allocTable(Level.pmd, identity.start);
  yield setTable(0, Level.pud, identity.start, table);
  return table;
}

describe('at rest', () => {
  test('a table that was never linked is unreachable; after link and clear it is empty, then lost', () => {
    function* neverLinked(): Program<void> {
      yield allocTable(Level.pmd, identity.start);
    }
    function* unlinked(): Program<void> {
      yield* linkTable();
      yield clear(0, Level.pud, identity.start);
      yield flush(0, 0x100000);
    }
    expect(factsOfRun(tinyMachine(), remove(neverLinked()))).toEqual(['tableUnreachable']);
    expect(factsOfRun(tinyMachine(), remove(linkTable()))).toEqual(['tableEmpty']);
    expect(factsOfRun(tinyMachine(), remove(unlinked()))).toEqual(['tableUnreachable']);
  });

  test('an empty table that reaches into the KASAN shadow may stay', () => {
    function* linkAtShadow(): Program<void> {
      yield setTable(0, Level.pud, 0x30000, yield allocTable(Level.pmd, 0x30000));
    }
    expect(factsOfRun(tinyMachine(true), remove(linkAtShadow()))).toEqual([]);
    expect(factsOfRun(tinyMachine(false), remove(linkAtShadow()))).toEqual(['tableEmpty']);
  });

  test('an unmapped page is unreachable, a mapped page that is not live is residue', () => {
    function* lost(): Program<void> {
      yield allocPage(page.start);
    }
    expect(factsOfRun(tinyMachine(), callOf(CallKind.free, page, lost()))).toEqual([
      'memmapUnreachable',
    ]);
    const mapped = () => locked(mapBlock());
    expect(factsOfRun(tinyMachine(), callOf(CallKind.free, block, mapped()))).toEqual([
      'memmapResidue',
    ]);
    expect(factsOfRun(tinyMachine(), callOf(CallKind.populate, block, mapped()))).toEqual([]);
  });

  test('an entry that points to freed memory dangles until it is cleared', () => {
    const freed = (thenClears: boolean) =>
      function* (): Program<void> {
        const table = yield* linkTable();
        yield freeTable(0, Level.pud, identity.start, table);
        if (thenClears) yield clear(0, Level.pud, identity.start);
        yield flush(0, 0x100000);
      };
    const strict = ['freedWhileEntered', 'freedBeforeFlush'];
    expect(factsOfRun(tinyMachine(), remove(freed(true)()))).toEqual(strict);
    expect(factsOfRun(tinyMachine(), remove(freed(false)()))).toEqual([
      'freedWhileEntered',
      'danglingEntry',
      'freedBeforeFlush',
    ]);
  });

  test('a counter must equal the number of leaves', () => {
    const adding = (delta: number) =>
      function* (): Program<void> {
        yield setIdentity(0, Level.pud, identity.start);
        yield count(Level.pud, delta);
      };
    const add = (delta: number) => callOf(CallKind.add, identity, locked(adding(delta)()));
    expect(factsOfRun(tinyMachine(), add(1))).toEqual([]);
    expect(factsOfRun(tinyMachine(), add(2))).toEqual(['counterWrong']);
  });
});

describe('TLB', () => {
  /** Removes a linked table: steps in the given order, then a new allocation. */
  function removal(order: readonly ('clear' | 'flush' | 'free' | 'alloc')[]): string[] {
    function* body(): Program<void> {
      const table = yield* linkTable();
      for (const step of order) {
        if (step === 'clear') yield clear(0, Level.pud, identity.start);
        else if (step === 'flush') yield flush(identity.start, identity.end);
        else if (step === 'free') yield freeTable(0, Level.pud, identity.start, table);
        else yield setTable(0, Level.pud, 0xd0000, yield allocTable(Level.pmd, 0xd0000));
      }
    }
    return factsOfRun(tinyMachine(), remove(body()));
  }

  test('clear, flush, free is right', () => {
    expect(removal(['clear', 'flush', 'free', 'alloc'])).toEqual([]);
  });

  test('a flush between free and clear does not help', () => {
    expect(removal(['free', 'flush', 'clear', 'flush'])).toContain('freedBeforeFlush');
  });

  test('clear, free, flush frees what a TLB may hold, although no entry points to it', () => {
    expect(removal(['clear', 'free', 'flush', 'alloc'])).toEqual(['freedBeforeFlush']);
  });

  test('an allocation before the flush may get what a TLB holds', () => {
    expect(removal(['clear', 'free', 'alloc', 'flush'])).toEqual([
      'freedBeforeFlush',
      'reusedBeforeFlush',
    ]);
  });

  test('unlock with a cleared entry that was not flushed', () => {
    expect(removal(['clear', 'free'])).toEqual(['freedBeforeFlush', 'unlockedBeforeFlush']);
  });

  test('an object freed before a flush stays dangerous in the next operation', () => {
    const monitored = tinyMachine();
    function* freeOnly(): Program<void> {
      const table = yield* linkTable();
      yield clear(0, Level.pud, identity.start);
      yield freeTable(0, Level.pud, identity.start, table);
    }
    monitored.run(remove(freeOnly()));
    expect(factsOfRun(monitored, remove(linkTable()))).toEqual([
      'tableEmpty',
      'reusedBeforeFlush',
      'unlockedBeforeFlush',
    ]);
    monitored.reset();
    expect(factsOfRun(monitored, remove(linkTable()))).toEqual(['tableEmpty']);
  });

  test('a call without the mutex is judged at its end', () => {
    function* unlockedRemoval(): Program<void> {
      yield setIdentity(0, Level.pud, identity.start);
      yield clear(0, Level.pud, identity.start);
    }
    expect(factsOfRun(tinyMachine(), callOf(CallKind.remove, identity, unlockedRemoval()))).toEqual(
      ['unlockedBeforeFlush', 'wroteWithoutMutex'],
    );
  });

  test('a flush must cover the whole entry, a table and a leaf apart', () => {
    const monitored = tinyMachine();
    const { monitor } = monitored;
    const seen = (target: number, start: number, end: number) => {
      monitor.beginOperation();
      monitor.event(EventKind.lock, 0, 0, 0, 0);
      monitor.answered(lock(), 0);
      monitor.event(EventKind.clear, Level.pmd, 0x80000, target, 1);
      monitor.event(EventKind.flush, start, end, 0, 0);
      monitor.event(EventKind.unlock, 0, 0, 0, 0);
      return namesOf(monitor.facts);
    };
    expect(seen(Target.table, 0x80000, 0x84000)).toEqual([]);
    expect(seen(Target.table, 0x80000, 0x83000)).toEqual(['flushMissedTable']);
    expect(seen(Target.block, 0x80000, 0x84000)).toEqual([]);
    expect(seen(Target.block, 0x81000, 0x84000)).toEqual(['flushMissedLeaf']);
    expect(seen(Target.identity, 0, 0x80000)).toEqual(['flushMissedLeaf']);
    expect(seen(Target.none, 0, 0x1000)).toEqual([]);
  });
});

describe('steps that end the operation', () => {
  test('a table freed twice', () => {
    function* twice(): Program<void> {
      const table = yield* linkTable();
      yield clear(0, Level.pud, identity.start);
      yield flush(identity.start, identity.end);
      yield freeTable(0, Level.pud, identity.start, table);
      yield freeTable(0, Level.pud, identity.start, table);
    }
    const monitored = tinyMachine();
    expect(factsOfRun(monitored, remove(twice()))).toEqual(['freedTwice']);
    expect([monitored.monitor.ends, monitored.steps]).toEqual([true, 7]);
  });

  test('an entry overwritten, of every kind', () => {
    function* overwritten(): Program<void> {
      yield setIdentity(0, Level.pud, identity.start);
      yield setTable(0, Level.pud, identity.start, yield allocTable(Level.pmd, 0));
    }
    function* byIdentity(): Program<void> {
      yield* linkTable();
      yield setIdentity(0, Level.pud, identity.start);
    }
    expect(factsOfRun(tinyMachine(), remove(overwritten()))).toEqual(['entryOverwritten']);
    expect(factsOfRun(tinyMachine(), remove(byIdentity()))).toEqual(['entryOverwritten']);
  });

  test('an identity leaf over an equal leaf is not an event and has no later effect', () => {
    function* again(): Program<void> {
      yield setIdentity(0, Level.pud, identity.start);
      yield setIdentity(0, Level.pud, identity.start);
      yield count(Level.pud, 1);
      yield setTable(0, Level.pud, 0xd0000, yield allocTable(Level.pmd, 0xd0000));
    }
    expect(factsOfRun(tinyMachine(), callOf(CallKind.add, identity, locked(again())))).toEqual([]);
  });

  test('a fault ends the operation, except when a recording continues', () => {
    function* unmapped(): Program<void> {
      yield markUnused(0x80000, 0x1000);
    }
    const monitored = tinyMachine();
    expect(factsOfRun(monitored, remove(unmapped()))).toEqual(['wroteUnmapped']);
    expect(monitored.machine.locked).toBe(true);
    monitored.reset();
    expect(monitored.run(remove(unmapped()), { goesOn: true })).toBe(0);
    expect(monitored.machine.locked).toBe(false);
  });

  test('of a half-mapped write, the mapped half is judged too', () => {
    const monitored = tinyMachine();
    monitored.run(callOf(CallKind.populate, block, locked(mapBlock())));
    function* beyond(): Program<void> {
      yield markUnused(0x83000, 0x2000);
    }
    expect(factsOfRun(monitored, callOf(CallKind.free, page, beyond()))).toEqual([
      'liveMemmapMarked',
      'wroteUnmapped',
    ]);
  });
});

test('facts are reported per operation and per call', () => {
  const monitored = tinyMachine();
  function* twoCalls(): Program<number> {
    yield* remove(linkTable());
    yield* callOf(CallKind.add, identity, locked(clearTable()));
    return 0;
  }
  function* clearTable(): Program<void> {
    yield clear(0, Level.pud, identity.start);
    yield flush(identity.start, identity.end);
  }
  const operation = factsOfRun(monitored, twoCalls());
  expect(operation).toEqual(['tableUnreachable', 'tableEmpty', 'identityLost', 'falseSuccess']);
  expect(namesOf(monitored.monitor.callFacts)).toEqual([
    'tableUnreachable',
    'identityLost',
    'falseSuccess',
  ]);
});
