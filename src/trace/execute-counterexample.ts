/** Executes a counterexample on the reference machine: one operation after the other, or in turns. */
import type { Scope } from '../model/environment/scope.ts';
import type { Counterexample } from './counterexample.ts';
import { type Execution, execute, type RecorderFor } from './execution.ts';
import { executeTurns } from './interleaved/execute.ts';

export function executeCounterexample(
  scope: Scope,
  { operations, turns }: Pick<Counterexample, 'operations' | 'turns'>,
  recorderFor?: RecorderFor,
): Execution {
  return turns === undefined
    ? execute(scope, operations, recorderFor)
    : executeTurns(scope, operations, turns, recorderFor);
}
