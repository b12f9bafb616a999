/** The joint coverage of the searches of a swarm, and the expected gain of more of them. */
import { DistinctCount, standardError } from './distinct-count.ts';

export interface SwarmCoverage {
  readonly searches: number;
  /** Distinct states of all searches: an estimate; null if states of two searches cannot be compared. */
  readonly states: number | null;
  /** Standard error of the estimate, as a fraction. */
  readonly standardError: number;
  /** By search, in order: number of states that earlier searches had not seen. */
  readonly gains: readonly number[];
  /**
   * Approximate number of states that the same number of further searches would add; null without an
   * estimate.
   */
  readonly forecast: number | null;
}

export function swarmCoverage(
  registers: readonly Uint8Array[],
  isComparable: boolean,
): SwarmCoverage {
  const searches = registers.length;
  if (!isComparable || searches === 0) {
    return { searches, states: null, standardError, gains: [], forecast: null };
  }
  let union = new DistinctCount();
  let before = 0;
  const gains = registers.map((one) => {
    union = union.union(new DistinctCount(one));
    const after = Math.max(before, union.estimate());
    const gain = after - before;
    before = after;
    return gain;
  });
  return { searches, states: before, standardError, gains, forecast: gainAhead(gains) };
}

/** Gains fall by the ratio of those in the second half to those in the first. */
function gainAhead(gains: readonly number[]): number | null {
  const half = Math.floor(gains.length / 2);
  if (half === 0) return null;
  const sum = (some: readonly number[]): number => some.reduce((total, gain) => total + gain, 0);
  const [first, second] = [sum(gains.slice(0, half)), sum(gains.slice(-half))];
  if (second === 0) return 0;
  // The ratio is over half of the searches; twice that lies ahead.
  const factor = Math.min(1, second / Math.max(1, first));
  return Math.round(second * factor + second * factor * factor);
}
