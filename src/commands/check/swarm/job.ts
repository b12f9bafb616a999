/** One search of a swarm as plain data. */
import type { SearchEnd } from '../../../explorer/outcome.ts';
import { recordsTo } from '../../../explorer/replay.ts';
import type { SearchLimits } from '../../../explorer/search.ts';
import {
  type PartialResult,
  type PartialWay,
  partialSearch,
} from '../../../explorer/swarm/partial-search.ts';
import { type JobHooks, type PlannedKind, sightingsOf } from '../../../jobs/job.ts';
import { goalsOf, invariantsOf } from '../../../jobs/job-claims.ts';
import { boundedSearch, countedLimits } from '../../../jobs/job-limits.ts';
import { randomOf } from '../../../jobs/walk-job.ts';
import type { TransitionRecord } from '../../../model/system.ts';
import type { ScopeData } from '../../../subject/scopes.ts';

export interface SwarmJob {
  readonly scope: ScopeData;
  readonly invariantIds: readonly string[];
  readonly seed: string;
  /** The number of the search in the swarm; its parameters follow from it. */
  readonly member: number;
  /** Transitions of the search. */
  readonly transitionCountMax: number;
  readonly limits: SearchLimits;
}

export interface SwarmAnswer {
  readonly result: Omit<PartialResult, 'end'>;
  readonly end: SearchEnd;
  /** In the order of the violations. */
  readonly paths: readonly (readonly TransitionRecord[])[];
  readonly way: PartialWay;
  /** True if states of two searches can be compared. */
  readonly isComparable: boolean;
  readonly elapsedMs: number;
}

export const swarmSearches: PlannedKind<SwarmJob, SwarmAnswer> = {
  name: 'swarm',
  run: runMember,
  question: ({ limits, ...job }) => ({ ...job, limits: countedLimits(limits) }),
  sightingsIn: ({ result, paths }, job) => sightingsOf(job, result.violations, paths),
  scopesOf: ({ scope }) => [scope],
  walkedTransitions: ({ transitionCountMax }) => transitionCountMax,
  bounded: boundedSearch,
};

/** Every fourth search takes random paths; tables have 2^16 to 2^20 bits, paths 50 to 3,200 transitions. */
function varied(member: number): {
  readonly way: PartialWay;
  readonly tableBits: number;
  readonly depthMax: number;
} {
  return {
    way: member % 4 === 3 ? 'random' : 'depth-first',
    tableBits: 16 + (member % 5),
    depthMax: 50 * 2 ** (member % 7),
  };
}

function runMember(job: SwarmJob, { subject, now, shouldStop, onProgress }: JobHooks): SwarmAnswer {
  const { scope, seed, member, transitionCountMax, limits } = job;
  const { elapsedMsMax } = limits;
  const system = subject.createSystem(scope);
  const random = randomOf(seed, member);
  const startedAt = now();
  let isLate = false;
  const { end, ...result } = partialSearch({
    system,
    invariants: invariantsOf(subject.claims, job.invariantIds),
    goals: goalsOf(subject.claims),
    ...varied(member),
    depthMax: Math.min(limits.depthMax, varied(member).depthMax),
    random,
    hashSeed: Math.floor(random() * 2 ** 32),
    transitionCountMax,
    shouldStop: ({ stateCount, transitionCount }) => {
      const elapsedMs = now() - startedAt;
      const nothing = { depth: 0, frontierCount: 0, memoryBytes: 0, walkCount: 0 };
      onProgress({ ...nothing, stateCount, transitionCount, elapsedMs });
      isLate = elapsedMs >= elapsedMsMax;
      return isLate || shouldStop();
    },
  });
  const elapsedMs = now() - startedAt;
  const stopped: SearchEnd = isLate
    ? { kind: 'limit', limit: 'time', value: elapsedMsMax }
    : { kind: 'limit', limit: 'interrupted', value: elapsedMs };
  return {
    result,
    end: end === 'stopped' ? stopped : { kind: 'exhausted' },
    paths: result.violations.map((violation) => recordsTo(system, violation)),
    way: varied(member).way,
    // With threads, states contain ids that a search assigns in discovery order.
    isComparable: system.share === undefined || subject.scopes.threadCount(scope) === 0,
    elapsedMs,
  };
}
