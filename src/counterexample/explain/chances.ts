/** Failures and contents for a changed machine, where the same allocation may be another attempt. */
import type { FreshContent } from '../../subjects/vmem/environment/scope.ts';
import type { ScheduledOperation } from '../counterexample.ts';
import {
  type AskedAllocation,
  type Chance,
  chanceByAttempt,
  chanceByKind,
  type TrialOperation,
} from './trial.ts';

interface OtherChances {
  readonly schedule: readonly TrialOperation[];
  /** What of it is not as in the file. */
  readonly note: string;
}

/** Levels of tables and parts of a section are few: an allocation does not move further than this. */
const shiftMax = 12;

/** As written; by kind; then each failing allocation, or all of one operation, moved to other attempts. */
export function* otherChances(
  operations: readonly ScheduledOperation[],
  asked: ReadonlyMap<number, readonly AskedAllocation[]>,
  fresh: FreshContent,
): Generator<OtherChances> {
  const scheduleOf = (chanceOf: (origin: number) => Chance): TrialOperation[] =>
    operations.map((scheduled, origin) => ({
      origin,
      scheduled,
      chance: withContent(chanceOf(origin), fresh),
    }));
  const byKind = (origin: number): Chance =>
    chanceByKind(operations[origin], asked.get(origin) ?? []);
  yield { schedule: scheduleOf((origin) => chanceByAttempt(operations[origin])), note: '' };
  yield { schedule: scheduleOf(byKind), note: '' };
  for (const [at, { failed }] of operations.entries()) {
    if (failed.length === 0) continue;
    for (let shift = 1 - Math.min(...failed); shift <= shiftMax; shift++) {
      if (shift === 0) continue;
      const moved = failed.map((attempt) => attempt + shift);
      const note = `allocation ${moved.join(', ')} of operation ${at + 1} fails`;
      yield {
        schedule: scheduleOf((origin) =>
          origin === at
            ? { ...byKind(at), fails: ({ attempt }) => moved.includes(attempt) }
            : byKind(origin),
        ),
        note,
      };
    }
  }
}

/** Zeroes are zeroes: what the file says of contents is what the assumption takes away. */
function withContent(chance: Chance, fresh: FreshContent): Chance {
  return fresh === 'zero' ? { ...chance, contentOf: () => null } : chance;
}
