/** Small changes of a plan, of which the shrinker makes its candidates. */
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { ShrinkPlan } from './trial.ts';

export function ascending(attempts: readonly number[]): number[] {
  return [...attempts].sort((a, b) => a - b);
}

export function requestKey(request: ScopeConfig): string {
  return JSON.stringify(request, (_, value) => (value === Infinity ? 'all' : value));
}

export function changed(
  { request, operations }: ShrinkPlan,
  at: number,
  change: Partial<ShrinkPlan['operations'][number]>,
): ShrinkPlan {
  return {
    request,
    operations: operations.map((operation, index) =>
      index === at ? { ...operation, ...change } : operation,
    ),
  };
}

export function without(
  { request, operations }: ShrinkPlan,
  at: number,
  count: number,
): ShrinkPlan {
  return {
    request,
    operations: operations.filter((_, index) => index < at || index >= at + count),
  };
}

/** Each operation, and at once the last one. */
export function withLastOnly({ request, operations }: ShrinkPlan): ShrinkPlan[] {
  const last = operations.slice(-1);
  return operations.slice(0, -1).map((one) => ({ request, operations: [one, ...last] }));
}
