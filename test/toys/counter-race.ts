/** Two threads increment a shared counter by read, add, write: one update can get lost. */
import type { System } from '../../src/model/system.ts';
import { defineToy, type ToyTransition } from './define-toy.ts';

const counter = 4;

export function counterRace(): System {
  return defineToy({
    bytes: 5,
    transitions: [...thread(0), ...thread(1)],
    facts: { 'lost-update': (state) => isDone(state) && state[counter] !== 2 },
    occasions: { 'both-done': isDone },
    mayStop: isDone,
  });
}

/** Bytes of a thread: where it is (0 read, 1 add, 2 write, 3 done) and its register. */
function thread(id: number): ToyTransition[] {
  const at = 2 * id;
  const register = at + 1;
  return [
    {
      label: `thread ${id} reads`,
      guard: (state) => state[at] === 0,
      apply: (state) => {
        state[register] = state[counter];
        state[at] = 1;
      },
    },
    {
      label: `thread ${id} adds`,
      guard: (state) => state[at] === 1,
      apply: (state) => {
        state[register]++;
        state[at] = 2;
      },
    },
    {
      label: `thread ${id} writes`,
      guard: (state) => state[at] === 2,
      apply: (state) => {
        state[counter] = state[register];
        state[register] = 0;
        state[at] = 3;
      },
    },
  ];
}

function isDone(state: Uint8Array): boolean {
  return state[0] === 3 && state[2] === 3;
}
