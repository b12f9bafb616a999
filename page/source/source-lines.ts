/** The source line of each position of a story, and moves from line to line. */
import type { Step } from '../page-document.ts';

/** A file and line number as one string. */
export type LineKey = string;

export const lineKey = (path: string, line: number): LineKey => `${path}:${line}`;

type Placed = Pick<Step, 'code'>;

/** The line of the function that runs after the step; undefined outside the source. */
function keyAt(steps: readonly Placed[], position: number): LineKey | undefined {
  const place = steps[position - 1]?.code?.[0];
  return place && lineKey(place.path, place.line);
}

/** Lines with a step of the story; breakpoints are possible only there. */
export function linesOfStory(steps: readonly Placed[]): ReadonlySet<LineKey> {
  const keys = new Set<LineKey>();
  for (const { code } of steps) {
    const place = code?.[0];
    if (place !== undefined) keys.add(lineKey(place.path, place.line));
  }
  return keys;
}

/** The nearest position at a different source line; the end of the story if there is none. */
export function otherLine(steps: readonly Placed[], from: number, direction: 1 | -1): number {
  const here = keyAt(steps, from);
  for (let at = from + direction; at > 0 && at <= steps.length; at += direction) {
    const key = keyAt(steps, at);
    if (key !== undefined && key !== here) return at;
  }
  return direction === 1 ? steps.length : 0;
}

/** The next position at a breakpoint; null if the story has none after this one. */
export function nextBreak(
  steps: readonly Placed[],
  from: number,
  breakpoints: ReadonlySet<LineKey>,
): number | null {
  for (let at = from + 1; at <= steps.length; at++) {
    const key = keyAt(steps, at);
    // Stops once at a line with several steps.
    if (key !== undefined && breakpoints.has(key) && key !== keyAt(steps, at - 1)) return at;
  }
  return null;
}
