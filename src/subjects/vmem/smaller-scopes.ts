/** Ways to make a scope smaller, one at a time, each by a flag. */

import { InputError } from '../../errors.ts';
import { formatSections } from '../../input/parse-values.ts';
import type { SmallerScope } from '../../subject/scopes.ts';
import { buildScope } from './build-scope.ts';
import { checkScope } from './scope/resolve-scopes.ts';
import type { ScopeConfig } from './scope/scope-config.ts';

interface Smaller extends SmallerScope {
  readonly scope: ScopeConfig;
}

const operationsFew = 4;

/** The variants that are valid scopes. */
export function smallerScopes(scope: ScopeConfig): Smaller[] {
  return [...contentParts(scope), ...callerParts(scope), ...threadParts(scope)].filter(isScope);
}

function contentParts(scope: ScopeConfig): Smaller[] {
  const smaller: Smaller[] = [];
  if (scope.failAllocs > 1)
    smaller.push({ flag: '--fail-allocs 1', scope: { ...scope, failAllocs: 1 } });
  if (scope.failAllocs > 0)
    smaller.push({ flag: '--fail-allocs 0', scope: { ...scope, failAllocs: 0 } });
  if (scope.fresh !== 'zero')
    smaller.push({ flag: '--fresh zero', scope: { ...scope, fresh: 'zero' } });
  return smaller;
}

function callerParts(scope: ScopeConfig): Smaller[] {
  const { blocks, dcss, online, ops, threads } = scope;
  const smaller: Smaller[] = [];
  if (blocks.length > 1) {
    const fewer = blocks.slice(0, -1);
    const flag = `--sections ${formatSections(fewer)}`;
    smaller.push({ flag, scope: { ...scope, blocks: fewer } });
  }
  if (dcss !== null && !threads.includes('dcss')) {
    smaller.push({ flag: '--no-dcss', scope: { ...scope, dcss: null } });
  }
  for (const area of ['memmap', 'identity'] as const) {
    const field = `${area}Pages` as const;
    const pages = scope[field] - 2;
    if (pages < 1) continue;
    smaller.push({ flag: `--${area}-pages ${pages}`, scope: { ...scope, [field]: pages } });
  }
  if (online) smaller.push({ flag: '--no-online', scope: { ...scope, online: false } });
  if (ops > operationsFew) {
    smaller.push({ flag: `--ops ${operationsFew}`, scope: { ...scope, ops: operationsFew } });
  }
  return smaller;
}

function threadParts(scope: ScopeConfig): Smaller[] {
  const { threads, merge, preemptions } = scope;
  if (threads.length === 0) return [];
  const smaller: Smaller[] = [];
  if (merge === 'none')
    smaller.push({ flag: '--merge reads', scope: { ...scope, merge: 'reads' } });
  if (merge !== 'sections') {
    smaller.push({ flag: '--merge sections', scope: { ...scope, merge: 'sections' } });
  }
  if (preemptions > 1)
    smaller.push({ flag: '--preemptions 1', scope: { ...scope, preemptions: 1 } });
  for (const [at, role] of threads.entries()) {
    if (threads.length === 1 || threads.indexOf(role) !== at) continue;
    const others = threads.filter((_, index) => index !== at);
    smaller.push({ flag: `--threads ${others.join(',')}`, scope: { ...scope, threads: others } });
  }
  return smaller;
}

function isScope({ scope }: Smaller): boolean {
  try {
    checkScope(scope);
    buildScope(scope);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
