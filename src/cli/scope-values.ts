/** Types of the parsed scope options, and their effect on the scopes of a preset. */
import type { Invariant } from '../invariants/invariant.ts';
import type { ThreadRole } from '../subjects/vmem/environment/threads.ts';
import { fieldsFromFlags } from '../subjects/vmem/scope/dimensions.ts';
import type { ScopeOverrides } from '../subjects/vmem/scope/resolve-scopes.ts';
import type { ScopeConfig } from '../subjects/vmem/scope/scope-config.ts';
import type { colourModes } from './context.ts';

/** Absent options are undefined. */
export interface WorldOptionValues extends Omit<ScopeOverrides, 'dcss'> {
  readonly preset?: string;
  readonly sections?: number[][];
  readonly dcss?: ScopeConfig['dcss'] | false;
  readonly readers?: ThreadRole[];
  readonly grain?: 'rest' | 'micro';
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

export function overridesOf(values: WorldOptionValues): ScopeOverrides {
  return fieldsFromFlags({ ...values });
}
