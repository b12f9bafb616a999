/**
 * Two threads and a critical section, with Peterson's mistake of old: a thread looks whether the other one is
 * inside, and raises its own flag later.
 *
 * Each thread is away, has looked, or is inside; all 9 pairs are reachable. A thread can always take its next
 * step, except that it cannot look while the other is inside: of 9 * 2 steps, 2 are not possible: 16 transitions.
 * Both look, then both go in: 4 actions, and no pair is further away.
 */
import { defineModel, defineSystem, invariant, list, oneOf, type StateOf } from 'tablewalk';

const fields = { place: list(2, oneOf('away', 'looked', 'inside')) };
type State = StateOf<typeof fields>;

const system = defineSystem(fields, {
  actions: [0, 1].flatMap((id) => [
    {
      name: `thread ${id} sees nobody inside`,
      when: ({ place }: Pick<State, 'place'>) => place[id] === 'away' && place[1 - id] !== 'inside',
      effect: (state: State) => {
        state.place[id] = 'looked';
      },
    },
    {
      name: `thread ${id} goes in`,
      when: ({ place }: Pick<State, 'place'>) => place[id] === 'looked',
      effect: (state: State) => {
        state.place[id] = 'inside';
      },
    },
    {
      name: `thread ${id} leaves`,
      when: ({ place }: Pick<State, 'place'>) => place[id] === 'inside',
      effect: (state: State) => {
        state.place[id] = 'away';
      },
    },
  ]),
});

export const lateFlag = defineModel({
  name: 'late-flag',
  system,
  invariants: [
    invariant<State>({
      id: 'alone',
      claim: 'Never two threads are inside.',
      holds: ({ place }) => place[0] !== 'inside' || place[1] !== 'inside',
    }),
  ],
});
