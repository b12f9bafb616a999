/** Offsets of threads in a state, for the symmetry of equal threads. */
import { ThreadSymmetry } from '../../../model/program/thread-symmetry.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { lockCount } from '../kernel/request.ts';
import type { VectorLayout } from './layout.ts';
import { frameBytes } from './thread-frame.ts';

/** Threads with the same menu are interchangeable. */
export function threadSymmetry(
  { threads = [], config: { symmetry, preemptions } }: Scope,
  { at }: VectorLayout,
  state: StateBytes,
): ThreadSymmetry {
  const roles = symmetry === 'none' ? null : threads.map(({ menu }) => menu.join());
  const ranLast = preemptions === Infinity ? -1 : at.ranLast;
  const places = {
    firstBlock: at.own,
    blockBytes: frameBytes,
    firstLock: at.mutex,
    lockCount,
    ranLast,
  };
  return new ThreadSymmetry(threads.length, roles, places, state);
}
