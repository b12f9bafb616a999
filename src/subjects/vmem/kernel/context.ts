/** Parameters of every hand-written program: the machine it runs on and the features of its revision. */
import type { MachineDescription } from '../machine/description.ts';
import type { Features } from './features.ts';

export interface RevisionContext {
  readonly machine: MachineDescription;
  readonly features: Features;
}

/** The parameters of one walk. `direct` is the identity mapping; otherwise the memmap. */
export interface Mode {
  readonly add: boolean;
  readonly direct: boolean;
  /** Memmap blocks and pages come from the altmap and return to it. */
  readonly altmap: boolean;
}

/** The return values of vmem.c, as Linux error numbers. */
export const Errno = { ok: 0, noMemory: -12, invalid: -22, range: -34 } as const;
