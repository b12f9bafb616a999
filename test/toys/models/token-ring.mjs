/**
 * Three nodes pass a token around a ring; a message can be lost, and the ring then creates a new token.
 *
 * The token is at node 0, 1 or 2, on its way to one of them, or lost: 7 states. Each node can pass it (3), each
 * message arrives or is lost (6), and the ring creates a new token (1): 10 transitions. The lost state is two
 * actions from the start. The claim about the start is violated without any action.
 */
import { defineSystem, goal, invariant, noDeadlock, oneOf } from 'tablewalk';

const nodes = [0, 1, 2];
const moves = (name, from, to) => ({
  name,
  when: ({ token }) => token === from,
  effect: (state) => {
    state.token = to;
  },
});

export const ring = defineSystem(
  { token: oneOf('at 0', 'at 1', 'at 2', 'to 0', 'to 1', 'to 2', 'nowhere') },
  {
    actions: [
      ...nodes.flatMap((node) => [
        moves(`node ${node} passes the token on`, `at ${node}`, `to ${(node + 1) % 3}`),
        moves(`node ${node} receives the token`, `to ${node}`, `at ${node}`),
        moves(`the token for node ${node} is lost`, `to ${node}`, 'nowhere'),
      ]),
      moves('the ring starts a new token', 'nowhere', 'at 0'),
    ],
  },
);

export const invariants = [
  invariant({
    id: 'kept',
    claim: 'The token is never lost.',
    holds: ({ token }) => token !== 'nowhere',
  }),
  invariant({
    id: 'not-at-0',
    claim: 'Node 0 never has the token.',
    holds: ({ token }) => token !== 'at 0',
  }),
  noDeadlock,
];

export const goals = [
  goal({
    id: 'half-way',
    claim: 'the token comes to node 2',
    reached: ({ token }) => token === 'at 2',
  }),
];
