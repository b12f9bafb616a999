/** Reductions of the small model: merged steps, and processes that can wait. */
import * as layout from './vmem-layout.ts';

const {
  addRootPc,
  allocPmdTablePc,
  enterPmdTablePc,
  addPmdPc,
  allocLargePc,
  enterLargePc,
  useNewLargePc,
  useLargePc,
  allocPteTablePc,
  enterPteTablePc,
  addPtePc,
  allocPagePc,
  enterLeafPc,
  removeRootPc,
  removePmdPc,
  unusePc,
  clearLargePc,
  removePtePc,
  clearLeafPc,
  scanPteTablePc,
  dropPteTablePc,
  scanPmdTablePc,
  dropPmdTablePc,
  flushPc,
  freePendingPc,
  unlockPc,
  pcNames,
} = layout;

export interface VmemReductions {
  /** Unobservable steps are merged with the previous one: reads, or choices and locks too. */
  readonly merge: 'nothing' | 'reads' | 'movers';
  /** Frames and threads are distinguished only by references to them. */
  readonly symmetry: boolean;
  /** Everything reachable counts as cached, instead of a walker that reads step by step. */
  readonly mayCached: boolean;
  /** While the holder of the mutex takes a step that no other process can observe, the others wait. */
  readonly persistentSets: boolean;
}

export const noReductions: VmemReductions = {
  merge: 'nothing',
  symmetry: false,
  mayCached: false,
  persistentSets: false,
};

export const allReductions: VmemReductions = {
  merge: 'movers',
  symmetry: true,
  mayCached: true,
  persistentSets: true,
};

const readingPcs = [
  addRootPc,
  addPmdPc,
  addPtePc,
  removeRootPc,
  removePmdPc,
  removePtePc,
  scanPteTablePc,
  scanPmdTablePc,
];
const movingPcs = [unlockPc, useNewLargePc, useLargePc, unusePc];

/** By program counter: 1 if the step is merged with the previous one. */
export function mergedPcs({ merge }: VmemReductions): Uint8Array {
  const merged = new Uint8Array(pcNames.length);
  if (merge !== 'nothing') for (const pc of readingPcs) merged[pc] = 1;
  if (merge === 'movers') for (const pc of movingPcs) merged[pc] = 1;
  return merged;
}

export const observedByWalker = 1;
export const observedByAllocator = 2;

const enteringPcs = [enterPmdTablePc, enterLargePc, enterPteTablePc, enterLeafPc];
const clearingPcs = [clearLargePc, clearLeafPc, dropPteTablePc, dropPmdTablePc];
const allocatingPcs = [allocPmdTablePc, allocLargePc, allocPteTablePc, allocPagePc, freePendingPc];

/** By program counter: the processes that can observe the step. */
export function observers(freesAtOnce: boolean): Uint8Array {
  const observed = new Uint8Array(pcNames.length);
  for (const pc of [...enteringPcs, ...clearingPcs, flushPc]) observed[pc] = observedByWalker;
  if (freesAtOnce) for (const pc of clearingPcs) observed[pc] |= observedByAllocator;
  for (const pc of allocatingPcs) observed[pc] = observedByAllocator;
  return observed;
}
