/** Ghost state: a range is live from a successful call until the call that removes it. */
import { expect, test } from 'vitest';
import { CallKind } from '../../../../src/subjects/vmem/kernel/request.ts';
import { Ghost } from '../../../../src/subjects/vmem/plain/ghost.ts';

const range = { start: 0x80000, end: 0x84000 };
const half = { start: 0x82000, end: 0x84000 };

function populated(): Ghost {
  const ghost = new Ghost();
  ghost.beginCall(CallKind.populate, range);
  ghost.endCall(CallKind.populate, range, 0);
  return ghost;
}

test('a range is live after a success, not before and not after a failure', () => {
  const ghost = new Ghost();
  ghost.beginCall(CallKind.populate, range);
  expect(ghost.live.memmap.isEmpty()).toBe(true);
  ghost.endCall(CallKind.populate, range, -12);
  expect(ghost.live.memmap.isEmpty()).toBe(true);
  expect(populated().live.memmap.ranges()).toEqual([range]);
  expect(populated().live.identity.isEmpty()).toBe(true);
});

test('a failed call on a live range leaves it live', () => {
  const ghost = populated();
  ghost.beginCall(CallKind.populate, half);
  ghost.endCall(CallKind.populate, half, -12);
  expect(ghost.live.memmap.ranges()).toEqual([range]);
});

test('a free ends life and initialisation when it is called', () => {
  const ghost = populated();
  ghost.coreWrote(range);
  ghost.beginCall(CallKind.free, half);
  const rest = [{ start: 0x80000, end: 0x82000 }];
  expect([ghost.live.memmap.ranges(), ghost.live.initialised.ranges()]).toEqual([rest, rest]);
  ghost.beginCall(CallKind.remove, range);
  expect(ghost.live.memmap.ranges()).toEqual(rest);
});

test('a condition applies to the whole range or to none of it', () => {
  const ghost = populated();
  ghost.beginCall(CallKind.free, half);
  const holds = (live: boolean, of = range) =>
    ghost.conditionHolds({ area: 'memmap', range: of, live });
  expect([holds(true), holds(false)]).toEqual([false, false]);
  expect([holds(true, half), holds(false, half)]).toEqual([false, true]);
});

test('live memmap of other sections is outside the own range', () => {
  const ghost = populated();
  expect(ghost.hasLiveMemmap(0x80000, 0x84000, half)).toBe(true);
  expect(ghost.hasLiveMemmap(0x82000, 0x86000, half)).toBe(false);
  expect(ghost.hasLiveMemmap(0x80000, 0x84000, range)).toBe(false);
});

test('initialised memmap must be live too', () => {
  const ghost = populated();
  ghost.coreWrote({ start: 0x83000, end: 0x86000 });
  expect(ghost.hasInitialisedMemmap(0x80000, 0x83000)).toBe(false);
  expect(ghost.hasInitialisedMemmap(0x82000, 0x84000)).toBe(true);
  expect(ghost.hasInitialisedMemmap(0x84000, 0x86000)).toBe(false);
});
