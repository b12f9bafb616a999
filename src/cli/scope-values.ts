/** Types of the parsed scope options, and their effect on the scopes of a preset. */
import { InputError } from '../errors.ts';
import type { Invariant } from '../invariants/invariant.ts';
import type { ThreadRole } from '../subjects/vmem/environment/threads.ts';
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

const overrideNames = [
  'revision',
  'geometry',
  'structPage',
  'edat1',
  'edat2',
  'debugPagealloc',
  'kasan',
  'vmalloc',
  'contract',
  'memmapPages',
  'memmapFirst',
  'identityPages',
  'identityFirst',
  'memmapPoints',
  'identityPoints',
  'misaligned',
  'online',
  'fresh',
  'failAllocs',
  'faults',
  'ops',
  'merge',
  'symmetry',
  'locks',
  'preemptions',
  'identity',
] as const satisfies readonly (keyof ScopeConfig)[];

export function overridesOf(values: WorldOptionValues): ScopeOverrides {
  const given = overrideNames.filter((name) => values[name] !== undefined);
  const overrides = Object.fromEntries(given.map((name) => [name, values[name]]));
  return {
    ...overrides,
    ...threadsOf(values),
    ...(values.sections === undefined ? {} : { blocks: values.sections }),
    ...(values.dcss === undefined ? {} : { dcss: values.dcss === false ? null : values.dcss }),
  };
}

function threadsOf(values: WorldOptionValues): Pick<ScopeOverrides, 'threads'> {
  const { threads = [], readers = [], grain } = values;
  const all = [...threads, ...readers];
  if (readers.length > 0 && threads.length === 0) {
    throw new InputError(
      '--readers is given without --threads; name the other threads: --threads hotplug',
    );
  }
  if (grain === 'rest' && all.length > 0) {
    throw new InputError(
      '--grain rest is given with --threads; threads interleave step by step: use --grain micro',
    );
  }
  if (all.length > 0) return { threads: all };
  if (grain === undefined) return {};
  return { threads: grain === 'micro' ? ['callers'] : [] };
}
