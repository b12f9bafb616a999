/** Shrinks counterexamples within limits, and has what is left executed once more like any other. */

import { brokenPart, type Claim, isBrokenAtEnd } from '../../counterexample/broken-part.ts';
import { type Counterexample, makeCounterexample } from '../../counterexample/counterexample.ts';
import { foundIn } from '../../counterexample/found-walk.ts';
import type { ShrinkCounts, ShrinkTally } from '../../counterexample/shrink/counts.ts';
import { Shrinker } from '../../counterexample/shrink/shrink.ts';
import { TurnShrinker } from '../../counterexample/shrink/shrink-turns.ts';
import { InputError, ModelError } from '../../errors.ts';
import { version } from '../../files/version.ts';
import { findInvariant } from '../../invariants/catalogue.ts';
import { aftermathCheck } from '../../jobs/aftermath.ts';
import { Stopped, withStopCheck, withStopCheckUntilDone } from '../../stop.ts';
import { buildScope } from '../../subjects/vmem/build-scope.ts';
import { executeTurns } from '../../subjects/vmem/execution/execute-turns.ts';
import { type Execution, execute } from '../../subjects/vmem/execution/execution.ts';
import type { Turn } from '../../subjects/vmem/execution/schedule.ts';
import { tellInOneLine } from '../../subjects/vmem/story/story.ts';
import type { ConfirmedViolation } from '../check/result.ts';
import { type ReplayedFile, replayFile } from '../replay/run.ts';
import type { ShrinkLimit, ShrinkResult } from './report.ts';

export interface ShrinkControl {
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** As the signal, but also in the midst of a try. */
  readonly isInterrupted?: () => boolean;
  readonly triesMax: number;
  /** Steps of the machine, in all tries together. */
  readonly stepsMax?: number;
  readonly elapsedMsMax: number;
  readonly onTry?: (tries: number, operations: number) => void;
}

/** A counterexample that is smaller, or as small as it was. */
export interface Shrunk {
  readonly counterexample: Counterexample;
  readonly execution: Execution;
  readonly steps: number;
  readonly counts: ShrinkCounts;
  /** Null if nothing more can be left out. */
  readonly limit: ShrinkLimit | null;
}

/** Thrown for a file whose operations do not do what it says. */
export class NotReproduced extends InputError {}

export const defaultShrinkTries = 5000;

/** Signals arrive only when nothing runs, so now and then nothing does. */
const triesBetweenPauses = 5;

/** Throws `Stopped` if a limit or Ctrl-C leaves no time to execute the file, or what is left of it. */
export function shrinkFile(file: string, control: ShrinkControl): Promise<ShrinkResult> {
  return inTime(control, (timed) => replayedAndShrunk(file, timed));
}

async function replayedAndShrunk(file: string, control: TimedControl): Promise<ShrinkResult> {
  const replayed = replayFile(file);
  requireReproduced(file, replayed);
  const { counterexample, invariant, execution } = replayed;
  const shrunk = await shrink(counterexample, control);
  const steps = stepsOf(execution);
  const from = { operations: counterexample.operations.length, steps };
  return { file, invariant, from, ...shrunk };
}

/** Throws `NotReproduced` unless the operation of the file breaks the claim, and none before. */
export function requireReproduced(file: string, { judged }: ReplayedFile): void {
  const { outcome, reason } = judged;
  if (outcome === 'reproduced') return;
  const why = reason ?? 'the invariant holds';
  throw new NotReproduced(`${file}: this is not what happens now (${why}); see replay`);
}

/** The violation as it is after shrinking; its file is not written. */
export async function shrinkConfirmed(
  confirmed: ConfirmedViolation,
  control: ShrinkControl,
): Promise<ConfirmedViolation> {
  const shrunk = await shrinkInTime(confirmed.counterexample, control);
  if (shrunk === null) {
    const { operations, steps } = confirmed;
    return { ...confirmed, found: { operations, steps, isMinimal: false } };
  }
  const { counterexample, execution, steps, limit } = shrunk;
  return {
    ...confirmed,
    counterexample,
    execution,
    steps,
    operations: counterexample.operations.length,
    found: { operations: confirmed.operations, steps: confirmed.steps, isMinimal: limit === null },
  };
}

/** Null if a limit or Ctrl-C leaves no time to execute what is left. */
async function shrinkInTime(
  counterexample: Counterexample,
  control: ShrinkControl,
): Promise<Shrunk | null> {
  try {
    return await inTime(control, (timed) => shrink(counterexample, timed));
  } catch (error) {
    if (error instanceof Stopped) return null;
    throw error;
  }
}

type TimedControl = ShrinkControl & { readonly isInterrupted: () => boolean };

/** Throws `Stopped` if what a limit or Ctrl-C leaves to be done takes too long. */
function inTime<Result>(
  control: ShrinkControl,
  work: (control: TimedControl) => Promise<Result>,
): Promise<Result> {
  const { now, signal, isInterrupted = () => signal.aborted, elapsedMsMax } = control;
  const clock = { now, isInterrupted, endsAt: now() + elapsedMsMax };
  return withStopCheckUntilDone(aftermathCheck(clock), () => work({ ...control, isInterrupted }));
}

/** The counterexample must have been executed, and reproduced. How it was found is kept with the result. */
async function shrink(counterexample: Counterexample, control: TimedControl): Promise<Shrunk> {
  const shrunk = await shrinkOperations(counterexample, control);
  const { found, request } = counterexample;
  if (found === undefined) return shrunk;
  const walk = foundIn(found, found.request ?? request, shrunk.counterexample.request);
  return { ...shrunk, counterexample: { ...shrunk.counterexample, found: walk } };
}

async function shrinkOperations(
  counterexample: Counterexample,
  control: TimedControl,
): Promise<Shrunk> {
  const { request, operations, turns, invariant: id } = counterexample;
  const violatedBy = findInvariant(id)?.violatedBy ?? 0;
  const claim = { id, violatedBy };
  if (turns !== undefined) return shrinkTurns(counterexample, turns, claim, control);
  const shrinker = new Shrinker({ plan: { request, operations }, violatedBy, buildScope });
  const limit = await drive(shrinker, control);
  const smallest = executed(counterexample, shrinker, claim);
  return { ...smallest, counts: shrinker.tally.counts(), limit };
}

async function shrinkTurns(
  counterexample: Counterexample,
  turns: readonly Turn[],
  broken: Claim,
  control: TimedControl,
): Promise<Shrunk> {
  const { request, operations, invariant: id, claim } = counterexample;
  const shrinker = new TurnShrinker({
    request,
    operations,
    turns,
    brokenPart: (execution) => brokenPart(broken, execution),
    buildScope,
  });
  const limit = await drive(shrinker, control);
  const { plan, steps } = shrinker.best;
  const execution = executeTurns(buildScope(plan.request), plan.operations, plan.turns);
  if (brokenPart(broken, execution) < 0) {
    throw new ModelError(`shrinking ended in turns that do not violate ${id}`);
  }
  const shrunk = makeCounterexample({
    ...plan,
    tool: version,
    invariant: id,
    claim,
    steps,
    text: tellInOneLine(plan.request.revision, id, execution.operations),
  });
  return { counterexample: shrunk, execution, steps, counts: shrinker.tally.counts(), limit };
}

/** Shrinks what is driven: with threads or without. */
interface Driven {
  readonly tally: ShrinkTally;
  readonly steps: number;
  readonly best: { readonly plan: { readonly operations: readonly unknown[] } };
  run(): Generator<void, void>;
}

async function drive(shrinker: Driven, control: TimedControl): Promise<ShrinkLimit | null> {
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
      onTry?.(shrinker.tally.tries, shrinker.best.plan.operations.length);
    }
    if (isInterrupted()) return { kind: 'interrupted', value: null };
    if (shrinker.tally.tries >= triesMax) return { kind: 'tries', value: triesMax };
    if (shrinker.steps >= stepsMax) return { kind: 'steps', value: stepsMax };
    const limit = ending();
    if (limit !== null) return limit;
  }
}

/** A try for which there is no time is abandoned half way. */
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

/** The shrinker works on the machine without records; what is told is executed as every file is. */
function executed(
  original: Counterexample,
  { best: { plan, steps } }: Shrinker,
  claim: Claim,
): Pick<Shrunk, 'counterexample' | 'execution' | 'steps'> {
  const execution = execute(buildScope(plan.request), plan.operations);
  if (execution.leftBecause !== null || !isBrokenAtEnd(claim, execution)) {
    throw new ModelError(
      `shrinking ended in operations that do not violate ${original.invariant}: ${execution.leftBecause ?? 'it holds'}`,
    );
  }
  const counterexample = makeCounterexample({
    tool: version,
    request: plan.request,
    invariant: original.invariant,
    claim: original.claim,
    operations: plan.operations,
    steps,
    text: tellInOneLine(plan.request.revision, original.invariant, execution.operations),
  });
  return { counterexample, execution, steps };
}

function stepsOf({ operations }: Execution): number {
  return operations.reduce((sum, { steps }) => sum + steps, 0);
}
