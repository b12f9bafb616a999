/** The allocator is right if it takes a page at once, and only then. */
import { checkSystem, noDeadlock, replay } from 'tablewalk';
import { expect, test } from 'vitest';
import 'tablewalk/vitest';
import { allocator, bothOwn, nothingLost, oneOwner } from './allocator.ts';

const invariants = [oneOwner, nothingLost, noDeadlock];
const claims = { invariants, goals: [bothOwn] };

test('taking a page at once is right in every state', () => {
  const result = checkSystem(allocator({ isAtomic: true }), claims);
  expect(result).toHold();
  // No page is owned, one of two CPUs owns one of two, or each owns one.
  expect(result.states).toBe(1 + 4 + 2);
});

test('finding a page and taking it later gives it to both CPUs', () => {
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

test('the schedule that broke it once is kept: CPU 1 looks before CPU 0 takes', () => {
  const schedule = ['CPU 0 finds page 0 free', 'CPU 1 finds page 0 free'];
  const kept = [...schedule, 'CPU 0 takes what it found', 'CPU 1 takes what it found'];
  expect(replay(allocator({ isAtomic: false }), kept, { invariants })).not.toHold();
  // The atomic allocator has no such actions: an impossible action proves nothing.
  expect(replay(allocator({ isAtomic: true }), kept, { invariants }).verdict).toBe('undecided');
});
