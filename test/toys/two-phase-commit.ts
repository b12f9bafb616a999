/** The specification TwoPhase of Gray and Lamport, "Consensus on Transaction Commit" (2004), as a toy. */

import type { System } from '../../src/model/system.ts';
import {
  type Action,
  type Behaviour,
  type DefinedSystem,
  defineSystem,
} from '../../src/subjects/defined/define-system.ts';
import { flag, list, oneOf, type Seen, type StateOf } from '../../src/subjects/defined/fields.ts';
import { defineToy } from './define-toy.ts';
import { remembered } from './remembered.ts';

export interface Transaction {
  readonly managerCount: number;
  /**
   * False selects the bad twin: the transaction manager commits before all participants are prepared.
   */
  readonly commitWaitsForAll: boolean;
}

/** The variables of the specification; a set of managers is one flag per manager. */
const fieldsFor = (managerCount: number) => ({
  rmState: list(managerCount, oneOf('working', 'prepared', 'committed', 'aborted')),
  tmState: oneOf('init', 'committed', 'aborted'),
  tmPrepared: list(managerCount, flag()),
  preparedSent: list(managerCount, flag()),
  commitSent: flag(),
  abortSent: flag(),
});

type Variables = ReturnType<typeof fieldsFor>;
export type CommitState = StateOf<Variables>;

/** More managers have more transitions than memory should hold. */
const managersRemembered = 5;
const made = new Map<string, () => System>();

export function twoPhaseCommit(transaction: Transaction): System {
  if (transaction.managerCount > managersRemembered) return toyOf(transaction);
  const key = JSON.stringify(transaction);
  const make = made.get(key) ?? remembered(toyOf(transaction));
  made.set(key, make);
  return make();
}

function toyOf(transaction: Transaction): System {
  return defineToy({
    fields: fieldsFor(transaction.managerCount),
    ...behaviourOf(transaction),
    facts: { inconsistency: isInconsistent },
    occasions: {
      'all-committed': ({ rmState }) => rmState.every((state) => state === 'committed'),
      'all-aborted': ({ rmState }) => rmState.every((state) => state === 'aborted'),
    },
  });
}

/** The same system, defined through the public API. */
export function definedTwoPhaseCommit(transaction: Transaction): DefinedSystem<CommitState> {
  return defineSystem(fieldsFor(transaction.managerCount), behaviourOf(transaction));
}

export function isInconsistent({ rmState }: Seen<CommitState>): boolean {
  return rmState.includes('committed') && rmState.includes('aborted');
}

function behaviourOf({ managerCount, commitWaitsForAll }: Transaction): Behaviour<Variables> {
  const managers = Array.from({ length: managerCount }, (_, rm) => resourceManager(rm));
  return { actions: [...transactionManager(commitWaitsForAll), ...managers.flat()] };
}

function transactionManager(waitsForAll: boolean): Action<CommitState>[] {
  return [
    {
      name: 'TMCommit',
      when: ({ tmState, tmPrepared }) =>
        tmState === 'init' && (!waitsForAll || tmPrepared.every((isPrepared) => isPrepared)),
      effect: (state) => {
        state.tmState = 'committed';
        state.commitSent = true;
      },
    },
    {
      name: 'TMAbort',
      when: ({ tmState }) => tmState === 'init',
      effect: (state) => {
        state.tmState = 'aborted';
        state.abortSent = true;
      },
    },
  ];
}

function resourceManager(rm: number): Action<CommitState>[] {
  return [
    {
      name: `TMRcvPrepared(${rm})`,
      when: ({ tmState, preparedSent }) => tmState === 'init' && preparedSent[rm],
      effect: (state) => {
        state.tmPrepared[rm] = true;
      },
    },
    {
      name: `RMPrepare(${rm})`,
      when: ({ rmState }) => rmState[rm] === 'working',
      effect: (state) => {
        state.rmState[rm] = 'prepared';
        state.preparedSent[rm] = true;
      },
    },
    {
      name: `RMChooseToAbort(${rm})`,
      when: ({ rmState }) => rmState[rm] === 'working',
      effect: (state) => {
        state.rmState[rm] = 'aborted';
      },
    },
    {
      // As in the specification, this does not check the state of the manager; it may have no effect.
      name: `RMRcvCommitMsg(${rm})`,
      when: ({ commitSent }) => commitSent,
      effect: (state) => {
        state.rmState[rm] = 'committed';
      },
    },
    {
      name: `RMRcvAbortMsg(${rm})`,
      when: ({ abortSent }) => abortSent,
      effect: (state) => {
        state.rmState[rm] = 'aborted';
      },
    },
  ];
}
