/** Stops a command early: Ctrl-C, a time limit, a memory limit. */
import type { WorkLimits } from '../jobs/work-jobs.ts';
import { type StopCheck, Stopped, withStopCheck, withStopCheckUntilDone } from '../stop.ts';
import type { Context } from './context.ts';
import type { Io } from './io.ts';

/** Throws `Stopped` at Ctrl-C. */
export function interruptCheck({ isInterrupted }: Io): StopCheck {
  return () => {
    if (isInterrupted()) throw new Stopped('interrupted', 0);
  };
}

/** Throws `Stopped` at Ctrl-C, or when the work reaches a limit; it starts now unless a time is given. */
function limitsCheck(
  io: Io,
  { elapsedMsMax, memoryBytesMax }: WorkLimits,
  startedAt = io.now(),
): StopCheck {
  const interrupted = interruptCheck(io);
  return () => {
    interrupted();
    if (io.now() - startedAt >= elapsedMsMax) throw new Stopped('time', elapsedMsMax);
    if (io.heapBytes() > memoryBytesMax) throw new Stopped('memory', memoryBytesMax);
  };
}

/** Enough for every readable story. Some files request a machine that would take hours. */
const executionDefaults = { elapsedMsMax: 60_000, memoryBytesMax: 2 ** 30 };

export interface ExecutionLimitValues {
  readonly timeLimit?: number;
  readonly maxMemory?: number;
}

/** Runs the work of a command on counterexample files, within the given limits. */
export function withinLimits<Result>(
  { io }: Context,
  values: ExecutionLimitValues,
  work: () => Result,
): Result {
  return withStopCheck(limitsCheck(io, executionLimits(values)), work);
}

/** The same for asynchronous work. */
export function withinLimitsUntilDone<Result>(
  { io }: Context,
  values: ExecutionLimitValues,
  work: () => Promise<Result>,
): Promise<Result> {
  return withStopCheckUntilDone(limitsCheck(io, executionLimits(values)), work);
}

/** The same, with a time limit. */
export function executionLimits({ timeLimit, maxMemory }: ExecutionLimitValues): WorkLimits {
  return {
    elapsedMsMax: timeLimit ?? executionDefaults.elapsedMsMax,
    memoryBytesMax: maxMemory ?? executionDefaults.memoryBytesMax,
  };
}

/** Reads C sources; the time counts towards the time limit of the command. */
export function whileReading<Result>(
  context: Context,
  { timeLimit }: Pick<ExecutionLimitValues, 'timeLimit'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const { io } = context;
  context.startedAt ??= io.now();
  const { memoryBytesMax } = executionDefaults;
  const limits = { elapsedMsMax: timeLimit ?? Infinity, memoryBytesMax };
  return withStopCheckUntilDone(limitsCheck(io, limits, context.startedAt), work);
}

/** The same for work on several files, or asynchronous work: a time limit only if one was given. */
export function withinGivenLimits<Result>(
  { io, startedAt }: Context,
  values: ExecutionLimitValues,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const check = limitsCheck(io, givenLimits(values), startedAt);
  return withStopCheckUntilDone(check, async () => work());
}

/** The limits of a command; a time limit only if one was given. */
export function givenLimits(values: ExecutionLimitValues): WorkLimits {
  return executionLimits({ ...values, timeLimit: values.timeLimit ?? Infinity });
}
