/** The parts of an architecture for the memmap subject: a file, the format of its entries, and a table of names. */
import type { ConstantOf, FunctionOf } from '../../c/environment.ts';
import type { Configuration } from '../../c/preprocess/preprocess.ts';
import type { EntryFormat } from './geometry.ts';
import type { MemmapHost } from './host.ts';
import type { MemmapAnswer, MemmapRequest } from './request.ts';

export type MemmapFunction = FunctionOf<MemmapHost, MemmapRequest, MemmapAnswer>;
export type TableRow = readonly [name: string, row: MemmapFunction];
export type ConstantRow = readonly [name: string, row: ConstantOf<MemmapHost>];

/** The architectures that `--arch` names. */
export const architectureNames = ['x86-64', 'arm64'] as const;
export type ArchitectureName = (typeof architectureNames)[number];

export interface Architecture {
  readonly name: ArchitectureName;
  /** The checked file in a kernel tree, and the files that define helpers. */
  readonly path: string;
  readonly helpers: readonly string[];
  /** Numbers of levels of tables that it may have, the usual one first. */
  readonly levels: readonly number[];
  readonly format: EntryFormat;
  configuration(levels: number): Configuration;
  /** Names of this architecture alone; the others are in `environment.ts`. */
  readonly functions: readonly TableRow[];
  readonly constants: readonly ConstantRow[];
  /** C that counts before the checked file: its functions that have no effect in the model. */
  readonly table: string;
  /** Static variables that only messages use: a load answers 0. */
  readonly messageVariables: readonly string[];
  /** At rest, tables directly below the root may be empty. */
  keepsTopTables(levels: number): boolean;
  /** Its code clears, flushes and then frees; else that order is a strict reading. */
  readonly flushesFirst: boolean;
  /** Ids of claims that its code cannot break, because it has nothing that they are about. */
  readonly withoutClaims: readonly string[];
}
