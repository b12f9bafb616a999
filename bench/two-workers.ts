/** Searches a case with two workers: this thread leads, a second thread helps. */
import { Worker } from 'node:worker_threads';
import type { SearchResult } from '../src/explorer/outcome.ts';
import { type SharedMemory, shareMemory, Word } from '../src/explorer/parallel/shared-memory.ts';
import { tallyLength } from '../src/explorer/parallel/tally.ts';
import { lead } from '../src/explorer/parallel/threads.ts';
import type { SearchLimits } from '../src/explorer/search.ts';
import type { SearchedCase } from './subject.ts';

export const noLimits: SearchLimits = {
  stateCountMax: Infinity,
  memoryBytesMax: Infinity,
  depthMax: Infinity,
  elapsedMsMax: Infinity,
};

export interface HelperInput {
  readonly caseName: string;
  readonly memory: SharedMemory;
}

/** Throws if the other worker never joined. */
export function searchByTwo(caseName: string, { system, claims }: SearchedCase): SearchResult {
  const { memoryBytesMax } = noLimits;
  const { invariants, goals = [] } = claims;
  const length = tallyLength(invariants.length, goals.length);
  const memory = shareMemory({ workerCount: 2, memoryBytesMax, tallyLength: length });
  const workerData: HelperInput = { caseName, memory };
  new Worker(new URL('./help-two-workers.js', import.meta.url), { workerData });
  const hooks = { now: () => performance.now() };
  const result = lead(memory, { system, ...claims, limits: noLimits, hooks });
  const joined = new Int32Array(memory.control)[Word.joined];
  if (joined !== 2) throw new Error(`${joined} of 2 workers joined: nothing was measured`);
  return result;
}
