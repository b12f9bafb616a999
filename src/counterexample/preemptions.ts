/** Preempted operations: run them to their end, or preempt them at another step. */

import type { Draft, DraftPart } from '../subject/draft.ts';
import type { Variant } from '../subject/explain.ts';

/** Index of the next part of the operation, -1 if there is none. */
export function resumesAt(parts: readonly DraftPart[], at: number): number {
  return parts.findIndex(({ operation }, index) => index > at && operation === parts[at].operation);
}

/** Merges two parts of an operation: at the first position, or at the second (if any; else last). */
export function joinedParts(
  parts: readonly DraftPart[],
  at: number,
): readonly [early: DraftPart[], late: DraftPart[]] {
  const later = resumesAt(parts, at);
  const steps = later < 0 ? Infinity : parts[at].steps + parts[later].steps;
  const one = { operation: parts[at].operation, steps };
  const early = parts.flatMap((part, index) =>
    index === at ? [one] : index === later ? [] : [part],
  );
  const late = parts.flatMap((part, index) =>
    index === later ? [one] : index === at ? [] : [part],
  );
  if (later >= 0) return [early, late];
  // No preemption at that point: the previous part continues.
  const last = late.length - 1;
  const runOn = late.map((part, index) => (index === last ? { ...part, steps: Infinity } : part));
  return [early, [...runOn, one]];
}

/** No operation of a tiny machine needs more steps to reach another one; larger numbers are past its end. */
const stepsMax = 96;

/** Unchanged; then with one operation preempted after fewer or more steps, nearest first. */
export function* otherPlaces<Any extends Draft>(draft: Any, besides = ''): Generator<Variant<Any>> {
  yield { draft, note: besides };
  const { operations } = draft;
  const parts = draft.parts ?? [];
  const cut = parts.flatMap(({ steps }, at) => (steps === Infinity ? [] : [at]));
  for (let distance = 1; distance < stepsMax; distance++) {
    for (const at of cut) {
      for (const steps of [parts[at].steps - distance, parts[at].steps + distance]) {
        if (steps < 1 || steps > stepsMax) continue;
        const moved = parts.map((part, index) => (index === at ? { ...part, steps } : part));
        const thread = operations[parts[at].operation].thread ?? 1;
        const place = `thread ${thread} is preempted after ${steps} ${steps === 1 ? 'step' : 'steps'}`;
        yield {
          draft: { ...draft, parts: moved },
          note: besides === '' ? place : `${besides} and ${place}`,
        };
      }
    }
  }
}
