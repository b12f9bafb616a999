/** Observations of the states of a defined system, as masks. */
import type { Seen } from './fields.ts';

/** A property of a state, or of the change that led to it. */
export interface Observation<State> {
  readonly name: string;
  isSeen(state: Seen<State>, before: Seen<State>): boolean;
}

/** Observations of each transition. */
export interface Observations<State> {
  readonly facts: readonly Observation<State>[];
  readonly occasions: readonly Observation<State>[];
}

/** Names of the bits of a mask. */
export function namesIn(mask: number, names: readonly string[]): string[] {
  return names.filter((_, bit) => (mask & (1 << bit)) !== 0);
}

export function seenMask<State>(
  observations: readonly Observation<State>[],
  state: Seen<State>,
  before: Seen<State>,
): number {
  let mask = 0;
  for (let bit = 0; bit < observations.length; bit++) {
    if (observations[bit].isSeen(state, before)) mask |= 1 << bit;
  }
  return mask;
}
