/** A parallel search in one thread: the workers take turns in an order that the caller chooses. */
import type { System } from '../../model/system.ts';
import type { SearchResult } from '../outcome.ts';
import { Leader, type LeaderRequest } from './leader.ts';
import { type SharedMemory, Word } from './shared-memory.ts';
import { ParallelWorker } from './worker.ts';

/** The next worker to run, and how many transitions it may take. */
export interface WorkerTurn {
  readonly worker: number;
  readonly transitions: number;
}

/** `helpers` are the systems of the other workers; `turn` chooses among the workers that have work left. */
export function searchInTurns(
  memory: SharedMemory,
  request: LeaderRequest,
  helpers: readonly System[],
  turn: (workerCount: number) => WorkerTurn,
): SearchResult {
  const leader = new Leader(memory, request);
  const { memoryBytesMax } = request.limits;
  const others = helpers.map(
    (system, index) =>
      new ParallelWorker(memory, index + 1, { ...request, system, memoryBytesMax }),
  );
  Atomics.store(leader.worker.control, Word.joined, 1 + others.length);
  const workers = [leader.worker, ...others];
  for (let count = leader.start(); count > 0; count = leader.next()) {
    const working = workers.slice(0, count);
    for (const worker of working) worker.begin();
    while (working.length > 0) {
      const { worker, transitions } = turn(working.length);
      if (!working[worker].advance(transitions)) {
        if (working[worker] === leader.worker) leader.poll();
        continue;
      }
      working[worker].publish();
      working.splice(worker, 1);
    }
  }
  return leader.result();
}
