/** The allocator is correct if and only if it finds and takes a page atomically. */
import { checkSystem, noDeadlock, replay } from 'tablewalk';
import { expect, test } from 'vitest';
import 'tablewalk/vitest';
import { allocator, bothOwn, nothingLost, oneOwner } from './allocator.ts';

const invariants = [oneOwner, nothingLost, noDeadlock];
const claims = { invariants, goals: [bothOwn] };

test('atomic allocation is correct in every state', () => {
  const result = checkSystem(allocator({ isAtomic: true }), claims);
  expect(result).toHold();
  // Either no page is owned, or one of two CPUs owns one of two pages, or each CPU owns one.
  expect(result.states).toBe(1 + 4 + 2);
});

test('a page that is found first and taken later can be given to both CPUs', () => {
  const broken = allocator({ isAtomic: false });
  const result = checkSystem(broken, claims);
  expect(result.verdict).toBe('violated');
  expect(result.violations[0]?.schedule).toEqual([
    'CPU 0 finds page 0 free',
    'CPU 1 finds page 0 free',
    'CPU 0 takes what it found',
    'CPU 1 takes what it found',
  ]);
});

test('the violating schedule as a test: CPU 1 finds the page before CPU 0 takes it', () => {
  const schedule = ['CPU 0 finds page 0 free', 'CPU 1 finds page 0 free'];
  const kept = [...schedule, 'CPU 0 takes what it found', 'CPU 1 takes what it found'];
  expect(replay(allocator({ isAtomic: false }), kept, { invariants })).not.toHold();
  // The atomic allocator has no such actions, and an impossible action proves nothing.
  expect(replay(allocator({ isAtomic: true }), kept, { invariants }).verdict).toBe('undecided');
});
