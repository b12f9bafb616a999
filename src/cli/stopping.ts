/** When a command is to end before it is finished: Ctrl-C, a time limit, a limit of memory. */
import { type StopCheck, Stopped } from '../cli-api.ts';
import type { Io } from './io.ts';

export interface WorkLimits {
  readonly elapsedMsMax: number;
  readonly memoryBytesMax: number;
}

/** Throws `Stopped` at Ctrl-C. */
export function interruptCheck({ isInterrupted }: Io): StopCheck {
  return () => {
    if (isInterrupted()) throw new Stopped('interrupted', 0);
  };
}

/** Throws `Stopped` at Ctrl-C, and when the work that begins now has reached a limit. */
export function limitsCheck(io: Io, { elapsedMsMax, memoryBytesMax }: WorkLimits): StopCheck {
  const interrupted = interruptCheck(io);
  const startedAt = io.now();
  return () => {
    interrupted();
    if (io.now() - startedAt >= elapsedMsMax) throw new Stopped('time', elapsedMsMax);
    if (io.heapBytes() > memoryBytesMax) throw new Stopped('memory', memoryBytesMax);
  };
}
