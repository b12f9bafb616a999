/** Results of user-defined systems as text: each step with its changes. */
import { expect, test } from 'vitest';
import { checkSystem } from '../../../src/api/system/check.ts';
import { replay } from '../../../src/api/system/replay.ts';
import { sampleSystem } from '../../../src/api/system/sample.ts';
import { systemText } from '../../../src/api/tell.ts';
import {
  defineSystem,
  goal,
  invariant,
  noDeadlock,
} from '../../../src/subjects/defined/define-system.ts';
import { flag, list, oneOf, range } from '../../../src/subjects/defined/fields.ts';
import { actionLines } from '../../../src/subjects/defined/story.ts';

const lamps = defineSystem(
  { power: flag(), lamp: list(2, oneOf('dark', 'lit')), uses: range(0, 9) },
  {
    actions: [
      {
        name: 'switch the power on',
        when: ({ power }) => !power,
        effect: (state) => {
          state.power = true;
          state.uses++;
        },
      },
      {
        name: 'light both lamps',
        when: ({ power, lamp }) => power && lamp[0] === 'dark',
        effect: (state) => {
          state.lamp = ['lit', 'lit'];
        },
      },
      { name: 'look at them', when: ({ lamp }) => lamp[0] === 'lit', effect: () => undefined },
    ],
  },
);
const dark = invariant<typeof lamps.initial>({
  id: 'stays-dark',
  claim: 'The second lamp is dark.',
  holds: ({ lamp }) => lamp[1] === 'dark',
});
const worn = goal<typeof lamps.initial>({
  id: 'worn',
  claim: 'The lamps can be used up.',
  reached: ({ uses }) => uses === 9,
});

test('a violation, step by step', () => {
  const result = checkSystem(lamps, { invariants: [dark], goals: [worn] });
  expect(systemText(result)).toMatchInlineSnapshot(`
    "violated: 3 states, 3 transitions, depth 2
    never reached: worn: The lamps can be used up.

    stays-dark is violated
    The second lamp is dark.

     0. at the start: power false, lamp[0] dark, lamp[1] dark, uses 0
     1. switch the power on
          power: false -> true
          uses: 0 -> 1
     2. light both lamps
          lamp[0]: dark -> lit
          lamp[1]: dark -> lit"
  `);
});

test('a step without effect is marked', () => {
  const schedule = ['switch the power on', 'light both lamps', 'look at them'];
  const after = invariant<typeof lamps.initial>({
    id: 'first',
    claim: 'Nobody looks.',
    holds: ({ uses, lamp }, before) =>
      uses === 0 || lamp[0] !== before.lamp[0] || lamp[0] === 'dark',
  });
  expect(systemText(replay(lamps, schedule, { invariants: [after] }))).toMatchInlineSnapshot(`
    "violated: 3 actions replayed

    first is violated
    Nobody looks.

     0. at the start: power false, lamp[0] dark, lamp[1] dark, uses 0
     1. switch the power on
          power: false -> true
          uses: 0 -> 1
     2. light both lamps
          lamp[0]: dark -> lit
          lamp[1]: dark -> lit
     3. look at them
          nothing changes"
  `);
});

test('a deadlock ends in a state without an action', () => {
  const once = defineSystem(
    { done: flag() },
    {
      actions: [
        {
          name: 'do it',
          when: ({ done }) => !done,
          effect: (state) => {
            state.done = true;
          },
        },
      ],
    },
  );
  expect(systemText(checkSystem(once, { invariants: [noDeadlock] }))).toMatchInlineSnapshot(`
    "violated: 2 states, 1 transition, depth 1

    no-deadlock is violated
    An action is always possible, unless the run may stop.

     0. at the start: done false
     1. do it
          done: false -> true
        now no action is possible"
  `);
});

test('an undecided claim names its limit', () => {
  const limits = (some: object) =>
    systemText(checkSystem(lamps, { invariants: [noDeadlock], limits: some }));
  expect(limits({ states: 2 })).toMatchInlineSnapshot(`
    "undecided: 2 states, 2 transitions, depth 1, stopped by the limit of
    states (2); this proves nothing about the rest"
  `);
  expect(limits({ depth: 1 })).toMatchInlineSnapshot(`
    "undecided: 2 states, 1 transition, depth 1, stopped by the limit of
    depth (1); this proves nothing about the rest"
  `);
  expect(limits({ memoryBytes: 0 })).toMatchInlineSnapshot(`
    "undecided: 0 states, 0 transitions, depth 0, stopped by the limit of
    memory (0 KiB); this proves nothing about the rest"
  `);
  const sampled = sampleSystem(lamps, { invariants: [noDeadlock], seed: 'x', runs: 2, depth: 3 });
  expect(systemText(sampled)).toMatchInlineSnapshot(`
    "undecided: 2 walks, 6 transitions, depth 3, seed x; this proves nothing
    about the rest"
  `);
  expect(systemText(replay(lamps, ['look at them']))).toMatchInlineSnapshot(
    `"undecided: 0 actions replayed, then "look at them" is not possible here"`,
  );
});

test('a system that holds takes one line', () => {
  expect(systemText(checkSystem(lamps, { invariants: [noDeadlock] }))).toMatchInlineSnapshot(
    `"holds: 3 states, 3 transitions, depth 2"`,
  );
});

test('a run of equal elements of a list is written as one', () => {
  const state = { pages: [0, 0, 0, 0, 7, 7, 7, 0, 0, 0, 0, 0], owner: 'none' };
  const [first] = actionLines({ schedule: [], states: [state], isStuck: false });
  expect(first).toBe(' 0. at the start: pages[0..3] 0, pages[4] 7, pages[5] 7, pages[6] 7,');
});
