/** How a check tracks pools of recycled contents: each as part of a state, or in sets. */

import { InputError } from '../../errors.ts';
import type { SlotBytes } from '../../explorer/search.ts';
import { needsReferenceMachine, type ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';

export const poolWays = ['each', 'sets'] as const;
export type PoolsFollowed = (typeof poolWays)[number];
/** `auto`: sets if callers may do anything, which fills pools with everything. */
export type PoolsAsked = PoolsFollowed | 'auto';

interface Asked {
  /** Default: `auto`. */
  readonly pools?: PoolsAsked;
  readonly workers?: number;
  readonly slotBytes?: SlotBytes;
}

/** Throws `InputError` if sets were requested but are impossible. */
export function poolsFollowed(request: Asked, scope: ScopeConfig): PoolsFollowed {
  const { pools = 'auto' } = request;
  if (pools === 'each' || (pools === 'auto' && scope.contract !== 'any')) return 'each';
  const obstacle = obstacleInScope(scope) ?? obstacleInRequest(request);
  if (obstacle === null) return 'sets';
  if (pools === 'auto') return 'each';
  throw new InputError(`pools is sets and ${obstacle}: remove one of the two, or use --pools each`);
}

/** Why sets are not used where they are the default; else null. */
export function whyNotSets(request: Asked, scope: ScopeConfig): string | null {
  const { pools = 'auto' } = request;
  const wouldBe = pools === 'auto' && scope.contract === 'any' && obstacleInScope(scope) === null;
  return wouldBe ? obstacleInRequest(request) : null;
}

/** Sets are searched by a separate algorithm, which stores whole states. */
function obstacleInRequest({ workers = 1, slotBytes = 8 }: Asked): string | null {
  if (workers > 1) return `workers is ${workers}; one worker follows sets`;
  if (slotBytes !== 8) return `slotBytes is ${slotBytes}; with sets whole states are stored`;
  return null;
}

function obstacleInScope(scope: ScopeConfig): string | null {
  const { fresh, threads } = scope;
  if (fresh !== 'recycled') return `fresh is ${fresh}; only recycled memory comes from a pool`;
  const reference = needsReferenceMachine(scope);
  if (reference !== null) {
    return `${reference}; sets are followed in tiny geometries with identity position and page-aligned ranges only`;
  }
  if (threads.length === 0) return null;
  return 'operations are searched step by step; sets are followed with --grain rest and without --threads';
}
