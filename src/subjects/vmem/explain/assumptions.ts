/** Which assumptions of a scope an explanation changes, and to what. */

import type { Assumption, OtherValue } from '../../../subject/explain.ts';
import { freshContents } from '../environment/scope.ts';
import type { Execution } from '../execution/execution.ts';
import { geometries } from '../machine/geometry.ts';
import { isTiny } from '../machine/layouts.ts';
import { contracts, type ScopeConfig, structPages } from '../scope/scope-config.ts';
import { geometryNames } from '../scope/scope-schema.ts';
import type { VmemDraft } from '../shrink/vmem-draft.ts';
import { withAnyCallers } from './any-callers.ts';
import { otherChances } from './other-chances.ts';

const titles = {
  contract: 'contract',
  misaligned: 'bad ranges',
  geometry: 'geometry',
  structPage: 'struct page',
  edat1: 'EDAT1',
  edat2: 'EDAT2',
  kasan: 'KASAN',
  debugPagealloc: 'debug_pagealloc',
  vmalloc: 'VMALLOC_START',
  fresh: 'fresh memory',
} as const satisfies Partial<Record<keyof ScopeConfig, string>>;

type Name = keyof typeof titles;

/** In the order of a report. Geometries of one size only: tiny and real ones have other addresses. */
export function assumptionsOf(
  draft: VmemDraft,
  execution: Execution,
): (Omit<Assumption, 'others'> & { readonly others: readonly OtherValue<VmemDraft>[] })[] {
  const { request } = draft;
  const change = <Field extends Name>(
    name: Field,
    values: readonly ScopeConfig[Field][],
    text: (value: ScopeConfig[Field]) => string,
    besides: (value: ScopeConfig[Field]) => Partial<ScopeConfig> = () => ({}),
  ) => ({
    name,
    title: titles[name],
    value: text(request[name]),
    others: values
      .filter((value) => value !== request[name])
      .map((value) => ({
        value: text(value),
        variants: () => {
          const other = { ...request, [name]: value, ...besides(value) };
          return name === 'contract'
            ? withOtherCallers(draft, execution, other)
            : otherChances({ ...draft, request: other }, execution);
        },
      })),
  });
  const alike = geometryNames.filter((name) => isTiny(name) === isTiny(request.geometry));
  const asIs = (value: string | number): string => String(value);
  const onOff = (value: boolean): string => (value ? 'on' : 'off');
  const flags = [true, false];
  return [
    // Without the callers' rules there are no callers whose threads could take turns.
    ...(request.threads.length === 0 ? [change('contract', contracts, asIs)] : []),
    // Where no bad range is in the menu, to add them leaves the calls of the file as they are.
    ...(request.misaligned ? [change('misaligned', flags, onOff)] : []),
    change('geometry', alike, (name) => `${name} (${geometries[name].root + 1} levels)`),
    change('structPage', structPages, asIs),
    // A machine with EDAT2 has EDAT1.
    change('edat1', flags, onOff, (value) => (value ? {} : { edat2: false })),
    change('edat2', flags, onOff, (value) => (value ? { edat1: true } : {})),
    change('kasan', flags, onOff),
    change('debugPagealloc', flags, onOff),
    change('vmalloc', ['far', 'near'], asIs),
    change('fresh', freshContents, asIs),
  ];
}

function withOtherCallers(draft: VmemDraft, execution: Execution, request: ScopeConfig) {
  if (request.contract === 'kernel') return 'no caller in the kernel makes such calls';
  return [{ draft: withAnyCallers(draft, execution, request), note: '' }];
}
