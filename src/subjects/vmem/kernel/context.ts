/** What every kernel program is built with: the machine it runs on and the features of its revision. */
import type { MachineDescription } from '../machine/description.ts';
import type { Features } from './features.ts';
import type { KernelSource } from './kernel-source.ts';
import type { CallKind, Program } from './request.ts';

export interface KernelContext {
  readonly machine: MachineDescription;
  readonly features: Features;
  /** Programs that were read from a C text; absent: those that are written by hand. */
  readonly source?: KernelSource;
  /** Puts a mistake into the calls of entry points: for mutants only. */
  readonly rewriteCall?: (
    kind: CallKind,
    start: number,
    end: number,
    program: Program<number | null>,
  ) => Program<number | null>;
}

/** What one walk does. `direct` is the identity mapping; otherwise the memmap. */
export interface Mode {
  readonly add: boolean;
  readonly direct: boolean;
  /** Memmap blocks and pages come from, and go back to, the altmap. */
  readonly altmap: boolean;
}

/** The return values of vmem.c, as Linux error numbers. */
export const Errno = { ok: 0, noMemory: -12, invalid: -22, range: -34 } as const;
