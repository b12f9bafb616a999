/** The window in v1 5/9: a failed populate drops the mutex before its cleanup; v2 does not. */
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import { createInterleavedSystem } from '../../../src/subjects/vmem/fast/create-interleaved.ts';
import { ThreadFrame } from '../../../src/subjects/vmem/fast/thread-frame.ts';
import { onExpanded } from '../../subjects/vmem/rest-states.ts';
import { scopeOf, type World } from '../../subjects/vmem/scopes.ts';
import { ask } from '../../toys/ask.ts';
import { brokenIn } from './thread-twins.ts';

const worlds: Readonly<Record<string, Partial<World>>> = {
  'beside a DCSS': { threads: ['hotplug', 'dcss'], dcss: { start: 0x70000, end: 0x71000 } },
  'beside another add, if there were no mem_hotplug_lock': {
    threads: ['hotplug-unlocked', 'hotplug-unlocked'],
  },
};

const common: Partial<World> = { failAllocs: 1, online: true, merge: 'reads', symmetry: 'none' };
const v1 = 'v1-8';
// Regressions of v2 (F01, F03) would hide its improvement.
const v2 = 'v2-8+linksPudTable+keepsErrorCode';

/**
 * States in which thread 2 runs while a populate of thread 1 has failed and does not hold the mutex.
 */
function statesInWindow(world: Partial<World>): number {
  const system = createInterleavedSystem(scopeOf({ ...common, ...world }));
  const { at } = system.layout;
  const [one, two] = [0, 1].map((thread) => {
    const own = new ThreadFrame(at.own);
    own.select(thread);
    return own;
  });
  let count = 0;
  onExpanded(system, (state) => {
    const failed = state[one.inCall] === 1 && state[one.failedInCall] === 1;
    if (failed && state[at.mutex] !== one.lockTag && state[two.inCall] === 1) count++;
  });
  expect(breadthFirst(ask(system)).end).toEqual({ kind: 'exhausted' });
  return count;
}

describe.each(Object.entries(worlds))('%s', (_, world) => {
  test('v1: the other thread runs in the window, without a violation', () => {
    expect(statesInWindow({ ...world, revision: v1 })).toBeGreaterThan(0);
    expect(brokenIn({ ...common, ...world, revision: v1 })).toEqual([]);
  });

  test('v2: there is no window', () => {
    expect(statesInWindow({ ...world, revision: v2 })).toBe(0);
    expect(brokenIn({ ...common, ...world, revision: v2 })).toEqual([]);
  });
});
