/** The condition that a scope lacks to reach a step, an answer, a feature or an occasion; null if none. */
import type { OccasionName } from '../../../invariants/facts.ts';
import type { BranchSite } from '../../../model/step-coverage.ts';
import type { Feature } from '../kernel/features.ts';
import type { StepName } from '../kernel/request.ts';
import { memmapRange } from '../machine/description.ts';
import { geometries, Level, pageBytes } from '../machine/geometry.ts';
import { describeMachine } from '../machine/layouts.ts';
import { findKernel } from '../mutation/named-kernel.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import { Trait } from '../steps/step-row.ts';
import { type StepNeed, stepNames, steps } from '../steps/steps.ts';

/** Items that only C sources reach are not required elsewhere. */
export const expectedSteps: readonly StepName[] = stepNames.filter(
  (name) => (steps[name].traits & Trait.ofTextsOnly) === 0,
);

type Needs = (scope: ScopeConfig) => string | null;

const needsNothing: Needs = () => null;

/** The first missing condition. */
const all =
  (...parts: readonly Needs[]): Needs =>
  (scope) =>
    parts.reduce<string | null>((found, one) => found ?? one(scope), null);

const feature =
  (name: Feature): Needs =>
  (scope) =>
    does(scope, name) ? null : `a revision with ${name}`;

const revisionWithout =
  (name: Feature): Needs =>
  (scope) =>
    does(scope, name) ? `a revision without ${name}` : null;

const role =
  (...names: readonly ScopeConfig['threads'][number][]): Needs =>
  ({ threads }) =>
    names.some((name) => threads.includes(name)) ? null : `--threads with ${names[0]}`;

const failures: Needs = ({ failAllocs }) => (failAllocs > 0 ? null : '--fail-allocs 1');
const alone: Needs = ({ threads }) => (threads.length === 0 ? null : 'a scope without threads');
const online: Needs = ({ online: isOnline }) => (isOnline ? null : '--online');
const edat1: Needs = ({ edat1: has }) => (has ? null : '--edat1');
const largeIdentityLeaf: Needs = (scope) =>
  scope.edat1 && !scope.debugPagealloc ? null : '--edat1 and --no-debug-pagealloc';
const hasIdentity: Needs = ({ contract, identityPages, identityPoints }) =>
  contract === 'kernel' || identityPages + identityPoints.length > 0 ? null : '--identity-pages 4';
const hasMemmap: Needs = ({ contract, memmapPages, memmapPoints }) =>
  contract === 'kernel' || memmapPages + memmapPoints.length > 0 ? null : '--memmap-pages 4';
const recycled: Needs = ({ fresh }) => (fresh === 'zero' ? '--fresh recycled' : null);

/** The memmap of some section starts or ends inside a large page. */
const partial: Needs = (scope) => {
  if (scope.contract === 'any') return null;
  const sections = scope.blocks.flat();
  const machine = describeMachine({ ...scope, sections });
  const pmd = machine.geometry.span[Level.pmd];
  const isPartial = sections.some((section) => {
    const { start, end } = memmapRange(machine, section);
    return start % pmd !== 0 || end % pmd !== 0;
  });
  return isPartial ? null : 'sections whose memmap ends inside a large page';
};

/** Two sections have memmap in the same large page. */
const shared: Needs = (scope) => {
  if (scope.contract === 'any') return null;
  const sections = scope.blocks.flat();
  const machine = describeMachine({ ...scope, sections });
  const pmd = machine.geometry.span[Level.pmd];
  const owners = new Set<number>();
  for (const section of sections) {
    const { start, end } = memmapRange(machine, section);
    const first = Math.floor(start / pmd);
    const last = Math.ceil(end / pmd) - 1;
    if (owners.has(first) || owners.has(last)) return null;
    owners.add(first).add(last);
  }
  return 'sections that share a large page of memmap';
};

const addressZero: Needs = ({ contract, blocks, identityFirst }) => {
  if (contract === 'any') return identityFirst === 0 ? null : '--identity-first 0';
  return blocks.flat().includes(0) ? null : '--sections with 0';
};

const marks = all(hasMemmap, edat1, feature('marksUnusedParts'), partial);
const tails = all(hasMemmap, edat1, feature('defersTailMarks'), partial);
const dumped = role('dumper', 'dumper-unlocked', 'dumper-mutex', 'dumper-inverted');

/** The walk of some area does it: of the identity mapping always, of the memmap only with a feature. */
const inWalkOf =
  (name: Feature): Needs =>
  (scope) =>
    hasIdentity(scope) === null ? null : feature(name)(scope);

/** A whole large page in the window of contract `any`; address 0 has its own feature. */
const largePage: Needs = ({ contract, identityFirst, identityPages, identityPoints }) =>
  contract === 'kernel' || identityPoints.length > 0 || identityFirst + identityPages >= 8
    ? null
    : '--identity-pages 8';

/** A whole 2 GiB leaf, and an edge inside it; or a thread that splits any leaf. */
const splits: Needs = (scope) => {
  if (scope.threads.includes('set-memory-4k')) return largeIdentityLeaf(scope);
  return all(
    feature('splitsLargeLeaves'),
    ({ edat2, debugPagealloc }) =>
      edat2 && !debugPagealloc ? null : '--edat2 and --no-debug-pagealloc',
    hasIdentity,
    (it) =>
      cutsLargeLeaf(it)
        ? null
        : it.contract === 'any'
          ? '--identity-points 16,20,32'
          : '--preset boot',
  )(scope);
};

/** Ranges begin at both ends of a pud entry, and inside it. */
function cutsLargeLeaf(scope: ScopeConfig): boolean {
  if (scope.contract === 'kernel') return cutsBootMemory(scope);
  const { identityPoints, identityFirst, identityPages } = scope;
  const pages = describeMachine({ ...scope, sections: [] }).geometry.span[Level.pud] / pageBytes;
  if (identityPoints.length === 0) {
    const first = Math.ceil(identityFirst / pages) * pages;
    return first + pages <= identityFirst + identityPages;
  }
  return identityPoints.some(
    (point) =>
      point % pages === 0 &&
      identityPoints.includes(point + pages) &&
      identityPoints.some((other) => point < other && other < point + pages),
  );
}

/** Boot memory covers a pud entry in which a block ends. */
function cutsBootMemory({ boot, blocks, ...scope }: ScopeConfig): boolean {
  const { sectionBytes, span } = describeMachine({ ...scope, sections: [] }).geometry;
  const perEntry = span[Level.pud] / sectionBytes;
  return boot.some(
    (section) =>
      section % perEntry === 0 &&
      Array.from({ length: perEntry }, (_, at) => section + at).every((one) =>
        boot.includes(one),
      ) &&
      blocks.some((block) => block.includes(section) && !block.includes(section + perEntry - 1)),
  );
}

/** The needs that rows of the table of steps name. */
const needs: Readonly<Record<StepNeed, Needs>> = {
  mutex: inWalkOf('takesMutex'),
  removal: inWalkOf('freesMemmap'),
  emptyTables: feature('freesEmptyTables'),
  freeBeforeFlush: revisionWithout('freesAfterFlush'),
  freeAfterFlush: feature('freesAfterFlush'),
  identity: hasIdentity,
  memmap: hasMemmap,
  freedMemmap: feature('freesMemmap'),
  marks,
  tails,
  sharedBlock: shared,
  online,
  wrongCaller: () =>
    'a caller that breaks the rules, a walk that went wrong, or mainline with 3 or 4 levels',
  dumper: dumped,
  setMemory: role('set-memory'),
  pfnWalker: role('pfn-walker'),
  allocator: role('allocator'),
  splits,
};

const occasionTable: Readonly<Partial<Record<OccasionName, Needs>>> = {
  ranOutOfMemory: all(failures, alone),
  memmapCleared: all(hasMemmap, feature('freesMemmap')),
  tableFreed: feature('freesEmptyTables'),
  memmapFreed: all(hasMemmap, feature('freesMemmap')),
  blockFreed: all(hasMemmap, edat1, feature('freesMemmap')),
  markedUnused: marks,
  markedUsed: marks,
  tailRemembered: tails,
  tailContinued: all(tails, shared),
  memmapAccessed: marks,
  fellBack: all(hasMemmap, edat1, feature('fallsBackToPages'), failures),
  blockSurvived: all(marks, shared),
  blockFoundUnused: all(marks, feature('freesMemmap')),
  recycled: all(marks, recycled),
  initialised: all(hasMemmap, online),
  flushedCleared: inWalkOf('freesMemmap'),
  largeIdentity: all(hasIdentity, largeIdentityLeaf, largePage),
  counted: hasIdentity,
  entryRead: dumped,
  memmapRead: role('pfn-walker'),
  frameTaken: role('allocator'),
  refused: ({ misaligned }) => (misaligned ? null : '--contract any --misaligned'),
};

const featureTable: Readonly<Partial<Record<Feature, Needs>>> = {
  removesRecursively: hasIdentity,
  addsRecursively: hasIdentity,
  freesMemmap: hasMemmap,
  walksMemmapRecursively: hasMemmap,
  undoesFailedPopulate: all(hasMemmap, failures),
  takesMutex: hasMemmap,
  undoesUnderOneLock: all(hasMemmap, failures, feature('undoesFailedPopulate')),
  fallsBackToPages: all(hasMemmap, edat1, failures),
  marksUnusedParts: marks,
  defersTailMarks: tails,
  marksContinuedPart: all(tails, shared),
  linksPudTable: all(feature('addsRecursively'), ({ geometry }) =>
    geometries[geometry].root <= Level.pud ? '--geometry tiny4' : null,
  ),
  keepsErrorCode: failures,
  largeLeafAtZero: all(hasIdentity, edat1, addressZero),
  freesBootMemory: ({ boot }) => (boot.length > 0 ? null : '--preset boot'),
  splitsLargeLeaves: splits,
  kasanTestIntersects: all(feature('freesEmptyTables'), revisionWithout('refusesVmallocRange')),
};

function does({ revision }: ScopeConfig, behaviour: Feature): boolean {
  return findKernel(revision)?.programs.does(behaviour) ?? false;
}

export function stepNeeds(name: StepName, scope: ScopeConfig): string | null {
  return all(...steps[name].needs.map((need) => needs[need]))(scope);
}

export function occasionNeeds(name: OccasionName, scope: ScopeConfig): string | null {
  return (occasionTable[name] ?? needsNothing)(scope);
}

export function featureNeeds(name: Feature, scope: ScopeConfig): string | null {
  return (featureTable[name] ?? needsNothing)(scope);
}

/** Allocations, and the calls that need them, fail only if the scope allows it. */
export function branchNeeds(site: BranchSite, word: string, scope: ScopeConfig): string | null {
  const isFailure = (site.step === 'alloc' && word === 'fails') || word === 'an error';
  return isFailure ? failures(scope) : null;
}
