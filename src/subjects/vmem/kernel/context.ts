/** Parameters of every kernel program: the machine it runs on and the features of its revision. */
import type { MachineDescription } from '../machine/description.ts';
import type { Features } from './features.ts';
import type { KernelSource } from './kernel-source.ts';
import type { CallKind, Program } from './request.ts';

export interface KernelContext {
  readonly machine: MachineDescription;
  readonly features: Features;
  /** Programs parsed from a C source; absent for hand-written programs. */
  readonly source?: KernelSource;
  /** Injects a mistake into the calls of entry points: for mutants only. */
  readonly rewriteCall?: (
    kind: CallKind,
    start: number,
    end: number,
    program: Program<number | null>,
  ) => Program<number | null>;
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
