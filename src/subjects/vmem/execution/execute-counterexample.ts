/** Executes a counterexample on the reference machine: one operation after the other, or in turns. */

import type { Counterexample } from '../../../counterexample/counterexample.ts';
import type { Scope } from '../environment/scope.ts';
import { executeTurns } from './execute-turns.ts';
import { type Execution, execute, type RecorderFor } from './execution.ts';

export function executeCounterexample(
  scope: Scope,
  { operations, turns }: Pick<Counterexample, 'operations' | 'turns'>,
  recorderFor?: RecorderFor,
): Execution {
  return turns === undefined
    ? execute(scope, operations, recorderFor)
    : executeTurns(scope, operations, turns, recorderFor);
}
