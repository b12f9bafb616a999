/** The parts of a counterexample file that belong to the subject: a scope and operations. */
import type { z } from 'zod';
import type { TransitionRecord } from '../model/system.ts';
import type { Schedule, ScheduledOperation, ScopedSchedule } from './execution.ts';
import type { ScopeData } from './scopes.ts';

export interface SubjectFiles {
  /** What a file with this `request` is about if it belongs to another subject; else null. */
  foreign(request: object): string | null;
  /** Schema of the field `request`, in the form of `SubjectScopes.toJson`. */
  readonly requestSchema: z.ZodType<ScopeData>;
  /** Schema of one element of the field `operations`. */
  readonly operationSchema: z.ZodType<ScheduledOperation>;
  /** Throws `InputError` if operations or turns contradict the scope. `file` is the name in messages. */
  check(file: string, schedule: ScopedSchedule): void;
  /** The operations and turns of a path that a search found. */
  scheduleOf(request: ScopeData, path: readonly TransitionRecord[]): Schedule;
  /** Plain data, equal for the same execution, turns aside. Excludes options of the search. */
  storyOf(schedule: ScopedSchedule): unknown;
  /** The part of a file name that distinguishes scopes of the same revision and claim. */
  tag(request: ScopeData): string;
}
