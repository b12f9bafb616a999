/**
 * Two threads and a critical section with the classic mistake: a thread checks whether the other is
 * inside, and raises its own flag only later.
 *
 * Each thread is away, has looked, or is inside; all 9 pairs are reachable. A thread can always take
 * its next step, except that it cannot look while the other is inside: 2 of 9 * 2 steps are
 * impossible, which leaves 16 transitions. Both look, then both enter: 4 actions, the maximal
 * distance.
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
