/** Valid combinations of options of a search, for all commands and checkpoints. */
import { InputError } from '../errors.ts';
import type { SlotBytes } from '../explorer/search.ts';
import type { ScopeData } from './scopes.ts';
import type { Subject } from './subject.ts';

/** Pools of recycled contents: each as part of a state, or whole sets of them. */
export const poolWays = ['each', 'sets'] as const;
export type PoolsFollowed = (typeof poolWays)[number];
/** `auto`: sets if callers may do anything, because pools then contain everything. */
export type PoolsAsked = PoolsFollowed | 'auto';

interface Asked {
  /** Default: `auto`. */
  readonly pools?: PoolsAsked;
  readonly workers?: number;
  readonly slotBytes?: SlotBytes;
}

/** Throws `InputError` if sets were requested but are impossible. */
export function poolsFollowed(
  { scopes }: Subject,
  request: Asked,
  scope: ScopeData,
): PoolsFollowed {
  const { pools = 'auto' } = request;
  const { sets, prefersSets } = scopes.obstacles(scope);
  if (pools === 'each' || (pools === 'auto' && !prefersSets)) return 'each';
  // The number of workers never changes a result, so it does not affect how pools are tracked.
  const asked = pools === 'auto' ? { ...request, workers: 1 } : request;
  const obstacle = sets ?? obstacleInRequest(asked);
  if (obstacle === null) return 'sets';
  if (pools === 'auto') return 'each';
  throw new InputError(`pools is sets and ${obstacle}: remove one of the two, or use --pools each`);
}

/** Why sets are not used where they are the default; else null. */
export function whyNotSets({ scopes }: Subject, request: Asked, scope: ScopeData): string | null {
  const { pools = 'auto' } = request;
  const { sets, prefersSets } = scopes.obstacles(scope);
  const wouldBe = pools === 'auto' && prefersSets && sets === null;
  return wouldBe ? obstacleInRequest({ ...request, workers: 1 }) : null;
}

/** Sets are searched by a separate algorithm, which stores whole states. */
function obstacleInRequest({ workers = 1, slotBytes = 8 }: Asked): string | null {
  if (workers > 1) return `workers is ${workers}; sets need one worker`;
  if (slotBytes !== 8) return `slotBytes is ${slotBytes}; with sets whole states are stored`;
  return null;
}

/** Throws `InputError` if several workers are requested for a scope that does not support them. */
export function refuseWorkers({ scopes }: Subject, workers: number, scope: ScopeData): void {
  const obstacle = workers === 1 ? null : scopes.obstacles(scope).workers;
  if (obstacle !== null) throw new InputError(`workers is ${workers} and ${obstacle}`);
}

/** Options that determine how a search is done, by names of flags. */
interface SearchOptions extends Asked {
  readonly search?: 'bfs' | 'dfs';
  readonly exact?: boolean;
  readonly maxDepth?: number;
  readonly stopWhenAllViolated?: boolean;
  /** Present if invariants were named. */
  readonly invariants?: unknown;
}

/** Throws `InputError` for mutually exclusive flags. */
export function refuseTogether(options: SearchOptions): void {
  refuseDepth(options);
  refuseStop(options);
}

/** Depth-first search may first reach a state on a long path, and does not expand it again. */
function refuseDepth({ search, maxDepth }: SearchOptions): void {
  if (search === 'dfs' && maxDepth !== undefined) {
    throw new InputError(
      `--max-depth is given with --search dfs; it needs --search bfs, or bound the runs themselves with --ops ${maxDepth}`,
    );
  }
}

/** Counts named claims; the level in which the last of them is violated is completed. */
function refuseStop(values: SearchOptions): void {
  if (values.stopWhenAllViolated !== true) return;
  const refuse = (flag: string, remedy: string): never => {
    throw new InputError(`--stop-when-all-violated is given ${flag}; ${remedy}`);
  };
  if (values.invariants === undefined) {
    refuse('without --invariants', 'name the claims to violate');
  }
  const { search, workers = 1, pools } = values;
  if (search === 'dfs') refuse('with --search dfs', 'it needs --search bfs');
  if (workers > 1) refuse(`with --workers ${workers}`, 'one worker stops there');
  if (pools === 'sets') refuse('with --pools sets', 'it needs --pools each');
}

/** Several workers search level by level and keep 64 bits of a state. */
export function refuseWithWorkers({ workers = 1, search, exact, slotBytes }: SearchOptions): void {
  if (workers === 1) return;
  const refuse = (flag: string, remedy: string): never => {
    throw new InputError(
      `--workers ${workers} is given with ${flag}; several workers ${remedy}: remove one of the two`,
    );
  };
  if (search === 'dfs') refuse('--search dfs', 'search breadth-first only');
  if (exact) refuse('--exact', 'store fingerprints only');
  if (slotBytes === 4) refuse('--slot-bytes 4', 'store 8 bytes of each state');
}
