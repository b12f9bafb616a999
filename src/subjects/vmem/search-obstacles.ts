/** Obstacles to several workers, or to sets of pools, in a scope of vmem.c. */
import type { SearchObstacles } from '../../subject/scopes.ts';
import { buildScope } from './build-scope.ts';
import { needsReferenceMachine, type ScopeConfig } from './scope/scope-config.ts';

export function searchObstacles(scope: ScopeConfig): SearchObstacles {
  return {
    workers: workersObstacle(scope),
    sets: setsObstacle(scope),
    prefersSets: scope.contract === 'any',
  };
}

/** The meaning of a state must not depend on the worker that found it. */
function workersObstacle(scope: ScopeConfig): string | null {
  // On the reference machine, a state is a number that is meaningful only within one worker.
  const reference = needsReferenceMachine(scope);
  if (reference !== null) {
    return `${reference}; several workers search tiny geometries with identity position and page-aligned ranges only`;
  }
  const { threads } = scope;
  if (threads.length === 0) return null;
  // Equal threads are sorted by their histories, which are numbered in discovery order.
  const { interleaving } = buildScope(scope);
  const menus = interleaving?.threads.map(({ menu }) => menu.join()) ?? [];
  return interleaving?.symmetry === 'threads' && new Set(menus).size < menus.length
    ? `threads is ${threads.join(',')}; several workers do not merge equal threads: add --symmetry none`
    : null;
}

/** Only recycled memory comes from a pool. */
function setsObstacle(scope: ScopeConfig): string | null {
  const { fresh, threads } = scope;
  if (fresh !== 'recycled') return `fresh is ${fresh}; only recycled memory comes from a pool`;
  const reference = needsReferenceMachine(scope);
  if (reference !== null) {
    return `${reference}; sets are followed in tiny geometries with identity position and page-aligned ranges only`;
  }
  if (threads.length === 0) return null;
  return 'operations are searched step by step; sets are followed with --grain rest and without --threads';
}
