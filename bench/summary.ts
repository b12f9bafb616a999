/** Repeats of one case and engine joined into one result: as a line of text and as JSON. */
import type { EngineName, Measurement } from './measure.ts';

export interface Repeats {
  readonly name: string;
  readonly engine: EngineName;
  readonly runs: readonly Measurement[];
}

/** One entry of a results file; `seconds` is the median. */
export interface CaseResult {
  readonly name: string;
  readonly engine: EngineName;
  readonly states: number;
  readonly transitions: number;
  readonly steps: number;
  readonly seconds: number;
  readonly secondsMin: number;
  readonly secondsMax: number;
  readonly repeats: number;
  readonly statesPerSecond: number;
  readonly stepsPerSecond: number;
  readonly stateLength: number;
  readonly bytesPerState: number;
  readonly tableBytesPerState: number;
  readonly linkBytesPerState: number;
  readonly frontierBytesPerState: number;
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
    repeats: runs.length,
    statesPerSecond: Math.round(first.states / seconds),
    stepsPerSecond: Math.round(first.steps / seconds),
    stateLength: first.stateLength,
    bytesPerState: round(first.bytesPerState, 1),
    tableBytesPerState: round(first.tableBytesPerState, 1),
    linkBytesPerState: round(first.linkBytesPerState, 1),
    frontierBytesPerState: round(first.frontierBytesPerState, 1),
    peakMiB: round(Math.max(...runs.map((run) => run.peakMiB)), 1),
    valid: runs.every((run) => run.faults.length === 0),
  };
}

/** Three lines a case; a void one tells why and shows no speed. */
export function tellResult(result: CaseResult, faults: readonly string[]): string {
  const head = `${result.name}, ${result.engine}: `;
  if (!result.valid) return `${head}VOID: ${faults.join('; ')}`;
  const range = `${result.secondsMin} to ${result.secondsMax} s`;
  return [
    `${head}${result.seconds} s (median of ${result.repeats}, ${range})`,
    `  ${grouped(result.states)} states, ${grouped(result.transitions)} transitions, ` +
      `${grouped(result.steps)} steps: ${grouped(result.statesPerSecond)} states/s, ` +
      `${grouped(result.stepsPerSecond)} steps/s`,
    `  ${result.bytesPerState} bytes/state at the peak (visited table ` +
      `${result.tableBytesPerState}, parent links ${result.linkBytesPerState}, frontier ` +
      `${result.frontierBytesPerState}; a state is ${result.stateLength} bytes), ` +
      `process ${result.peakMiB} MiB`,
  ].join('\n');
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
