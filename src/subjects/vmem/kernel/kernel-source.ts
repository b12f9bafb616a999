/**
 * The source of the programs of the entry points: written by hand, or parsed from a C source. Callers
 * and machines do not depend on which.
 */
import type { MachineDescription } from '../machine/description.ts';
import type { Feature } from './features.ts';
import type { CallKind, Program } from './request.ts';

/** The source of memmap blocks and pages: the page allocator, or the hot-added memory itself. */
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
  /** Its name in reports. */
  readonly name: string;
  entryPoints(machine: MachineDescription): EntryPoints;
  /** Static variables in addition to the remembered tail. */
  staticCount(machine: MachineDescription): number;
  /** Unsupported places in a C source: a program that reaches one ends in an error. */
  postponed?(machine: MachineDescription): readonly string[];
  /** Behaviour of its programs that callers, recordings or reports depend on. */
  does(behaviour: Feature): boolean;
}

/** A machine, and the programs that run on it. */
export interface KernelContext {
  readonly machine: MachineDescription;
  readonly source: KernelSource;
  /** Injects a mistake into the calls of entry points: for mutants only. */
  readonly rewriteCall?: (
    kind: CallKind,
    start: number,
    end: number,
    program: Program<number | null>,
  ) => Program<number | null>;
}
