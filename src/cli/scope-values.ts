/**
 * Values of the options that commands with scopes share. The subject defines the flags of the scope
 * itself.
 */
import type { Invariant } from '../invariants/invariant.ts';
import type { GivenFlags } from '../subject/scopes.ts';
import type { colourModes } from './context.ts';

/** Absent options are undefined. */
export interface WorldOptionValues extends GivenFlags {
  readonly preset?: string;
  readonly revision?: string;
  readonly json?: boolean;
  readonly color?: (typeof colourModes)[number];
  readonly quiet?: boolean;
  readonly timeLimit?: number;
}

export interface ScopeOptionValues extends WorldOptionValues {
  readonly invariants?: Invariant[];
  readonly stopAtFirst?: boolean;
  readonly out: string;
  readonly files: boolean;
}
