/** Shrinks counterexamples within limits, and confirms the result like any other counterexample. */

import { type ConfirmedViolation, findingsIn } from '../../counterexample/confirm.ts';
import { type Counterexample, makeCounterexample } from '../../counterexample/counterexample.ts';
import { foundIn } from '../../counterexample/found-walk.ts';
import { isBrokenAtEnd } from '../../counterexample/judge-execution.ts';
import type { ShrinkCounts } from '../../counterexample/shrink/counts.ts';
import { Shrinker } from '../../counterexample/shrink/shrinker.ts';
import { lineOf } from '../../counterexample/story.ts';
import { ModelError, NotReproduced } from '../../errors.ts';
import { version } from '../../files/package.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { aftermathCheck } from '../../jobs/aftermath.ts';
import { Stopped, withStopCheck, withStopCheckUntilDone } from '../../stop.ts';
import { type Execution, stepsOf } from '../../subject/execution.ts';
import type { Subject } from '../../subject/subject.ts';
import { type ReplayedFile, replayFile } from '../replay/run.ts';

export interface ShrinkLimit {
  readonly kind: 'tries' | 'steps' | 'time' | 'interrupted';
  readonly value: number | null;
}

export interface ShrinkResult {
  readonly file: string;
  readonly invariant: Invariant;
  readonly from: { readonly operations: number; readonly steps: number };
  readonly steps: number;
  readonly counterexample: Counterexample;
  readonly execution: Execution;
  readonly counts: ShrinkCounts;
  /** Why it ended early; null if nothing more can be removed. */
  readonly limit: ShrinkLimit | null;
}

export interface ShrinkControl {
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Like the signal, but also during a try. */
  readonly isInterrupted?: () => boolean;
  readonly triesMax: number;
  /** Steps of the machine, in all tries together. */
  readonly stepsMax?: number;
  readonly elapsedMsMax: number;
  readonly onTry?: (tries: number, operations: number) => void;
}

/** A counterexample that is smaller, or unchanged. */
export interface Shrunk {
  readonly counterexample: Counterexample;
  readonly execution: Execution;
  readonly steps: number;
  readonly counts: ShrinkCounts;
  /** Null if nothing more can be removed. */
  readonly limit: ShrinkLimit | null;
}

export const defaultShrinkTries = 5000;

/** Signals arrive only while the event loop is idle, so it yields periodically. */
const triesBetweenPauses = 5;

/** Throws `Stopped` if a limit or Ctrl-C leaves no time to execute the file or the result. */
export function shrinkFile(
  subject: Subject,
  file: string,
  control: ShrinkControl,
): Promise<ShrinkResult> {
  return inTime(control, (timed) => replayedAndShrunk(subject, file, timed));
}

async function replayedAndShrunk(
  subject: Subject,
  file: string,
  control: TimedControl,
): Promise<ShrinkResult> {
  const replayed = replayFile(subject, file);
  requireReproduced(replayed);
  const { counterexample, invariant, execution } = replayed;
  const shrunk = await shrink(subject, counterexample, control);
  const steps = stepsOf(execution);
  const from = { operations: counterexample.operations.length, steps };
  return { file, invariant, from, ...shrunk };
}

/** Throws `NotReproduced` unless the operation named in the file violates the claim, and no earlier one does. */
export function requireReproduced({ file, judged }: ReplayedFile): void {
  const { outcome, reason } = judged;
  if (outcome === 'reproduced') return;
  const why = reason ?? 'the invariant holds';
  throw new NotReproduced(`${file}: this does not reproduce as recorded (${why}); see replay`);
}

/** The violation after shrinking; its file is not written. */
export async function shrinkConfirmed(
  subject: Subject,
  confirmed: ConfirmedViolation,
  control: ShrinkControl,
): Promise<ConfirmedViolation> {
  const shrunk = await shrinkInTime(subject, confirmed.counterexample, control);
  if (shrunk === null) {
    const { operations, steps } = confirmed;
    return { ...confirmed, found: { operations, steps, isMinimal: false } };
  }
  const { counterexample, execution, steps, limit } = shrunk;
  return {
    ...confirmed,
    ...findingsIn(subject, confirmed.invariant, execution),
    counterexample,
    execution,
    steps,
    operations: counterexample.operations.length,
    found: { operations: confirmed.operations, steps: confirmed.steps, isMinimal: limit === null },
  };
}

/** Null if a limit or Ctrl-C leaves no time to execute the result. */
async function shrinkInTime(
  subject: Subject,
  counterexample: Counterexample,
  control: ShrinkControl,
): Promise<Shrunk | null> {
  try {
    return await inTime(control, (timed) => shrink(subject, counterexample, timed));
  } catch (error) {
    if (error instanceof Stopped) return null;
    throw error;
  }
}

type TimedControl = ShrinkControl & { readonly isInterrupted: () => boolean };

/** Throws `Stopped` if the remaining work takes too long after a limit or Ctrl-C. */
function inTime<Result>(
  control: ShrinkControl,
  work: (control: TimedControl) => Promise<Result>,
): Promise<Result> {
  const { now, signal, isInterrupted = () => signal.aborted, elapsedMsMax } = control;
  const clock = { now, isInterrupted, endsAt: now() + elapsedMsMax };
  return withStopCheckUntilDone(aftermathCheck(clock), () => work({ ...control, isInterrupted }));
}

/** The counterexample must have been executed and reproduced. The result keeps how it was found. */
async function shrink(
  subject: Subject,
  counterexample: Counterexample,
  control: TimedControl,
): Promise<Shrunk> {
  const shrunk = await shrinkOperations(subject, counterexample, control);
  const { found, request } = counterexample;
  if (found === undefined) return shrunk;
  const walk = foundIn(subject, found, found.request ?? request, shrunk.counterexample.request);
  return { ...shrunk, counterexample: { ...shrunk.counterexample, found: walk } };
}

async function shrinkOperations(
  subject: Subject,
  counterexample: Counterexample,
  control: TimedControl,
): Promise<Shrunk> {
  const { invariant: id, claim: text } = counterexample;
  const known = subject.claims.invariants.find((invariant) => invariant.id === id);
  const claim = { id, violatedBy: known?.violatedBy ?? 0 };
  const shrinker = new Shrinker(subject, counterexample, claim);
  const limit = await drive(shrinker, control);
  const { draft, turns, brokenBy, steps } = shrinker.best;
  const { request, operations } = draft;
  // The shrinker keeps no records; the result is executed like any other file.
  const execution = subject.execution
    .executor(request)
    .execute({ operations, turns: turns ?? undefined });
  if (execution.divergence !== null || !isBrokenAtEnd(claim, execution)) {
    const reason = execution.divergence?.reason ?? 'it holds';
    throw new ModelError(`shrinking ended with operations that do not violate ${id}: ${reason}`);
  }
  const shrunk = makeCounterexample(subject, {
    tool: version,
    request,
    invariant: id,
    claim: text,
    operations,
    turns: turns?.map(([thread, count]) => [thread, count]),
    brokenBy,
    steps,
    text: lineOf(subject, request, id, execution.operations),
  });
  return { counterexample: shrunk, execution, steps, counts: shrinker.tally.counts(), limit };
}

async function drive(shrinker: Shrinker, control: TimedControl): Promise<ShrinkLimit | null> {
  const { now, isInterrupted, triesMax, stepsMax = Infinity, elapsedMsMax, onTry } = control;
  const startedAt = now();
  const tries = shrinker.run();
  const ending = (): ShrinkLimit | null => {
    if (isInterrupted()) return { kind: 'interrupted', value: null };
    return now() - startedAt >= elapsedMsMax ? { kind: 'time', value: elapsedMsMax } : null;
  };
  for (;;) {
    const next = takeNext(tries, ending);
    if (next !== 'taken') return next === 'all-taken' ? null : ending();
    if (shrinker.tally.tries % triesBetweenPauses === 0) {
      await new Promise<void>((resolve) => void setImmediate(resolve));
      onTry?.(shrinker.tally.tries, shrinker.best.draft.operations.length);
    }
    if (isInterrupted()) return { kind: 'interrupted', value: null };
    if (shrinker.tally.tries >= triesMax) return { kind: 'tries', value: triesMax };
    if (shrinker.steps >= stepsMax) return { kind: 'steps', value: stepsMax };
    const limit = ending();
    if (limit !== null) return limit;
  }
}

/** A try without enough time is abandoned. */
function takeNext(
  tries: Iterator<void, void>,
  ending: () => ShrinkLimit | null,
): 'taken' | 'all-taken' | 'abandoned' {
  const check = (): void => {
    const limit = ending();
    if (limit !== null) throw new Stopped(limit.kind === 'time' ? 'time' : 'interrupted', 0);
  };
  try {
    return withStopCheck(check, () => (tries.next().done === true ? 'all-taken' : 'taken'));
  } catch (error) {
    if (error instanceof Stopped) return 'abandoned';
    throw error;
  }
}
