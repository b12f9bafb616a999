/**
 * The initial state after boot. The calls of boot run once, on a separate machine with separate
 * histories.
 */

import { opEnd } from '../../../model/program/history-trie.ts';
import { LoggedBytes } from '../../../model/state/logged-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { Op } from '../kernel/request.ts';
import { StepCompiler } from './compile-step.ts';
import type { VectorLayout } from './layout.ts';
import { VectorMachine } from './machine.ts';
import { StepTrie } from './step-trie.ts';

export function initialState(scope: Scope, layout: VectorLayout): Uint8Array {
  const { at } = layout;
  const state =
    scope.boot.length === 0 ? new Uint8Array(at.stateLength) : stateAfterBoot(scope, layout);
  const { ops, preemptions } = scope.config;
  if (Number.isFinite(ops)) state[at.operationsLeft] = ops;
  if (scope.threads !== undefined && Number.isFinite(preemptions)) {
    state[at.preemptionsLeft] = preemptions;
  }
  return state;
}

function stateAfterBoot(scope: Scope, layout: VectorLayout): Uint8Array {
  const { at } = layout;
  const calls = scope.boot.map((program) => ({
    record: { op: 'boot' },
    label: 'boot',
    requires: [],
    program,
  }));
  const state = new LoggedBytes(at.length);
  const compiler = new StepCompiler(scope, layout);
  const trie = new StepTrie(calls, compiler, layout);
  const machine = new VectorMachine(scope, layout, trie, compiler, state, { isBoot: true });
  machine.memmap.fresh.useState();
  machine.loaded();
  for (const call of calls.keys()) {
    for (let node = trie.root(call); trie.op[node] !== opEnd; ) {
      // Nothing fails, and fresh memory has the first of its possible contents.
      if (trie.op[node] === Op.alloc) machine.contentOptions(node);
      node = trie.next(node, machine.step(node, 0));
    }
  }
  // With threads, the frame of the thread that booted is part of the state.
  const initial = state.bytes.slice(0, at.stateLength);
  if (scope.threads !== undefined) initial.fill(0, at.mutex);
  return initial;
}
