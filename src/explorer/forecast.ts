/** Estimates the number of states from the sizes of the first levels, as an interval. */

export interface Interval {
  readonly low: number;
  /** The geometric mean of the two: errors are factors. */
  readonly middle: number;
  /** `Infinity` if the growth does not slow down. */
  readonly high: number;
}

export interface Forecast {
  /** All states, including those seen. */
  readonly states: Interval;
  /** States of the next levels. */
  readonly nextLevels: readonly Interval[];
}

/** Levels needed for an estimate. */
const levelsNeeded = 4;
const nextCount = 3;
const levelsMax = 3000;
const statesMax = 1e15;
/** Levels whose logarithm of growth is smaller are the peak. */
const peakGrowth = 0.05;
/** The peak if growth is slow from the start, as with threads: this part of the current growth. */
const peakPart = 0.1;
/**
 * Minimum factors: of the rest over the states seen, of the width of the interval, and of its high
 * end.
 */
const restLeast = 1.05;
const widthLeast = 2;
const highLeast = 3;

/** Logarithm of the growth of a level over the one before it; levels are counted from 1. */
type Growth = (level: number) => number;

/**
 * The logarithm of the growth falls from level to level. Low end: it continues to fall by the same
 * amount. High end: it falls by the same factor, and the levels after the peak mirror those before it.
 * This is an observation on scopes of vmem.c, not a proof. `levels` are complete levels; undefined if
 * there are fewer than `levelsNeeded`.
 */
export function forecastOf(levels: readonly number[]): Forecast | undefined {
  if (levels.length < levelsNeeded) return undefined;
  const { first, last, slope, count, scatter } = trendOf(levels);
  const seen = levels.reduce((sum, states) => sum + states, 0);
  const linear: Growth = (level) => last + slope * level;
  const decay =
    first > 0 && last > 0 ? clamp((last / first) ** (1 / (count - 1)), 0.3, 0.97) : 0.97;
  const geometric: Growth =
    last > 0 ? (level) => last * decay ** level : () => Math.min(last, -0.02);
  const lowest = slope < 0 || last < 0 ? total(levels, linear) : seen;
  const highest = last > 0 ? 2 * totalToPeak(levels, geometric) : total(levels, geometric);
  const low = Math.max(seen * restLeast, Math.min(lowest, highest));
  const high = finiteOr(Math.max(highest, widthLeast * low, highLeast * seen));
  const ends = [linear, geometric].map((growth) => nextOf(levels, growth));
  return {
    states: interval(low, high),
    nextLevels: ends[0].map((one, at) => {
      // Twice the scatter of the factors around their trend; the errors of levels accumulate.
      const wider = Math.exp(2 * scatter * Math.sqrt(at + 1));
      return interval(Math.min(one, ends[1][at]) / wider, Math.max(one, ends[1][at]) * wider);
    }),
  };
}

function interval(low: number, high: number): Interval {
  return { low, middle: Math.sqrt(low * high), high };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function finiteOr(states: number): number {
  return states > statesMax ? Infinity : states;
}

/** A straight line through the logarithms of the last growth factors. */
function trendOf(levels: readonly number[]): {
  first: number;
  last: number;
  slope: number;
  count: number;
  scatter: number;
} {
  const factors = levels.slice(1).map((states, at) => Math.log(states / levels[at]));
  const recent = factors.slice(-Math.max(4, Math.floor(levels.length * 0.4)));
  const count = recent.length;
  const middle = (count - 1) / 2;
  const mean = recent.reduce((sum, factor) => sum + factor, 0) / count;
  const spread = recent.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  const product = recent.reduce((sum, factor, at) => sum + (at - middle) * (factor - mean), 0);
  const slope = product / spread;
  const last = mean + slope * (count - 1 - middle);
  const squares = recent.reduce(
    (sum, factor, at) => sum + (factor - mean - slope * (at - middle)) ** 2,
    0,
  );
  const scatter = Math.sqrt(squares / Math.max(1, count - 2));
  return { first: mean - slope * middle, last, slope: Math.min(0, slope), count, scatter };
}

/** Adds levels until one has less than one state. */
function total(levels: readonly number[], growth: Growth): number {
  let sum = levels.reduce((all, states) => all + states, 0);
  let states = levels[levels.length - 1];
  for (let level = 1; level <= levelsMax && states >= 1 && sum < statesMax; level++) {
    states *= Math.exp(growth(level));
    sum += states;
  }
  return sum;
}

/** The same up to the level at which growth has nearly stopped. */
function totalToPeak(levels: readonly number[], growth: Growth): number {
  let sum = levels.reduce((all, states) => all + states, 0);
  let states = levels[levels.length - 1];
  const peak = Math.min(peakGrowth, growth(0) * peakPart);
  for (let level = 1; growth(level) > peak && sum < statesMax; level++) {
    states *= Math.exp(growth(level));
    sum += states;
  }
  return sum;
}

function nextOf(levels: readonly number[], growth: Growth): number[] {
  let states = levels[levels.length - 1];
  return Array.from({ length: nextCount }, (_, at) => {
    states *= Math.exp(growth(at + 1));
    return states;
  });
}
