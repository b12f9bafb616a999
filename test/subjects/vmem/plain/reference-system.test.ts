/** Whole scopes searched on the plain machine: exact counts and possible events. */
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../../../src/explorer/depth-first.ts';
import type { SearchResult } from '../../../../src/explorer/outcome.ts';
import type { SearchRequest } from '../../../../src/explorer/search.ts';
import { invariants } from '../../../../src/invariants/catalogue.ts';
import { occasionNames } from '../../../../src/invariants/facts.ts';
import type { System } from '../../../../src/model/system.ts';
import { ReferenceSystem } from '../../../../src/subjects/vmem/plain/reference-system.ts';
import type { ScopeConfig } from '../../../../src/subjects/vmem/scope/scope-config.ts';
import { ask, noLimits } from '../../../toys/ask.ts';
import { occasionsOf, scopeOf } from './worlds.ts';

function requestOf(system: System): SearchRequest {
  const limits = { ...noLimits, stateCountMax: 100_000 };
  return ask(system, { invariants, limits, exact: true });
}

function search(over: Partial<ScopeConfig>): SearchResult {
  return breadthFirst(requestOf(new ReferenceSystem(scopeOf(over))));
}

/** Violated invariants with the number of operations in the shortest story, without strict readings. */
function found(result: SearchResult): string[] {
  const strict = ['no-dangling-entry', 'flush-before-free', 'flush-covers-range'];
  return result.violations
    .filter(({ invariant }) => !strict.includes(invariant.id))
    .map(({ invariant, depth }) => `${invariant.id} ${depth}`);
}

describe('two sections that share a block, nothing fails, fresh memory is zero', () => {
  // Per section: absent, added (a) or onlined (o). The shared block has two pages of each section, shown as
  // 1 if they are all 0xFD, else 0; 11 for an absent section.

  test('marked immediately: 15 states', () => {
    // The first section writes 00, a section in a marked block gets 01, onlining gives 00. none: 1 · only
    // one: a 00, a 01, o 00: 3 + 3 · both a: 0001, 0100, 0101: 3 one a, one o: the added one 00 or 01: 2 + 2
    // · both o: 1
    const result = search({ revision: 'marks-at-once' });
    expect([result.end.kind, result.stateCount, result.transitionCount]).toEqual([
      'exhausted',
      15,
      44,
    ]);
    expect(found(result)).toEqual([]);
  });

  test('not onlined: 8 states', () => {
    // none: 1 · only one: 00, 01: 2 + 2 · both: 0001, 0100, 0101: 3
    expect(search({ revision: 'marks-at-once', online: false }).stateCount).toBe(8);
  });

  test('linux-5.10, with a remembered tail: 18 states', () => {
    // As above, and section 2 alone also with its tail remembered, not marked: a, o: + 2
    // both a also as 0000, when section 3 continued at the tail: + 1
    const result = search({});
    expect([result.end.kind, result.stateCount, result.transitionCount]).toEqual([
      'exhausted',
      18,
      53,
    ]);
    expect(found(result)).toEqual([]);
  });

  test('linux-5.10, not onlined: 10 states', () => {
    // 8, section 2 alone with its tail, and both as 0000.
    expect(search({ online: false }).stateCount).toBe(10);
  });

  test('five levels and three have the same states, in more steps', () => {
    const [three, five] = [search({}), search({ geometry: 'tiny5' })];
    expect([five.stateCount, five.transitionCount]).toEqual([
      three.stateCount,
      three.transitionCount,
    ]);
    expect([three.stepCount, five.stepCount]).toEqual([839, 1415]);
  });

  test('depth first finds the same states', () => {
    const system = new ReferenceSystem(scopeOf({}));
    const result = depthFirst(requestOf(system));
    expect([result.stateCount, result.transitionCount, system.stateCount]).toEqual([18, 53, 18]);
  });
});

describe('one allocation fails', () => {
  test('linux-5.10 loses the error, and the claims that depend on it are violated', () => {
    const result = search({ geometry: 'tiny5', failAllocs: 1 });
    expect([result.stateCount, result.transitionCount]).toEqual([84, 324]);
    expect(found(result)).toEqual([
      'vmemmap-coverage 1',
      'success-means-mapped 1',
      'live-memmap-not-marked 2',
      'unused-means-unused 3',
      'no-write-unmapped 2',
    ]);
  });

  test('with the error kept there is no violation', () => {
    const result = search({ geometry: 'tiny5', failAllocs: 1, revision: 'error-kept' });
    expect([result.stateCount, result.transitionCount]).toEqual([77, 297]);
    expect(found(result)).toEqual([]);
  });
});

test('recycled content fools the scan', () => {
  const result = search({ fresh: 'recycled' });
  expect([result.stateCount, result.transitionCount, result.depth]).toEqual([160, 562, 17]);
  expect(found(result)).toEqual([
    'vmemmap-coverage 5',
    'live-memmap-not-marked 7',
    'unused-means-unused 5',
    'unused-tail-valid 6',
    'no-write-unmapped 6',
  ]);
});

test('with one transition per operation, there is one state', () => {
  const result = search({ geometry: 'tiny4', revision: 'linux-5.9-rc1' });
  expect([result.stateCount, result.transitionCount]).toEqual([1, 2]);
  expect(found(result)).toEqual(['walk-stays-in-tables 1']);
});

test('a bounded run ends; the remaining operations are part of the state', () => {
  const bounded = search({ ops: 2, online: false });
  // 2 operations left: no section; 1 left: section 2 or section 3; 0 left: no section again, or both,
  // in two orders that differ in their marks.
  expect([bounded.end.kind, bounded.stateCount, bounded.depth]).toEqual(['exhausted', 6, 2]);
});

test('every occasion can arise', () => {
  let occasions = 0;
  class Watched extends ReferenceSystem {
    override next(): boolean {
      const more = super.next();
      if (more) occasions |= this.outcome.occasions;
      return more;
    }
  }
  breadthFirst(requestOf(new Watched(scopeOf({ fresh: 'recycled', failAllocs: 1 }))));
  // Callers of the kernel pass no bad range.
  const badRange = { contract: 'any', blocks: [], identityPages: 1, misaligned: true } as const;
  breadthFirst(requestOf(new Watched(scopeOf(badRange))));
  // Readers and other users of the memory need threads.
  const needThreads = ['entryRead', 'memmapRead', 'frameTaken'];
  expect(occasionsOf(occasions)).toEqual(
    occasionNames.filter((name) => !needThreads.includes(name)),
  );
});

test('a draw selects the operation once, and the record reproduces it', () => {
  const system = new ReferenceSystem(scopeOf({ failAllocs: 1 }));
  const state = new Uint8Array(12);
  const asked: number[] = [];
  system.writeInitial(state.subarray(4, 8));
  system.load(state, 4);
  system.draw((count) => {
    asked.push(count);
    return asked.length === 2 ? 0 : 1;
  });
  // Two operations are enabled, the second is drawn; its first allocation fails.
  expect(asked).toEqual([2, 8]);
  expect(system.describe()).toEqual({
    label: 'add section 3, allocation 1 fails',
    op: { op: 'add', sections: [3] },
    failed: [1],
    contents: [],
  });
});
