/** A system whose functions a user wrote: it judges its initial state, and can be asked whether it is a function. */
import type { System } from './system.ts';

/** What is seen in a state. */
export interface Judged {
  /** As `Outcome` has them. */
  readonly facts: number;
  readonly occasions: number;
}

export interface UserSystem extends System {
  /** No transition leads to the initial state, so that no search of transitions judges it. */
  judgeInitial(): Judged;
  /** Takes a sample of the transitions again. Throws `InputError` if one of them has another result now. */
  takeSampleAgain(): void;
}

export function isUserSystem(system: System): system is UserSystem {
  return 'takeSampleAgain' in system;
}
