/** Decides whether an allocation succeeds, and the content of a fresh memmap block or page. */
import type { Range } from '../machine/description.ts';

export interface AllocationPlan {
  /** `attempt` counts 1, 2, 3 … within the operation, all kinds together, including failures. */
  fails(attempt: number, kind: 'table' | 'block' | 'page'): boolean;
  /** Offsets of a fresh block or page of `bytes` that contain 0xFD. */
  contentOf(attempt: number, kind: 'block' | 'page', bytes: number): readonly Range[];
  /** The number of the frame for the allocation that just succeeded. Absent: frames have no numbers. */
  frameFor?(kind: 'table' | 'block' | 'page'): number;
}

/** Every allocation succeeds and all fresh memory is zero. */
export const plentyOfZeroes: AllocationPlan = {
  fails: () => false,
  contentOf: () => [],
};
