/** Dining philosophers: each takes one fork, then the other, eats and puts both back. */
import type { System } from '../../src/model/system.ts';
import { defineToy, type ToyTransition } from './define-toy.ts';

export interface Table {
  readonly philosopherCount: number;
  /** The last philosopher takes the forks in the opposite order, which breaks the circle. */
  readonly lastIsLeftHanded: boolean;
}

/** Byte i: how many forks philosopher i holds (0, 1, 2). Byte count + i: whether fork i is taken. */
export function philosophers({ philosopherCount: count, lastIsLeftHanded }: Table): System {
  const transitions: ToyTransition[] = [];
  for (let id = 0; id < count; id++) {
    const forks = [count + id, count + ((id + 1) % count)];
    const [first, second] = lastIsLeftHanded && id === count - 1 ? forks.toReversed() : forks;
    transitions.push(
      takeFork({ id, held: 0, fork: first }),
      takeFork({ id, held: 1, fork: second }),
      {
        label: `philosopher ${id} puts both forks back`,
        guard: (state) => state[id] === 2,
        apply: (state) => {
          state[id] = 0;
          state[first] = 0;
          state[second] = 0;
        },
      },
    );
  }
  return defineToy({
    bytes: 2 * count,
    transitions,
    occasions: { 'somebody-eats': (state) => state.subarray(0, count).includes(2) },
  });
}

interface Grip {
  readonly id: number;
  readonly held: number;
  readonly fork: number;
}

function takeFork({ id, held, fork }: Grip): ToyTransition {
  return {
    label: `philosopher ${id} takes the ${held === 0 ? 'first' : 'second'} fork`,
    guard: (state) => state[id] === held && state[fork] === 0,
    apply: (state) => {
      state[id] = held + 1;
      state[fork] = 1;
    },
  };
}
