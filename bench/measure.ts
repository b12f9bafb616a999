/** Runs one case once with one engine, and says whether it did the work that was asked. */
import { breadthFirst } from '../src/explorer/breadth-first.ts';
import { depthFirst } from '../src/explorer/depth-first.ts';
import { MemoryBudget } from '../src/explorer/memory-budget.ts';
import type { SearchResult } from '../src/explorer/outcome.ts';
import { ParentLinks } from '../src/explorer/parent-links.ts';
import type { SearchRequest } from '../src/explorer/search.ts';
import { FingerprintSet } from '../src/explorer/visited-set.ts';
import { invariants } from '../src/invariants/catalogue.ts';
import { goals } from '../src/invariants/goals.ts';
import { buildScope } from '../src/model/build-scope.ts';
import type { System } from '../src/model/system.ts';
import { createMemorySystem } from '../src/model/vector/memory-system.ts';
import type { BenchCase } from './cases.ts';

export const engines = { 'breadth-first': breadthFirst, 'depth-first': depthFirst } as const;
export type EngineName = keyof typeof engines;
export const engineNames = Object.keys(engines) as EngineName[];

export interface Measurement {
  readonly states: number;
  readonly transitions: number;
  readonly steps: number;
  readonly seconds: number;
  /** Bytes of one state as the system writes it. */
  readonly stateLength: number;
  /** The most that the arrays of the search held at one time, by state found. */
  readonly bytesPerState: number;
  readonly tableBytesPerState: number;
  readonly linkBytesPerState: number;
  readonly frontierBytesPerState: number;
  /** The most memory that the process had, with Node itself; of use in a process of its own. */
  readonly peakMiB: number;
  /** Why the run is void; empty if it is valid. */
  readonly faults: readonly string[];
}

export function buildSystem(benchCase: BenchCase): System {
  return createMemorySystem(buildScope(benchCase.scope));
}

/** Searches the whole system; every invariant and goal is judged, as a check does it. */
export function search(
  system: System,
  engine: EngineName,
  hooks: Partial<SearchRequest['hooks']> = {},
): SearchResult {
  return engines[engine]({
    system,
    invariants,
    goals,
    limits: {
      stateCountMax: Infinity,
      memoryBytesMax: Infinity,
      depthMax: Infinity,
      elapsedMsMax: Infinity,
    },
    hooks: { now: () => performance.now(), ...hooks },
    exact: false,
    stopAtFirst: false,
  });
}

/** The time is that of a user: it includes building the scope and compiling the kernel programs. */
export function measure(benchCase: BenchCase, engine: EngineName): Measurement {
  let held = { bytes: 0, states: 0 };
  const startedAt = performance.now();
  const system = buildSystem(benchCase);
  const result = search(system, engine, {
    onProgress: ({ memoryBytes, stateCount }) => {
      held = { bytes: memoryBytes, states: stateCount };
    },
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  const perState = 1 / result.stateCount;
  // The frontier keeps its chunks, so what it held when the search last told is what it held at most.
  // A search too short to tell anything ends at its peak.
  const last = held.states > 0 ? held : { bytes: result.memoryBytes, states: result.stateCount };
  const frontier = last.bytes - tableBytes(last.states) - linkBytes(last.states);
  return {
    states: result.stateCount,
    transitions: result.transitionCount,
    steps: result.stepCount,
    seconds,
    stateLength: system.stateLength,
    bytesPerState: result.bytesPerState,
    tableBytesPerState: tableBytes(result.stateCount) * perState,
    linkBytesPerState: linkBytes(result.stateCount) * perState,
    frontierBytesPerState: frontier * perState,
    peakMiB,
    faults: faultsOf(benchCase, result),
  };
}

function faultsOf({ expected }: BenchCase, result: SearchResult): string[] {
  const faults = [
    difference('states', result.stateCount, expected.states),
    difference('transitions', result.transitionCount, expected.transitions),
    difference('steps', result.stepCount, expected.steps),
  ].filter((fault) => fault !== '');
  return result.end.kind === 'exhausted' ? faults : [`ended: ${result.end.kind}`, ...faults];
}

function difference(what: string, counted: number, expected: number): string {
  return counted === expected ? '' : `${counted} ${what} instead of ${expected}`;
}

/** Fills a table of its own, so that its rule of growth is not repeated here. */
function tableBytes(states: number): number {
  const budget = new MemoryBudget(Infinity);
  const table = new FingerprintSet(budget, Infinity);
  for (let number = 1; number <= states; number++)
    table.insert(Math.imul(number, 0x9e3779b1), number);
  return budget.bytesUsed;
}

function linkBytes(states: number): number {
  const budget = new MemoryBudget(Infinity);
  const links = new ParentLinks(budget);
  for (let number = 0; number < states; number++) links.push(number, 0);
  return budget.bytesUsed;
}
