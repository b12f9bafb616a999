/** The allocator: contents and the pool, enumerated choices, choices from a record. */
import { describe, expect, test } from 'vitest';
import { RangeSet } from '../../../../src/subjects/vmem/machine/range-set.ts';
import {
  blockContentOf,
  ContentPool,
  codeOf,
  nothingMarked,
} from '../../../../src/subjects/vmem/plain/block-content.ts';
import {
  drawnChoices,
  EnumeratedChoices,
  noFailures,
} from '../../../../src/subjects/vmem/plain/choices.ts';
import { recordOf } from '../../../../src/subjects/vmem/plain/world.ts';
import { occasionsOf, perform, performAll, worldOf } from './worlds.ts';

/** 1536 is the struct page of the other tests: 48 bytes, scaled. */
const content = (...bounds: number[]) => blockContentOf(new RangeSet(bounds), 0x4000);

describe('content', () => {
  test('a page counts as unused if it is marked completely', () => {
    const found = content(1536, 0x2000, 0x3000, 0x4000);
    expect(found.states).toEqual([0, 1, 0, 1]);
    expect(codeOf(found)).toBe('1010');
    expect(found.marked).toEqual([
      { start: 0x1000, end: 0x2000 },
      { start: 0x3000, end: 0x4000 },
    ]);
  });
});

describe('pool', () => {
  const [low, high, highest] = [content(0, 0x1000), content(0x3000, 0x4000), content(0, 0x2000)];

  test('keeps the highest ranks: unused pages first, then the code', () => {
    const pool = new ContentPool(2);
    for (const put of [low, highest, high, low]) pool.put(put);
    expect(pool.contents).toEqual([highest, high]);
  });

  test('a content without an unused page does not join', () => {
    const pool = new ContentPool(2);
    pool.put(nothingMarked(0x4000));
    pool.put(content(1536, 0x1000));
    expect(pool.contents).toEqual([]);
  });

  test('forgets 0xFD in a page whose first struct page is written', () => {
    const pool = new ContentPool(2);
    pool.put(content(1536, 0x2000));
    expect(pool.contents).toEqual([content(0x1000, 0x2000)]);
  });

  test('returns one instance at a time', () => {
    const pool = new ContentPool(3);
    for (const put of [low, high, low]) pool.put(put);
    expect(pool.distinct()).toEqual([high, low]);
    expect([pool.take(low), pool.take(low), pool.take(low)]).toEqual([low, low, undefined]);
    expect(pool.contents).toEqual([high]);
  });
});

describe('recycled content', () => {
  const whole = { attempt: 4, marked: [[0, 0x4000] as const] };

  test('a freed block is reused with its content, which a record stores and replays', () => {
    const world = worldOf({ fresh: 'recycled' });
    performAll(world, 'add section 2', 'remove section 2');
    const offered: string[][] = [];
    const operation = world.scope.operations[0];
    const before = world.snapshot();
    const performed = world.perform(operation, {
      choose({ kind, contents }) {
        if (kind === 'block') offered.push(contents.map(codeOf));
        return contents.length - 1;
      },
    });
    expect(offered).toEqual([['0000', '1111'], ['0000']]);
    expect(occasionsOf(performed.occasions)).toContain('recycled');
    const record = recordOf(performed, operation);
    expect(record).toEqual({
      label: 'add section 2',
      op: { op: 'add', sections: [2] },
      failed: [],
      contents: [{ attempt: 2, marked: [[0, 0x4000]] }],
    });
    const text = world.stateText();
    world.restore(before);
    expect(perform(world, 'add section 2', record).contentWasInPool).toBe(true);
    expect(world.stateText()).toBe(text);
  });

  test('a content that was never freed can be replayed, and is reported', () => {
    const world = worldOf({ fresh: 'recycled' });
    const performed = perform(world, 'add section 2', { contents: [whole] });
    expect(performed.contentWasInPool).toBe(false);
    expect(performed.contents).toEqual([whole]);
  });

  test('fresh memory that is all 0xFD does not count as recycled', () => {
    const world = worldOf({ fresh: 'unused' });
    const performed = world.perform(world.scope.operations[0], noFailures);
    expect(performed.contents.map(({ attempt }) => attempt)).toEqual([2, 4]);
    expect(occasionsOf(performed.occasions)).not.toContain('recycled');
  });
});

describe('choices', () => {
  const attempt = (contentCount: number, mayFail: boolean) => ({
    attempt: 1,
    kind: 'block' as const,
    contents: Array(contentCount).fill(nothingMarked(0x4000)),
    mayFail,
  });

  test('are enumerated depth first: contents in order, failure last', () => {
    const choices = new EnumeratedChoices();
    const seen: string[] = [];
    do {
      choices.rewind();
      const first = choices.choose(attempt(2, true));
      const second = first === 'fails' ? '-' : choices.choose(attempt(1, first === 1));
      seen.push(`${first} ${second}`);
    } while (choices.advance());
    expect(seen).toEqual(['0 0', '1 0', '1 fails', 'fails -']);
  });

  test('are drawn only if there is more than one option', () => {
    const asked: number[] = [];
    const choices = drawnChoices((count) => {
      asked.push(count);
      return count - 1;
    });
    expect(choices.choose(attempt(1, false))).toBe(0);
    expect(choices.choose(attempt(3, true))).toBe(2);
    expect(asked).toEqual([8, 3]);
    expect(drawnChoices(() => 0).choose(attempt(3, true))).toBe('fails');
  });

  test('a failure beyond the budget is not offered', () => {
    const world = worldOf({ failAllocs: 1 });
    const budgets: boolean[] = [];
    world.perform(world.scope.operations[0], {
      choose({ kind, mayFail }) {
        budgets.push(mayFail);
        return kind === 'block' && mayFail ? 'fails' : 0;
      },
    });
    // The first block fails and is replaced by a page table and its pages.
    expect(budgets.slice(0, 4)).toEqual([true, true, false, false]);
  });
});
