/** An architecture of the memmap subject: a source file, an entry format, and a table of names. */
import type { ConstantOf, FunctionOf } from '../../c/environment.ts';
import type { Configuration } from '../../c/preprocess/preprocess.ts';
import type { EntryFormat } from './geometry.ts';
import type { MemmapHost } from './host.ts';
import type { MemmapAnswer, MemmapRequest } from './request.ts';

export type MemmapFunction = FunctionOf<MemmapHost, MemmapRequest, MemmapAnswer>;
export type TableRow = readonly [name: string, row: MemmapFunction];
export type ConstantRow = readonly [name: string, row: ConstantOf<MemmapHost>];

export const architectureNames = ['x86-64', 'arm64'] as const;
export type ArchitectureName = (typeof architectureNames)[number];

export interface Architecture {
  readonly name: ArchitectureName;
  /** The checked file in a kernel tree, and the files that define its helpers. */
  readonly path: string;
  readonly helpers: readonly string[];
  /** Possible numbers of table levels, the usual one first. */
  readonly levels: readonly number[];
  readonly format: EntryFormat;
  configuration(levels: number): Configuration;
  /** Names specific to this architecture; the common ones are in `environment.ts`. */
  readonly functions: readonly TableRow[];
  readonly constants: readonly ConstantRow[];
  /**
   * C code that takes precedence over the checked file, for functions without an effect in the model.
   */
  readonly table: string;
  /** Static variables that only messages use: a load answers 0. */
  readonly messageVariables: readonly string[];
  /** At rest, tables directly below the root may be empty. */
  keepsTopTables(levels: number): boolean;
  /** The code clears, flushes and then frees; otherwise that order is a strict reading. */
  readonly flushesFirst: boolean;
  /** Ids of claims that do not apply to its code. */
  readonly withoutClaims: readonly string[];
}
