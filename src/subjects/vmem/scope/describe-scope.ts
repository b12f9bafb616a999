/** A scope in words: the machine, the contract, and the assumptions that every verdict rests on. */

import type { ScopeDescription } from '../../../subject/scopes.ts';
import { formatBytes, hex, plural } from '../../../text/paragraph.ts';
import { memmapRange, sectionRange } from '../machine/description.ts';
import { Level, levelNames } from '../machine/geometry.ts';
import { describeMachine, formatRange, isTiny } from '../machine/layouts.ts';
import type { ScopeConfig } from './scope-config.ts';

const contractTexts = {
  kernel: 'callers add, online and remove whole memory blocks',
  any: 'callers map and unmap any page-aligned range of a window in any order',
} as const;

const badCallersText =
  'callers pass any range of a window in any order, also one that is misaligned, is empty, wraps or goes past the end of the area';

const callTexts = { kernel: ', one call at a time', any: '' } as const;

export function describeContract({
  contract,
  threads = [],
  misaligned = false,
}: Pick<ScopeConfig, 'contract'> & Partial<Pick<ScopeConfig, 'threads' | 'misaligned'>>): string {
  if (misaligned) return `${contract}: ${badCallersText}`;
  const calls = threads.length > 0 ? ', in threads that take turns' : callTexts[contract];
  return `${contract}: ${contractTexts[contract]}${calls}`;
}

function describeEdat(scope: ScopeConfig): string {
  if (scope.edat1) return scope.edat2 ? 'EDAT1 and EDAT2' : 'EDAT1, no EDAT2';
  return 'no EDAT';
}

/** One line: geometry, struct page, facilities. */
export function describeScopeMachine(scope: ScopeConfig): string {
  const sections = scope.blocks.flat();
  const machine = describeMachine({ ...scope, sections });
  const { geometry } = machine;
  // What matters of its size: how the memmap of a section lies in large pages.
  const pmds = machine.memmapBytes / geometry.span[Level.pmd];
  const like = isTiny(scope.geometry) ? '-like' : '';
  const structPage = `${scope.structPage}-byte${like} struct page (${pmds} PMDs a section)`;
  const parts = [
    `${geometry.name} (${geometry.root + 1} levels, root ${levelNames[geometry.root]}, section ${formatBytes(geometry.sectionBytes)}, PMD ${formatBytes(geometry.span[Level.pmd])})`,
    structPage,
    describeEdat(scope),
  ];
  if (scope.debugPagealloc) parts.push('debug_pagealloc');
  if (machine.kasanShadow !== null) {
    parts.push(`KASAN shadow ${formatRange(machine.kasanShadow)}`);
  }
  if (scope.vmalloc === 'near') parts.push('VMALLOC_START right behind the memmap');
  return parts.join(', ');
}

/** One line: whose addresses come and go. */
export function describeScopeWorld(scope: ScopeConfig): string {
  if (scope.contract === 'kernel') {
    const blocks = scope.blocks.map((block) => block.join('+')).join(', ');
    const dcss = scope.dcss === null ? '' : `, DCSS ${formatRange(scope.dcss)}`;
    return `${scope.blocks.length === 1 && scope.blocks[0].length === 1 ? 'section' : 'sections'} ${blocks}${dcss}`;
  }
  const windows: string[] = [];
  if (scope.memmapPages > 0) {
    windows.push(`${scope.memmapPages} pages of memmap from page ${scope.memmapFirst}`);
  }
  if (scope.identityPages > 0) {
    windows.push(`${scope.identityPages} pages of identity from page ${scope.identityFirst}`);
  }
  for (const area of ['memmap', 'identity'] as const) {
    const points = scope[`${area}Points`];
    if (points.length > 0) windows.push(`${area} between pages ${points.join(', ')}`);
  }
  return windows.join(', ') + (scope.misaligned ? ', with bad ranges' : '');
}

/** Where the sections lie and where their struct pages are; what of the layout is unusual. */
export function describePlaces(scope: ScopeConfig): string[] {
  if (scope.contract !== 'kernel') return [];
  const sections = scope.blocks.flat();
  const machine = describeMachine({ ...scope, sections });
  const places = sections.map((section) => {
    const identity = formatRange(sectionRange(machine, section));
    return `section ${section} ${identity}, its memmap ${formatRange(memmapRange(machine, section))}`;
  });
  if (scope.vmalloc === 'near') places.push(`VMALLOC_START ${hex(machine.vmallocStart)}`);
  return places;
}

/** A few words that tell the scopes of one preset apart. */
export function scopeTag(scope: ScopeConfig): string {
  const threads = scope.threads.length === 0 ? '' : `, threads ${scope.threads.join(' + ')}`;
  return `${scope.geometry}, struct page ${scope.structPage}, ${describeEdat(scope)}${threads}`;
}

const freshTexts = {
  zero: 'fresh memory holds zeroes',
  unused: 'fresh memory holds 0xFD',
  recycled: 'fresh memory holds zeroes or what it held when it was freed',
} as const;

function describeFailures(failAllocs: number): string {
  if (failAllocs === 0) return 'no allocation fails';
  if (failAllocs === Infinity) return 'any number of allocations may fail';
  return failAllocs === 1
    ? 'at most one allocation fails in one operation'
    : `at most ${failAllocs} allocations fail in one operation`;
}

const mergeTexts = {
  none: 'step by step',
  reads: 'step by step, reads under the mutex with the step before them',
  sections: 'a critical section at a time',
} as const;

function describeThreads(scope: ScopeConfig): string {
  const { threads, merge, symmetry, preemptions, identity } = scope;
  if (threads.length === 0) {
    const frames = identity === 'names' ? '; it matters which frame holds what' : '';
    return `one thread calls vmem.c; nobody walks the tables meanwhile${frames}`;
  }
  const bound = preemptions === Infinity ? '' : `, at most ${plural(preemptions, 'preemption')}`;
  const hasEquals = symmetry === 'threads' && new Set(threads).size < threads.length;
  const equals = hasEquals ? ', equal ones for one another' : '';
  return `threads ${threads.join(', ')} take turns, ${mergeTexts[merge]}${equals}${bound}`;
}

/** What the verdict rests on, beside the contract. */
export function describeAssumptions(scope: ScopeConfig): string[] {
  return [
    describeFailures(scope.failAllocs),
    freshTexts[scope.fresh],
    scope.ops === Infinity ? 'runs of any length' : `runs of at most ${scope.ops} operations`,
    describeThreads(scope),
    'a TLB may hold whatever was reachable since the last flush; a flush drops it all',
  ];
}

/** All of it, as reports of a subject have it. */
export function describeScope(scope: ScopeConfig): ScopeDescription {
  return {
    contract: describeContract(scope),
    machine: describeScopeMachine(scope),
    world: describeScopeWorld(scope),
    tag: scopeTag(scope),
    assumptions: describeAssumptions(scope),
  };
}
