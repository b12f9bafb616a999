/** The two windows of addresses that ranges of contract `any` lie in. */

import type { Scope } from '../environment/scope.ts';
import type { VmemScheduledOperation } from '../execution/scheduled-operation.ts';

export const windows = ['memmap', 'identity'] as const;
export type Window = (typeof windows)[number];

export function windowOfOperation({ op }: VmemScheduledOperation): Window {
  return op === 'populate' || op === 'free' ? 'memmap' : 'identity';
}

export function windowStart(scope: Scope, window: Window): number {
  return window === 'memmap' ? scope.kernel.machine.vmemmapStart : 0;
}
