/** Executes a schedule, or the choices of a walk, again: this proves that the path exists. */

import { ModelError } from '../errors.ts';
import { union } from '../model/masks.ts';
import type { Choose, System, TransitionRecord } from '../model/system.ts';
import type { Violation } from './outcome.ts';

export interface ReplayedTransition {
  readonly record: TransitionRecord;
  readonly facts: number;
  readonly occasions: number;
  readonly steps: number;
  /** A copy of the state it leads to; undefined if the path ends here. */
  readonly state: Uint8Array | undefined;
}

export type ReplayedPath =
  | { readonly kind: 'followed'; readonly transitions: readonly ReplayedTransition[] }
  /** Transition `index` of the path does not exist; `transitions` are those before it. */
  | {
      readonly kind: 'left';
      readonly index: number;
      readonly transitions: readonly ReplayedTransition[];
    };

/** Follows the ordinals of `System.next`, from the initial state. */
export function replaySchedule(system: System, schedule: readonly number[]): ReplayedPath {
  return followPath(system, schedule.length, (index) => takeOrdinal(system, schedule[index]));
}

/** Follows `depth` transitions by the numbers that a random walk passed to `System.draw`. */
export function replayChoices(
  system: System,
  choices: readonly number[],
  depth: number,
): ReplayedPath {
  let used = 0;
  let fits = true;
  const choose: Choose = (count) => {
    const choice = choices[used++] ?? count;
    fits &&= Number.isInteger(choice) && choice >= 0 && choice < count;
    // The model needs a valid number to continue; the transition is not reported.
    return fits ? choice : 0;
  };
  return followPath(system, depth, () => system.draw(choose) && fits);
}

function takeOrdinal(system: System, ordinal: number): boolean {
  if (!Number.isInteger(ordinal) || ordinal < 0) {
    return false;
  }
  let exists = system.next();
  for (let skipped = 0; skipped < ordinal && exists; skipped++) {
    exists = system.next();
  }
  return exists;
}

function followPath(system: System, depth: number, take: (index: number) => boolean): ReplayedPath {
  const transitions: ReplayedTransition[] = [];
  let state: Uint8Array | undefined = new Uint8Array(system.stateLength);
  system.writeInitial(state);
  for (let index = 0; index < depth; index++) {
    if (state === undefined) {
      return { kind: 'left', index, transitions };
    }
    system.load(state, 0);
    if (!take(index)) {
      return { kind: 'left', index, transitions };
    }
    const { occasions, steps, ends, successor } = system.outcome;
    const facts = factsOf(system);
    state = ends ? undefined : successor.slice();
    transitions.push({ record: system.describe(), facts, occasions, steps, state });
  }
  return { kind: 'followed', transitions };
}

/** The facts of the transition just taken and of the state it leads to. */
export function factsOf(system: System): number {
  const { facts, ends } = system.outcome;
  return ends ? facts : union(facts, system.successorFacts?.() ?? 0);
}

/** The transitions to a violation that a search of this system found. */
export function recordsTo(
  system: System,
  { schedule, records }: Pick<Violation, 'schedule' | 'records'>,
): readonly TransitionRecord[] {
  if (records !== undefined) return records;
  return replayedOrBug(replaySchedule(system, schedule)).map(({ record }) => record);
}

/** For paths that the tool itself found: if one cannot be followed, this is a bug in tablewalk. */
export function replayedOrBug(replay: ReplayedPath): readonly ReplayedTransition[] {
  if (replay.kind === 'left') {
    throw new ModelError(`a path that was found cannot be followed at transition ${replay.index}`);
  }
  return replay.transitions;
}
