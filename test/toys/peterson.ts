/** Peterson's mutual exclusion of two processes, and twins with one mistake each. */
import type { System } from '../../src/model/system.ts';
import { defineToy, type ToyTransition } from './define-toy.ts';

export type Mistake = 'none' | 'turn before flag' | 'turn not given away';

/** Bytes: place of process 0 and 1, flag of 0 and 1, turn. */
const turn = 4;
const critical = 3;

/** A process: 0 first line, 1 second line, 2 waits, 3 in the critical section. */
export function peterson(mistake: Mistake): System {
  return defineToy({
    bytes: 5,
    transitions: [...process(0, mistake), ...process(1, mistake)],
    facts: { 'two-in-section': (state) => state[0] === critical && state[1] === critical },
    occasions: { 'one-in-section': (state) => state[0] === critical || state[1] === critical },
  });
}

function process(id: number, mistake: Mistake): ToyTransition[] {
  const other = 1 - id;
  const raiseFlag = {
    label: `process ${id} raises its flag`,
    apply: (state: Uint8Array) => {
      state[2 + id] = 1;
    },
  };
  const giveTurn = {
    label: `process ${id} gives the turn away`,
    apply: (state: Uint8Array) => {
      state[turn] = mistake === 'turn not given away' ? id : other;
    },
  };
  const lines = mistake === 'turn before flag' ? [giveTurn, raiseFlag] : [raiseFlag, giveTurn];
  return [
    ...lines.map(({ label, apply }, line) => ({
      label,
      guard: (state: Uint8Array) => state[id] === line,
      apply: (state: Uint8Array) => {
        apply(state);
        state[id] = line + 1;
      },
    })),
    {
      label: `process ${id} enters`,
      guard: (state) => state[id] === 2 && (state[2 + other] === 0 || state[turn] === id),
      apply: (state) => {
        state[id] = critical;
      },
    },
    {
      label: `process ${id} leaves`,
      guard: (state) => state[id] === critical,
      apply: (state) => {
        state[id] = 0;
        state[2 + id] = 0;
      },
    },
  ];
}
