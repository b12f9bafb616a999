/** Who decides whether an allocation succeeds, and what a fresh memmap block or page holds. */
import type { Range } from '../machine/description.ts';

export interface AllocationPlan {
  /** `attempt` counts 1, 2, 3 … within the operation, all kinds together, failures included. */
  fails(attempt: number, kind: 'table' | 'block' | 'page'): boolean;
  /** Offsets of a fresh block or page of `bytes` that hold 0xFD. */
  contentOf(attempt: number, kind: 'block' | 'page', bytes: number): readonly Range[];
  /** The number of the frame that the allocation just let succeed gets. Absent: frames have no numbers. */
  frameFor?(kind: 'table' | 'block' | 'page'): number;
}

/** Every allocation succeeds and everything fresh is zero. */
export const plentyOfZeroes: AllocationPlan = {
  fails: () => false,
  contentOf: () => [],
};
