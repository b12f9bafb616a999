/**
 * The states between operations, found by a search of interleaved threads and by a search of whole
 * operations.
 */
import { isReversible, type System } from '../../../src/model/system.ts';
import type { VectorLayout } from '../../../src/subjects/vmem/fast/layout.ts';
import { frameBytes } from '../../../src/subjects/vmem/fast/thread-frame.ts';

/** The shared state of the threads, without the number of remaining operations. */
export function sharedPart({ at }: VectorLayout, state: Uint8Array): string {
  return state.subarray(0, at.operationsLeft).join();
}

/** False for a thread in the middle of an operation, whose position is in its thread block. */
export function isIdle({ at }: VectorLayout, state: Uint8Array, thread: number): boolean {
  const node = at.own + thread * frameBytes;
  return state[node] === 0 && state[node + 1] === 0 && state[node + 2] === 0;
}

/** Calls `look` with every state that a search expands, for every way of loading it. */
export function onExpanded(system: System, look: (state: Uint8Array) => void): void {
  const load = system.load.bind(system);
  const looking =
    <Rest extends unknown[]>(go: (states: Uint8Array, offset: number, ...rest: Rest) => void) =>
    (states: Uint8Array, offset: number, ...rest: Rest): void => {
      look(states.subarray(offset, offset + system.stateLength));
      go(states, offset, ...rest);
    };
  system.load = looking(load);
  if (isReversible(system)) system.loadWith = looking(system.loadWith.bind(system));
}

/** The system, and a set that collects every expanded state for which `isAtRest` is true. */
export function watched<Watched extends System>(
  system: Watched,
  layout: VectorLayout,
  isAtRest: (state: Uint8Array) => boolean,
): { readonly system: Watched; readonly rests: Set<string> } {
  const rests = new Set<string>();
  onExpanded(system, (state) => {
    if (isAtRest(state)) rests.add(sharedPart(layout, state));
  });
  return { system, rests };
}
