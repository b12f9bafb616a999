/** Estimates the cost of a job from the first levels of its scopes. */

import { InputError } from '../../errors.ts';
import { forecastOf } from '../../explorer/forecast.ts';
import { profile } from '../../explorer/profile.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { ListedJob } from '../job.ts';

export interface Cost {
  /** States of a search, or transitions of walks: an estimate, unless it is exact. */
  readonly states: number;
  readonly isExact: boolean;
}

export interface JobNeeds {
  /** For the arrays of its search, without the program itself. */
  readonly memoryBytes: number;
}

/** Place in the table, parent, and a table that is growing. */
const bytesOfState = 64;
/** With --exact the state itself is stored. */
const bytesOfWholeState = 1024;
/** An estimate may be too low by this factor. */
const margin = 16;
const memoryBytesMin = 64 * 2 ** 20;

/** At most the limit of the job. */
export function needsOf({ kind, job }: ListedJob, { states, isExact }: Cost): JobNeeds {
  if (kind.walkedTransitions !== undefined) return { memoryBytes: memoryBytesMin };
  const { exact, limits } = Object(job);
  const limit: unknown = Object(limits).memoryBytesMax;
  const bytes = states * (exact === true ? bytesOfWholeState : bytesOfState);
  const needed = Math.max(memoryBytesMin, bytes * (isExact ? 1 : margin));
  return { memoryBytes: typeof limit === 'number' ? Math.min(limit, needed) : needed };
}

/** A few milliseconds for a scope; smaller scopes are counted exactly. */
const probedStates = 1_000;
/** For systems whose transitions may take a thousand times longer. */
const probedSlowStates = 20;

/** By subject and scope: a scope costs the same in every plan. */
const probedScopes = new WeakMap<Subject, Map<string, Cost>>();

/** Estimates jobs of one subject; equal scopes are probed once. */
export class Estimator {
  private readonly subject: Subject;
  private readonly probed: Map<string, Cost>;

  constructor(subject: Subject) {
    this.subject = subject;
    this.probed = probedScopes.get(subject) ?? new Map();
    probedScopes.set(subject, this.probed);
  }

  costOf({ kind, job }: ListedJob): Cost {
    const walked = kind.walkedTransitions?.(job);
    if (walked !== undefined) return { states: walked, isExact: false };
    const costs = kind.scopesOf(job).map((scope) => this.probe(scope));
    return {
      states: costs.reduce((sum, { states }) => sum + states, 0),
      isExact: costs.every(({ isExact }) => isExact),
    };
  }

  private probe(scope: ScopeData): Cost {
    const key = JSON.stringify(this.subject.scopes.toJson(scope));
    const cost = this.probed.get(key) ?? probe(this.subject, scope);
    this.probed.set(key, cost);
    return cost;
  }
}

function probe(subject: Subject, scope: ScopeData): Cost {
  try {
    const { system } = subject.watchSystem(scope);
    const stateCountMax = system.isExpensive === true ? probedSlowStates : probedStates;
    const { end, stateCount, levels } = profile({
      system,
      invariants: [],
      limits: {
        stateCountMax,
        memoryBytesMax: Infinity,
        depthMax: Infinity,
        elapsedMsMax: Infinity,
      },
      hooks: { now: () => 0 },
    });
    if (end.kind === 'exhausted') return { states: stateCount, isExact: true };
    const whole = levels.slice(0, -1).map(({ states }) => states);
    const middle = forecastOf(whole)?.states.middle ?? Infinity;
    const states = Number.isFinite(middle) ? Math.max(middle, stateCount) : stateCount * 100;
    return { states: Math.round(states), isExact: false };
  } catch (error) {
    // If a source does something unsupported, its job reports that.
    if (error instanceof InputError) return { states: 1, isExact: false };
    throw error;
  }
}
