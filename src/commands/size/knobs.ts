/** What could be left out of a scope to make it smaller: one thing at a time, each by a flag. */

import { InputError } from '../../errors.ts';
import { formatSections } from '../../input/parse-values.ts';
import { buildScope } from '../../subjects/vmem/build-scope.ts';
import { checkScope } from '../../subjects/vmem/scope/resolve-scopes.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';

export interface Knob {
  /** What to add to the command line. */
  readonly flag: string;
  readonly scope: ScopeConfig;
}

const operationsFew = 4;

/** The variants that are scopes: what cannot be left out is not among them. */
export function knobsOf(scope: ScopeConfig): Knob[] {
  return [...contentKnobs(scope), ...callerKnobs(scope), ...threadKnobs(scope)].filter(isScope);
}

function contentKnobs(scope: ScopeConfig): Knob[] {
  const knobs: Knob[] = [];
  if (scope.failAllocs > 1)
    knobs.push({ flag: '--fail-allocs 1', scope: { ...scope, failAllocs: 1 } });
  if (scope.failAllocs > 0)
    knobs.push({ flag: '--fail-allocs 0', scope: { ...scope, failAllocs: 0 } });
  if (scope.fresh !== 'zero')
    knobs.push({ flag: '--fresh zero', scope: { ...scope, fresh: 'zero' } });
  return knobs;
}

function callerKnobs(scope: ScopeConfig): Knob[] {
  const { blocks, dcss, online, ops, threads } = scope;
  const knobs: Knob[] = [];
  if (blocks.length > 1) {
    const fewer = blocks.slice(0, -1);
    const flag = `--sections ${formatSections(fewer)}`;
    knobs.push({ flag, scope: { ...scope, blocks: fewer } });
  }
  if (dcss !== null && !threads.includes('dcss')) {
    knobs.push({ flag: '--no-dcss', scope: { ...scope, dcss: null } });
  }
  for (const area of ['memmap', 'identity'] as const) {
    const field = `${area}Pages` as const;
    const pages = scope[field] - 2;
    if (pages < 1) continue;
    knobs.push({ flag: `--${area}-pages ${pages}`, scope: { ...scope, [field]: pages } });
  }
  if (online) knobs.push({ flag: '--no-online', scope: { ...scope, online: false } });
  if (ops > operationsFew) {
    knobs.push({ flag: `--ops ${operationsFew}`, scope: { ...scope, ops: operationsFew } });
  }
  return knobs;
}

function threadKnobs(scope: ScopeConfig): Knob[] {
  const { threads, merge, preemptions } = scope;
  if (threads.length === 0) return [];
  const knobs: Knob[] = [];
  if (merge === 'none') knobs.push({ flag: '--merge reads', scope: { ...scope, merge: 'reads' } });
  if (merge !== 'sections') {
    knobs.push({ flag: '--merge sections', scope: { ...scope, merge: 'sections' } });
  }
  if (preemptions > 1) knobs.push({ flag: '--preemptions 1', scope: { ...scope, preemptions: 1 } });
  for (const [at, role] of threads.entries()) {
    if (threads.length === 1 || threads.indexOf(role) !== at) continue;
    const others = threads.filter((_, index) => index !== at);
    knobs.push({ flag: `--threads ${others.join(',')}`, scope: { ...scope, threads: others } });
  }
  return knobs;
}

function isScope({ scope }: Knob): boolean {
  try {
    checkScope(scope);
    buildScope(scope);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
