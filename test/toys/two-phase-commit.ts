/** The specification TwoPhase of Gray and Lamport, "Consensus on Transaction Commit" (2004), as a toy. */
import type { System } from '../../src/model/system.ts';
import { defineToy, type ToyTransition } from './define-toy.ts';

export interface Transaction {
  readonly managerCount: number;
  /** False is the bad twin: the transaction manager commits before everybody is prepared. */
  readonly commitWaitsForAll: boolean;
}

const working = 0;
const prepared = 1;
const committed = 2;
const aborted = 3;
/** State of the transaction manager; it shares `committed` and `aborted`. */
const init = 0;

/** Where the variables of the specification are: one byte for each element of a set. */
interface Layout {
  readonly count: number;
  readonly tmState: number;
  readonly tmPrepared: number;
  readonly preparedSent: number;
  readonly commitSent: number;
  readonly abortSent: number;
}

export function twoPhaseCommit({ managerCount, commitWaitsForAll }: Transaction): System {
  const at: Layout = {
    count: managerCount,
    tmState: managerCount,
    tmPrepared: managerCount + 1,
    preparedSent: 2 * managerCount + 1,
    commitSent: 3 * managerCount + 1,
    abortSent: 3 * managerCount + 2,
  };
  const managers = Array.from({ length: managerCount }, (_, rm) => resourceManager(at, rm));
  return defineToy({
    bytes: 3 * managerCount + 3,
    transitions: [...transactionManager(at, commitWaitsForAll), ...managers.flat()],
    facts: { inconsistency: (state) => some(state, at, committed) && some(state, at, aborted) },
    occasions: {
      'all-committed': (state) => every(state, 0, managerCount, committed),
      'all-aborted': (state) => every(state, 0, managerCount, aborted),
    },
  });
}

function transactionManager(at: Layout, waitsForAll: boolean): ToyTransition[] {
  return [
    {
      label: 'TMCommit',
      guard: (state) =>
        state[at.tmState] === init && (!waitsForAll || every(state, at.tmPrepared, at.count, 1)),
      apply: (state) => {
        state[at.tmState] = committed;
        state[at.commitSent] = 1;
      },
    },
    {
      label: 'TMAbort',
      guard: (state) => state[at.tmState] === init,
      apply: (state) => {
        state[at.tmState] = aborted;
        state[at.abortSent] = 1;
      },
    },
  ];
}

function resourceManager(at: Layout, rm: number): ToyTransition[] {
  return [
    {
      label: `TMRcvPrepared(${rm})`,
      guard: (state) => state[at.tmState] === init && state[at.preparedSent + rm] === 1,
      apply: (state) => {
        state[at.tmPrepared + rm] = 1;
      },
    },
    {
      label: `RMPrepare(${rm})`,
      guard: (state) => state[rm] === working,
      apply: (state) => {
        state[rm] = prepared;
        state[at.preparedSent + rm] = 1;
      },
    },
    {
      label: `RMChooseToAbort(${rm})`,
      guard: (state) => state[rm] === working,
      apply: (state) => {
        state[rm] = aborted;
      },
    },
    {
      // As in the specification, without a look at the manager's own state: it may change nothing.
      label: `RMRcvCommitMsg(${rm})`,
      guard: (state) => state[at.commitSent] === 1,
      apply: (state) => {
        state[rm] = committed;
      },
    },
    {
      label: `RMRcvAbortMsg(${rm})`,
      guard: (state) => state[at.abortSent] === 1,
      apply: (state) => {
        state[rm] = aborted;
      },
    },
  ];
}

function some(state: Uint8Array, at: Layout, value: number): boolean {
  for (let rm = 0; rm < at.count; rm++) {
    if (state[rm] === value) {
      return true;
    }
  }
  return false;
}

function every(state: Uint8Array, start: number, count: number, value: number): boolean {
  for (let i = start; i < start + count; i++) {
    if (state[i] !== value) {
      return false;
    }
  }
  return true;
}
