/** Peterson's mutual exclusion for two processes, and twins with one mistake each. */

import type { System } from '../../src/model/system.ts';
import type { Action } from '../../src/subjects/defined/define-system.ts';
import { flag, list, oneOf, range, type StateOf } from '../../src/subjects/defined/fields.ts';
import { defineToy } from './define-toy.ts';

export type Mistake = 'none' | 'turn before flag' | 'turn not given away';

const places = ['first line', 'second line', 'waits', 'critical'] as const;
const fields = { place: list(2, oneOf(...places)), flag: list(2, flag()), turn: range(0, 1) };

type State = StateOf<typeof fields>;

export function peterson(mistake: Mistake): System {
  return defineToy({
    fields,
    actions: [...process(0, mistake), ...process(1, mistake)],
    facts: { 'two-in-section': ({ place }) => place.every((one) => one === 'critical') },
    occasions: { 'one-in-section': ({ place }) => place.includes('critical') },
  });
}

function process(id: number, mistake: Mistake): Action<State>[] {
  const other = 1 - id;
  const raiseFlag = {
    name: `process ${id} raises its flag`,
    effect: (state: State) => {
      state.flag[id] = true;
    },
  };
  const giveTurn = {
    name: `process ${id} gives the turn away`,
    effect: (state: State) => {
      state.turn = mistake === 'turn not given away' ? id : other;
    },
  };
  const lines = mistake === 'turn before flag' ? [giveTurn, raiseFlag] : [raiseFlag, giveTurn];
  return [
    ...lines.map(
      ({ name, effect }, line): Action<State> => ({
        name,
        when: ({ place }) => place[id] === places[line],
        effect: (state) => {
          effect(state);
          state.place[id] = places[line + 1];
        },
      }),
    ),
    {
      name: `process ${id} enters`,
      when: (state) => state.place[id] === 'waits' && (!state.flag[other] || state.turn === id),
      effect: (state) => {
        state.place[id] = 'critical';
      },
    },
    {
      name: `process ${id} leaves`,
      when: ({ place }) => place[id] === 'critical',
      effect: (state) => {
        state.place[id] = 'first line';
        state.flag[id] = false;
      },
    },
  ];
}
