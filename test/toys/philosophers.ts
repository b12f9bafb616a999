/** Dining philosophers: each takes one fork, then the other, eats and puts both back. */

import type { System } from '../../src/model/system.ts';
import type { Action } from '../../src/subjects/defined/define-system.ts';
import { flag, list, range } from '../../src/subjects/defined/fields.ts';
import { defineToy } from './define-toy.ts';

export interface Table {
  readonly philosopherCount: number;
  /** The last philosopher takes the forks in the opposite order, which breaks the circle. */
  readonly lastIsLeftHanded: boolean;
}

interface State {
  /** How many forks each philosopher holds. */
  held: number[];
  isTaken: boolean[];
}

export function philosophers({ philosopherCount: count, lastIsLeftHanded }: Table): System {
  const actions: Action<State>[] = [];
  for (let id = 0; id < count; id++) {
    const forks = [id, (id + 1) % count];
    const [first, second] = lastIsLeftHanded && id === count - 1 ? forks.toReversed() : forks;
    actions.push(takeFork({ id, held: 0, fork: first }), takeFork({ id, held: 1, fork: second }), {
      name: `philosopher ${id} puts both forks back`,
      when: ({ held }) => held[id] === 2,
      effect: (state) => {
        state.held[id] = 0;
        state.isTaken[first] = false;
        state.isTaken[second] = false;
      },
    });
  }
  return defineToy({
    fields: { held: list(count, range(0, 2)), isTaken: list(count, flag()) },
    actions,
    occasions: { 'somebody-eats': ({ held }) => held.includes(2) },
  });
}

interface Grip {
  readonly id: number;
  readonly held: number;
  readonly fork: number;
}

function takeFork({ id, held, fork }: Grip): Action<State> {
  return {
    name: `philosopher ${id} takes the ${held === 0 ? 'first' : 'second'} fork`,
    when: (state) => state.held[id] === held && !state.isTaken[fork],
    effect: (state) => {
      state.held[id] = held + 1;
      state.isTaken[fork] = true;
    },
  };
}
