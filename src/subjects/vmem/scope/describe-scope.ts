/** Scopes in words: machine, contract, the assumptions of every verdict, and what a check did not vary. */
import type { FixedValue, ScopeDescription } from '../../../subject/scopes.ts';
import { hex } from '../../../text/hex.ts';
import { findText } from '../kernel/text-revisions.ts';
import { memmapRange, sectionRange } from '../machine/description.ts';
import { describeMachine, formatRange } from '../machine/layouts.ts';
import {
  dimensionOf,
  type FieldName,
  fieldNames,
  ofEachField,
  type ScopeConfig,
} from './dimensions.ts';
import { scopeToJson } from './scope-schema.ts';

const contractTexts = {
  kernel: 'callers add, online and remove whole memory blocks',
  any: 'callers map and unmap any page-aligned range of a window in any order',
} as const;

const badCallersText =
  'callers pass any range of a window in any order, including misaligned, empty and wrapping ranges and ranges past the end of the area';

const callTexts = { kernel: ', one call at a time', any: '' } as const;

export function describeContract({
  contract,
  threads = [],
  misaligned = false,
}: Pick<ScopeConfig, 'contract'> & Partial<Pick<ScopeConfig, 'threads' | 'misaligned'>>): string {
  if (misaligned) return `${contract}: ${badCallersText}`;
  const calls = threads.length > 0 ? ', in interleaving threads' : callTexts[contract];
  return `${contract}: ${contractTexts[contract]}${calls}`;
}

/** One line: geometry, struct page, facilities. */
function describeScopeMachine(scope: ScopeConfig): string {
  const machine = describeMachine({ ...scope, sections: scope.blocks.flat() });
  return ofEachField(scope, (row, value) => row.machineText?.(value, scope, machine)).join(', ');
}

/** One line: the addresses that are added and removed. */
function describeScopeWorld(scope: ScopeConfig): string {
  return ofEachField(scope, (row, value) => row.worldText?.(value, scope)).join(', ');
}

/** The addresses of the sections and of their struct pages; unusual properties of the layout. */
export function describePlaces(scope: ScopeConfig): string[] {
  if (scope.contract !== 'kernel') return [];
  const sections = scope.blocks.flat();
  const machine = describeMachine({ ...scope, sections });
  const places = sections.map((section) => {
    const identity = formatRange(sectionRange(machine, section));
    return `section ${section} ${identity}, its memmap ${formatRange(memmapRange(machine, section))}`;
  });
  if (scope.vmalloc === 'near') places.push(`VMALLOC_START ${hex(machine.vmallocStart)}`);
  return places;
}

/** Assumptions of the verdict besides the contract. `withTlb`: false if the TLB is not observed. */
export function describeAssumptions(scope: ScopeConfig, { withTlb = true } = {}): string[] {
  return [
    ...ofEachField(scope, (row, value) => row.assumption?.(value, scope)),
    ...(withTlb
      ? ['a TLB may hold whatever was reachable since the last flush; a flush drops everything']
      : []),
    ...describePostponed(scope),
  ];
}

/** Unsupported parts of a C source that was read lazily. */
function describePostponed(scope: ScopeConfig): string[] {
  const machine = describeMachine({ ...scope, sections: scope.blocks.flat() });
  const places = findText(scope.revision)?.postponed?.(machine) ?? [];
  if (places.length === 0) return [];
  const shown = places.slice(0, placesMax).join(', ');
  const rest = places.length > placesMax ? ` and ${places.length - placesMax} more` : '';
  return [`not understood, so that a path that reaches it ends undecided: ${shown}${rest}`];
}

const placesMax = 10;

/** The complete description, for reports of a subject. */
export function describeScope(scope: ScopeConfig): ScopeDescription {
  return {
    contract: describeContract(scope),
    machine: describeScopeMachine(scope),
    world: describeScopeWorld(scope),
    tag: ofEachField(scope, (row, value) => row.tag?.(value, scope)).join(', '),
    assumptions: describeAssumptions(scope),
  };
}

const placeInNotVaried = (name: FieldName): number => dimensionOf(name).placeInNotVaried ?? 0;

/** Fields that a check kept at one value; other values may violate a claim that holds here. */
export function notVaried(scopes: readonly ScopeConfig[]): FixedValue[] {
  const valueIn = (scope: ScopeConfig, name: FieldName): string =>
    scope[name] === Infinity ? 'all' : JSON.stringify(scope[name]);
  const [first] = scopes;
  const fields: Readonly<Record<string, unknown>> = scopeToJson(first);
  const names = fieldNames.toSorted((a, b) => placeInNotVaried(a) - placeInNotVaried(b));
  return names.flatMap((name) => {
    const text = dimensionOf(name).notVaried?.(first[name]);
    const isFixed = scopes.every((scope) => valueIn(scope, name) === valueIn(first, name));
    if (text === undefined || !isFixed) return [];
    return [{ name, text, json: name in fields ? fields[name] : [] }];
  });
}
