/** Runs one case once with one of our engines, and checks that it did the expected work. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { breadthFirst } from '../src/explorer/breadth-first.ts';
import { depthFirst } from '../src/explorer/depth-first.ts';
import { foldedSearch } from '../src/explorer/folded/folded-search.ts';
import type { SearchResult } from '../src/explorer/outcome.ts';
import type { SearchRequest } from '../src/explorer/search.ts';
import { canFold, type System } from '../src/model/system.ts';
import {
  type BenchCase,
  byTwo,
  type EngineName,
  type ExpectedCounts,
  type FoldedName,
  foldedNames,
  fromC,
  type SearchName,
} from './cases.ts';
import { ownTextName, receiveOwnText } from './own-text.ts';
import { linkBytes, tableBytes } from './storage.ts';
import { buildCase, type SearchedCase } from './subject.ts';
import { noLimits, searchByTwo } from './two-workers.ts';

const searches = {
  'breadth-first': { run: breadthFirst, slotBytes: 8 },
  'depth-first': { run: depthFirst, slotBytes: 8 },
  'depth-first, 4-byte slots': { run: depthFirst, slotBytes: 4 },
} as const;

/** Peak size of the search arrays per state. */
export interface StorageUse {
  /** Bytes of one state as the system writes it. */
  readonly stateLength: number;
  readonly bytesPerState: number;
  readonly tableBytesPerState: number;
  readonly linkBytesPerState: number;
  /** Queue, or path. */
  readonly frontierBytesPerState: number;
}

export interface Measurement {
  readonly states: number;
  readonly transitions: number;
  readonly steps: number;
  /** Includes building the scope, compiling the programs and searching. */
  readonly seconds: number;
  /** From the start of the process to the end of the work, including the start of Node. */
  readonly processSeconds: number;
  /** User and system time of the process up to that point. */
  readonly cpuSeconds: number;
  /** Peak memory of the process, including Node; meaningful only in a separate process. */
  readonly peakMiB: number;
  readonly storage?: StorageUse;
  /** Reasons why the run is void; empty if it is valid. */
  readonly faults: readonly string[];
}

/** Searches the whole system and judges every invariant and goal, like a check. */
export function search(
  { system, claims }: SearchedCase,
  name: SearchName,
  hooks: Partial<SearchRequest['hooks']> = {},
): SearchResult {
  const { run, slotBytes } = searches[name];
  return run({
    system,
    ...claims,
    limits: noLimits,
    hooks: { now: () => performance.now(), ...hooks },
    slotBytes,
  });
}

/** Does not load unneeded modules, because a user of the search would not load them either. */
export function measure(benchCase: BenchCase, engine: EngineName): Promise<Measurement> {
  const { workload, expected } = benchCase;
  if (workload.kind === 'conformance') {
    return measureConformance(workload, engine === fromC.conformance, expected);
  }
  if (engine === fromC.search) return measureFromC(benchCase);
  if (engine === byTwo) return measureByTwo(benchCase);
  const folded = foldedNames.find((name) => name === engine);
  return folded === undefined
    ? measureSearch(benchCase, engine as SearchName)
    : measureFolded(benchCase, folded);
}

async function measureFolded(benchCase: BenchCase, name: FoldedName): Promise<Measurement> {
  const startedAt = performance.now();
  const { system, claims } = await buildCase(benchCase);
  const fold = canFold(system) ? system.fold() : undefined;
  if (fold === undefined) throw new Error(`${benchCase.name} has no pools`);
  const request = {
    system,
    ...claims,
    limits: noLimits,
    hooks: { now: () => performance.now() },
    exact: true,
  };
  const result = foldedSearch(request, fold, name === 'sets of pools' ? 'levels' : 'oldest-first');
  const seconds = (performance.now() - startedAt) / 1000;
  return { ...countsOf(benchCase, result), seconds, ...usedSoFar() };
}

async function measureByTwo(benchCase: BenchCase): Promise<Measurement> {
  const startedAt = performance.now();
  const subject = await buildCase(benchCase);
  const result = searchByTwo(benchCase.name, subject);
  const seconds = (performance.now() - startedAt) / 1000;
  return { ...countsOf(benchCase, result), seconds, ...usedSoFar() };
}

/** The source is read, parsed and lowered in the measured time. */
async function measureFromC(benchCase: BenchCase): Promise<Measurement> {
  const { workload, expected } = benchCase;
  const { stepsFromC } = expected;
  if (workload.kind !== 'real' || stepsFromC === undefined) {
    throw new Error(`${benchCase.name} is not a case from C`);
  }
  const fromText = {
    ...benchCase,
    workload: { ...workload, scope: { ...workload.scope, revision: ownTextName } },
    expected: { ...expected, steps: stepsFromC },
  };
  return measureSearch(fromText, 'depth-first', receiveOwnText);
}

async function measureSearch(
  benchCase: BenchCase,
  name: SearchName,
  prepare: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Measurement> {
  let held = { bytes: 0, states: 0 };
  const startedAt = performance.now();
  await prepare();
  const subject = await buildCase(benchCase);
  const result = search(subject, name, {
    onProgress: ({ memoryBytes, stateCount }) => {
      held = { bytes: memoryBytes, states: stateCount };
    },
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const used = usedSoFar();
  // The frontier keeps its chunks, so its size at the last report is its peak. A search too short to report
  // ends at its peak.
  const last = held.states > 0 ? held : { bytes: result.memoryBytes, states: result.stateCount };
  const storage = storageOf(subject.system, result, name, last);
  return { ...countsOf(benchCase, result), seconds, ...used, storage };
}

function countsOf(
  { expected }: BenchCase,
  { end, stateCount, transitionCount, stepCount }: SearchResult,
): Pick<Measurement, 'states' | 'transitions' | 'steps' | 'faults'> {
  return {
    states: stateCount,
    transitions: transitionCount,
    steps: stepCount,
    faults: [
      ...(end.kind === 'exhausted' ? [] : [`ended: ${end.kind}`]),
      ...faultsOf(expected, stateCount, transitionCount, stepCount),
    ],
  };
}

function storageOf(
  system: System,
  { stateCount, bytesPerState }: SearchResult,
  name: SearchName,
  last: { readonly bytes: number; readonly states: number },
): StorageUse {
  const { slotBytes } = searches[name];
  const links = (states: number) =>
    name === 'breadth-first' || !('enter' in system) ? linkBytes(states) : 0;
  const table = tableBytes(stateCount, slotBytes);
  const tableAtLast = last.states === stateCount ? table : tableBytes(last.states, slotBytes);
  const frontier = last.bytes - tableAtLast - links(last.states);
  return {
    stateLength: system.stateLength,
    bytesPerState,
    tableBytesPerState: table / stateCount,
    linkBytesPerState: links(stateCount) / stateCount,
    frontierBytesPerState: Math.max(0, frontier) / stateCount,
  };
}

async function measureConformance(
  { path, files }: Extract<BenchCase['workload'], { kind: 'conformance' }>,
  isFromC: boolean,
  expected: ExpectedCounts,
): Promise<Measurement> {
  const { conformPaths } = await import('../src/commands/conform/run.ts');
  const { vmemRecordings } = await import('../src/subjects/vmem/recordings/recordings.ts');
  const paths = readdirSync(path).filter(
    (name) => name.startsWith(files) && name.endsWith('.jsonl.gz'),
  );
  const startedAt = performance.now();
  const { traces, operations, events, mismatches } = conformPaths(
    vmemRecordings,
    paths.map((name) => join(path, name)),
    isFromC ? { text: await receiveOwnText() } : {},
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    states: traces,
    transitions: events,
    steps: operations,
    seconds,
    ...usedSoFar(),
    faults: [
      ...mismatches.map(({ file }) => `${file} differs`),
      ...faultsOf(expected, traces, events, operations),
    ],
  };
}

function usedSoFar(): Pick<Measurement, 'processSeconds' | 'cpuSeconds' | 'peakMiB'> {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const processSeconds = performance.now() / 1000;
  return {
    processSeconds,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakMiB: maxRSS / 1024,
  };
}

/** Counts that differ from the expected ones. */
export function faultsOf(
  expected: ExpectedCounts,
  states: number,
  transitions: number,
  steps: number,
): string[] {
  return [
    difference('states', states, expected.states),
    difference('transitions', transitions, expected.transitions),
    expected.steps === undefined ? '' : difference('steps', steps, expected.steps),
  ].filter((fault) => fault !== '');
}

function difference(what: string, counted: number, expected: number): string {
  return counted === expected ? '' : `${counted} ${what} instead of ${expected}`;
}
