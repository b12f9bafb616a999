/**
 * A system whose functions a user wrote: it judges its initial state, and can test whether it is
 * deterministic.
 */
import type { System } from './system.ts';

/** The observations of a state. */
export interface Judged {
  /** See `Outcome`. */
  readonly facts: number;
  readonly occasions: number;
}

export interface UserSystem extends System {
  /** The initial state is not a successor, so a search does not judge it. */
  judgeInitial(): Judged;
  /**
   * Takes a sample of the transitions again. Throws `InputError` if one of them now has another
   * result.
   */
  takeSampleAgain(): void;
}

export function isUserSystem(system: System): system is UserSystem {
  return 'takeSampleAgain' in system;
}
