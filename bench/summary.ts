/** Combines the repeats of one case and engine into one result, as text and JSON. */
import type { EngineName } from './cases.ts';
import type { Measurement, StorageUse } from './measure.ts';

export interface Repeats {
  readonly name: string;
  readonly engine: EngineName;
  readonly runs: readonly Measurement[];
}

/** One entry of a results file; all times are medians. */
export interface CaseResult extends Partial<StorageUse> {
  readonly name: string;
  readonly engine: EngineName;
  readonly states: number;
  readonly transitions: number;
  readonly steps: number;
  readonly seconds: number;
  readonly secondsMin: number;
  readonly secondsMax: number;
  readonly processSeconds: number;
  readonly cpuSeconds: number;
  readonly repeats: number;
  readonly statesPerSecond: number;
  readonly stepsPerSecond: number;
  readonly peakMiB: number;
  readonly valid: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function summarise({ name, engine, runs }: Repeats): CaseResult {
  const times = runs.map((run) => run.seconds);
  const seconds = median(times);
  const first = runs[0];
  return {
    name,
    engine,
    states: first.states,
    transitions: first.transitions,
    steps: first.steps,
    seconds: round(seconds, 4),
    secondsMin: round(Math.min(...times), 4),
    secondsMax: round(Math.max(...times), 4),
    processSeconds: round(median(runs.map((run) => run.processSeconds)), 4),
    cpuSeconds: round(median(runs.map((run) => run.cpuSeconds)), 4),
    repeats: runs.length,
    statesPerSecond: Math.round(first.states / seconds),
    stepsPerSecond: Math.round(first.steps / seconds),
    ...(first.storage === undefined ? {} : roundedStorage(first.storage)),
    peakMiB: round(Math.max(...runs.map((run) => run.peakMiB)), 1),
    valid: runs.every((run) => run.faults.length === 0),
  };
}

/** Three lines per case; a void case shows the reason and no speed. */
export function tellResult(result: CaseResult, faults: readonly string[]): string {
  const head = `${result.name}, ${result.engine}: `;
  if (!result.valid) return `${head}VOID: ${faults.join('; ')}`;
  const range = `${result.secondsMin} to ${result.secondsMax} s`;
  return [
    `${head}${result.seconds} s (median of ${result.repeats}, ${range}); ` +
      `process ${result.processSeconds} s, CPU ${result.cpuSeconds} s, ${result.peakMiB} MiB`,
    `  ${grouped(result.states)} states, ${grouped(result.transitions)} transitions, ` +
      `${grouped(result.steps)} steps: ${grouped(result.statesPerSecond)} states/s, ` +
      `${grouped(result.stepsPerSecond)} steps/s`,
    ...tellStorage(result),
  ].join('\n');
}

function tellStorage(result: CaseResult): string[] {
  if (result.bytesPerState === undefined) return [];
  return [
    `  ${result.bytesPerState} bytes/state at the peak (visited table ` +
      `${result.tableBytesPerState}, parent links ${result.linkBytesPerState}, frontier ` +
      `${result.frontierBytesPerState}; a state is ${result.stateLength} bytes)`,
  ];
}

/**
 * Compares the time of two engines: the median of the ratios of all repeats. The ratio for the search
 * excludes the start of Node, the one for the process includes it. Undefined if there is nothing to
 * compare.
 */
export function tellRatio(engine: Repeats, base: Repeats): string | undefined {
  const pairs = engine.runs
    .map((run, repeat) => ({ run, against: base.runs.at(repeat) }))
    .filter(({ run, against }) => [run, against].every((one) => one?.faults.length === 0));
  if (engine === base || engine.name !== base.name || pairs.length === 0) return undefined;
  const ratio = (of: 'seconds' | 'processSeconds' | 'cpuSeconds') =>
    round(median(pairs.map(({ run, against = run }) => run[of] / against[of])), 3);
  return (
    `${engine.name}, ${engine.engine} / ${base.engine}: ` +
    `search ${ratio('seconds')}, process ${ratio('processSeconds')}, ` +
    `CPU ${ratio('cpuSeconds')} (median of ${pairs.length} pairs)`
  );
}

function roundedStorage(use: StorageUse): StorageUse {
  return {
    stateLength: use.stateLength,
    bytesPerState: round(use.bytesPerState, 1),
    tableBytesPerState: round(use.tableBytesPerState, 1),
    linkBytesPerState: round(use.linkBytesPerState, 1),
    frontierBytesPerState: round(use.frontierBytesPerState, 1),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
