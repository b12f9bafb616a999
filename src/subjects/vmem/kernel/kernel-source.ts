/**
 * Where the programs of the entry points come from: written by hand, or parsed from a C source. Callers and
 * machines need not know which.
 */
import type { MachineDescription } from '../machine/description.ts';
import type { Program } from './request.ts';

/** Where memmap blocks and pages come from: the page allocator, or the hot-added memory itself. */
export type MemmapSource = 'own' | 'altmap';

/** The entry points of vmem.c on one machine. Each call creates a new run. */
export interface EntryPoints {
  readonly vmemmapPopulate: (start: number, end: number, source?: MemmapSource) => Program<number>;
  readonly vmemmapFree: (start: number, end: number, source?: MemmapSource) => Program<null>;
  readonly vmemAddMapping: (start: number, size: number) => Program<number>;
  readonly vmemRemoveMapping: (start: number, size: number) => Program<null>;
  /** The add that boot calls without the mutex. */
  readonly vmemAddRange: (start: number, size: number) => Program<number>;
}

export interface KernelSource {
  /** As reports name it. */
  readonly name: string;
  readonly entryPoints: (machine: MachineDescription) => EntryPoints;
  /** Static variables in addition to the remembered tail. */
  readonly staticCount: (machine: MachineDescription) => number;
}
