/** What a counterexample file holds of a subject: a scope and its operations. */

import type { z } from 'zod';
import type { TransitionRecord } from '../model/system.ts';
import type { Schedule, ScheduledOperation, ScopedSchedule } from './execution.ts';
import type { ScopeData } from './scopes.ts';

export interface SubjectFiles {
  /** Of the field `request`, as JSON: what the file is about, if that is another subject; else null. */
  foreign(request: object): string | null;
  /** Of the field `request`. Takes what `SubjectScopes.toJson` gives. */
  readonly requestSchema: z.ZodType<ScopeData>;
  /** Of one element of the field `operations`. */
  readonly operationSchema: z.ZodType<ScheduledOperation>;
  /**
   * Throws `InputError` if operations or turns hold what the scope rules out. `file` is the name in
   * messages.
   */
  check(file: string, schedule: ScopedSchedule): void;
  /** The operations and turns of a path that a search found. */
  scheduleOf(request: ScopeData, path: readonly TransitionRecord[]): Schedule;
  /**
   * Plain data, equal for counterexamples that are executed alike, turns aside. What a search could have
   * tried besides is not in it.
   */
  storyOf(schedule: ScopedSchedule): unknown;
  /** What the name of a file says of the scope to distinguish it from another of the same revision and claim. */
  tag(request: ScopeData): string;
}
