/** Runs several search workers in one thread, in randomly drawn turns. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { SearchResult } from '../../src/explorer/outcome.ts';
import { shareMemory, type Tuning } from '../../src/explorer/parallel/shared-memory.ts';
import { tallyLength } from '../../src/explorer/parallel/tally.ts';
import { searchInTurns, type WorkerTurn } from '../../src/explorer/parallel/turns.ts';
import type { SearchRequest } from '../../src/explorer/search.ts';
import type { System } from '../../src/model/system.ts';

/** Every worker takes part in every level, chunks have one state, and the table grows constantly. */
const smallest: Tuning = { firstSlots: 1, chunkMin: 1, aloneMax: 0 };

/** The number of workers, and the choice of the next one among those with work left. */
export interface DrawnTurns {
  readonly workerCount: number;
  readonly turns: fc.Stream<WorkerTurn>;
}

export function drawnTurns(transitionsMax: number): fc.Arbitrary<DrawnTurns> {
  return fc.record({
    workerCount: fc.integer({ min: 1, max: 4 }),
    turns: fc.infiniteStream(
      fc.record({
        worker: fc.nat(3),
        transitions: fc.integer({ min: 1, max: transitionsMax }),
      }),
    ),
  });
}

/** `build` creates the systems of the other workers, equal to the one in the request. */
export function inTurns(
  request: SearchRequest,
  build: () => System,
  { workerCount, turns }: DrawnTurns,
): SearchResult {
  const { invariants, goals = [], limits } = request;
  const { memoryBytesMax } = limits;
  const size = {
    workerCount,
    memoryBytesMax,
    tallyLength: tallyLength(invariants.length, goals.length),
  };
  const helpers = Array.from({ length: workerCount - 1 }, build);
  return searchInTurns(shareMemory(size, smallest), request, helpers, (count) => {
    const { worker, transitions } = turns.next().value;
    return { worker: worker % count, transitions };
  });
}

/** Results that must not depend on the number of workers. */
export function reported(result: SearchResult): Partial<SearchResult> {
  const { memoryBytes, bytesPerState, ...others } = result;
  expect(bytesPerState).toBe(memoryBytes / Math.max(1, result.stateCount));
  return others;
}
