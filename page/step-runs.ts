/** Finds the steps of a call that the list omits because they repeat earlier ones. */
import type { Step } from './page-document.ts';

/** Listed steps, or a run that repeats the steps before it. */
export interface StepRun {
  /** True if the steps repeat earlier ones. */
  readonly isRepeated: boolean;
  /** Index of the first step. */
  readonly first: number;
  readonly steps: readonly Step[];
}

/** A loop takes one or two visible steps per iteration. */
const periods = [1, 2] as const;
/** Shorter runs are listed in full. */
const repeatedMin = 12;

/**
 * Splits `steps` into runs. A step `current` outside them is inserted in its place without dividing a run,
 * so that the list stays stable while the player moves through it.
 */
export function runsOf(
  steps: readonly Step[],
  shapeOf: (text: string) => string,
  current?: Step,
): StepRun[] {
  const runs = dividedRuns(steps, shapeOf);
  if (current === undefined || steps.includes(current)) return runs;
  const isBefore = ({ first }: StepRun): boolean => first < current.index;
  const place = Math.max(0, runs.findLastIndex(isBefore));
  if (runs.length === 0) return [{ isRepeated: false, first: current.index, steps: [current] }];
  const inOrder = [...runs[place].steps, current].sort((a, b) => a.index - b.index);
  return runs.map((run, index) => (index === place ? { ...run, steps: inOrder } : run));
}

function dividedRuns(steps: readonly Step[], shapeOf: (text: string) => string): StepRun[] {
  // A step that violates a claim never equals another step.
  const shapes = steps.map(({ text, violated, index }) =>
    violated.length > 0 ? String(index) : shapeOf(text),
  );
  const runs: StepRun[] = [];
  const add = (from: number, to: number, isRepeated: boolean): void => {
    if (from < to)
      runs.push({ isRepeated, first: steps[from].index, steps: steps.slice(from, to) });
  };
  let begin = 0;
  let at = 0;
  while (at < steps.length) {
    const { period, length } = longestRepeat(shapes, at);
    // The last iteration is listed, so that the end of the run is visible.
    const from = at + period;
    const to = from + length - period;
    if (to - from < repeatedMin) {
      at++;
      continue;
    }
    add(begin, from, false);
    add(from, to, true);
    begin = to;
    at = to + period;
  }
  add(begin, steps.length, false);
  return runs;
}

function longestRepeat(shapes: readonly string[], at: number): { period: number; length: number } {
  const repeats = periods.map((period) => ({ period, length: repeatsFrom(shapes, at, period) }));
  return repeats.reduce((a, b) => (b.length > a.length ? b : a));
}

/** Number of steps after the first iteration at `at` that repeat it. */
function repeatsFrom(shapes: readonly string[], at: number, period: number): number {
  let end = at + period;
  while (end < shapes.length && shapes[end] === shapes[end - period]) end++;
  return Math.max(0, end - at - period);
}
