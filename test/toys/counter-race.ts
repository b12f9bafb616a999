/** Two threads increment a shared counter by read, add, write: one update can get lost. */

import type { System } from '../../src/model/system.ts';
import type { Action } from '../../src/subjects/defined/define-system.ts';
import { list, oneOf, range, type Seen, type StateOf } from '../../src/subjects/defined/fields.ts';
import { defineToy } from './define-toy.ts';

const fields = {
  counter: range(0, 2),
  /** The next step of each thread. */
  next: list(2, oneOf('read', 'add', 'write', 'done')),
  register: list(2, range(0, 2)),
};

type State = StateOf<typeof fields>;

export function counterRace(): System {
  return defineToy({
    fields,
    actions: [...thread(0), ...thread(1)],
    facts: { 'lost-update': (state) => isDone(state) && state.counter !== 2 },
    occasions: { 'both-done': isDone },
    mayStop: isDone,
  });
}

function thread(id: number): Action<State>[] {
  return [
    {
      name: `thread ${id} reads`,
      when: ({ next }) => next[id] === 'read',
      effect: (state) => {
        state.register[id] = state.counter;
        state.next[id] = 'add';
      },
    },
    {
      name: `thread ${id} adds`,
      when: ({ next }) => next[id] === 'add',
      effect: (state) => {
        state.register[id]++;
        state.next[id] = 'write';
      },
    },
    {
      name: `thread ${id} writes`,
      when: ({ next }) => next[id] === 'write',
      effect: (state) => {
        state.counter = state.register[id];
        state.register[id] = 0;
        state.next[id] = 'done';
      },
    },
  ];
}

function isDone({ next }: Seen<State>): boolean {
  return next.every((place) => place === 'done');
}
