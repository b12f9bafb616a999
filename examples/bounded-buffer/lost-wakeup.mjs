/**
 * A bounded buffer of one item with one condition variable for both sides: a producer and two
 * consumers wait in one queue, and a notification wakes any of them. If it wakes the wrong one, all
 * of them wait forever.
 *
 * A state is the number of items and the set of waiting threads (P, 1, 2). Reachable from no item and
 * no waiting thread: no item with {}, {1}, {2}, {1,2}, {P}, {P,1}, {P,2}, {P,1,2}; an item with {},
 * {P}, {1}, {2},
 * {P,1}, {P,2}.
 * 14 states in total. Transitions, in the same order: 3, 2, 2, 2, 2, 1, 1, 0; 3, 2, 2, 2, 2, 2: 26.
 * The shortest path to {P,1,2}: both consumers wait, the producer puts an item, wakes one of them and
 * waits, that consumer takes the item and wakes the other consumer instead of the producer, and both
 * wait: 7 actions.
 */
import {
  defineModel,
  defineSystem,
  flag,
  goal,
  invariant,
  list,
  noDeadlock,
  range,
} from 'tablewalk';

const [producer, ...consumers] = [0, 1, 2];
const names = ['the producer', 'consumer 1', 'consumer 2'];

const waits = (who, isInVain) => ({
  name: `${names[who]} waits`,
  when: (state) => !state.waiting[who] && isInVain(state),
  effect: (state) => {
    state.waiting[who] = true;
  },
});

const moves = (who, verb, isPossible, items) => [
  {
    name: `${names[who]} ${verb}`,
    when: (state) => !state.waiting[who] && isPossible(state) && !state.waiting.includes(true),
    effect: (state) => {
      state.items = items;
    },
  },
  ...names.map((name, woken) => ({
    name: `${names[who]} ${verb} and wakes ${name}`,
    when: (state) => !state.waiting[who] && isPossible(state) && state.waiting[woken],
    effect: (state) => {
      state.items = items;
      state.waiting[woken] = false;
    },
  })),
];

const isFull = ({ items }) => items === 1;
const isEmpty = ({ items }) => items === 0;

const system = defineSystem(
  { items: range(0, 1), waiting: list(3, flag()) },
  {
    actions: [
      waits(producer, isFull),
      ...moves(producer, 'puts an item', isEmpty, 1),
      ...consumers.flatMap((who) => [
        waits(who, isEmpty),
        ...moves(who, 'takes the item', isFull, 0),
      ]),
    ],
  },
);

export const model = defineModel({
  system,
  invariants: [
    noDeadlock,
    invariant({
      id: 'producer-runs-if-empty',
      claim: 'The producer does not wait while the buffer is empty.',
      holds: ({ items, waiting }) => !(items === 0 && waiting[producer]),
    }),
    invariant({
      id: 'somebody-consumes',
      claim: 'With an item in the buffer, a consumer runs.',
      holds: ({ items, waiting }) => !(items === 1 && waiting[1] && waiting[2]),
    }),
  ],
  goals: [
    goal({ id: 'filled', claim: 'the buffer is filled', reached: isFull }),
    goal({
      id: 'all-wait-beside-an-item',
      claim: 'all wait while there is an item',
      reached: ({ items, waiting }) => items === 1 && !waiting.includes(false),
    }),
  ],
});
