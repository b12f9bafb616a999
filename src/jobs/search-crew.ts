/** One search by several workers: their shared memory, and the part of each. */
import type { SearchResult } from '../explorer/outcome.ts';
import { type SharedMemory, shareMemory } from '../explorer/parallel/shared-memory.ts';
import { tallyLength } from '../explorer/parallel/tally.ts';
import { lead } from '../explorer/parallel/threads.ts';
import { searchInTurns } from '../explorer/parallel/turns.ts';
import type { SearchRequest } from '../explorer/search.ts';
import type { System } from '../model/system.ts';

/** For workers in one thread. */
const transitionsPerTurn = 1024;

export interface Crew {
  readonly workers: number;
  /** The memory sent to workers in other threads; if absent, all of them are in this thread. */
  readonly memory: SharedMemory | undefined;
  /** Creates the systems of the workers in this thread. */
  readonly createSystem: () => System;
}

export function memoryForCrew(
  workers: number,
  memoryBytesMax: number,
  claims: { readonly invariantCount: number; readonly goalCount: number },
): SharedMemory {
  const { invariantCount, goalCount } = claims;
  return shareMemory({
    workerCount: workers,
    memoryBytesMax,
    tallyLength: tallyLength(invariantCount, goalCount),
  });
}

export function searchByCrew(request: SearchRequest, crew: Crew): SearchResult {
  if (crew.memory !== undefined) return lead(crew.memory, request);
  const { invariants, goals = [], limits } = request;
  const claims = { invariantCount: invariants.length, goalCount: goals.length };
  const memory = memoryForCrew(crew.workers, limits.memoryBytesMax, claims);
  const helpers = Array.from({ length: crew.workers - 1 }, crew.createSystem);
  // The workers of this thread that have work left, in turn.
  return searchInTurns(memory, request, helpers, () => ({
    worker: 0,
    transitions: transitionsPerTurn,
  }));
}
