/** A call of an entry point that has not returned, as the monitor keeps it. */
import type { CallKind } from '../kernel/request.ts';
import type { Range } from '../machine/description.ts';
import type { Image } from './rest-facts.ts';

export interface RunningCall {
  readonly kind: CallKind;
  readonly range: Range;
  /** The state at the call, for calls that map: what a failure must lead back to. */
  readonly before: Image | undefined;
  allocFailed: boolean;
  blockFailed: boolean;
  tookMutex: boolean;
}

export function newCall(kind: CallKind, range: Range, before: Image | undefined): RunningCall {
  return { kind, range, before, allocFailed: false, blockFailed: false, tookMutex: false };
}
