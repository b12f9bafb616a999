/** Which assumptions of a scope an explanation changes, and to what. */

import { freshContents } from '../../subjects/vmem/environment/scope.ts';
import { geometries } from '../../subjects/vmem/machine/geometry.ts';
import { isTiny } from '../../subjects/vmem/machine/layouts.ts';
import {
  contracts,
  type ScopeConfig,
  structPages,
} from '../../subjects/vmem/scope/scope-config.ts';
import { geometryNames } from '../../subjects/vmem/scope/scope-schema.ts';

type AssumptionName =
  | 'contract'
  | 'misaligned'
  | 'geometry'
  | 'structPage'
  | 'edat1'
  | 'edat2'
  | 'kasan'
  | 'debugPagealloc'
  | 'vmalloc'
  | 'fresh';

export interface AssumptionChange {
  readonly name: AssumptionName;
  readonly value: string;
  readonly others: readonly { readonly value: string; readonly request: ScopeConfig }[];
}

/** In the order of a report. Geometries of one size only: tiny and real ones have other addresses. */
export function assumptionChanges(request: ScopeConfig): AssumptionChange[] {
  const change = <Name extends AssumptionName>(
    name: Name,
    values: readonly ScopeConfig[Name][],
    text: (value: ScopeConfig[Name]) => string,
    besides: (value: ScopeConfig[Name]) => Partial<ScopeConfig> = () => ({}),
  ): AssumptionChange => ({
    name,
    value: text(request[name]),
    others: values
      .filter((value) => value !== request[name])
      .map((value) => ({
        value: text(value),
        request: { ...request, [name]: value, ...besides(value) },
      })),
  });
  const alike = geometryNames.filter((name) => isTiny(name) === isTiny(request.geometry));
  const asIs = (value: string | number): string => String(value);
  const onOff = (value: boolean): string => (value ? 'on' : 'off');
  const flags = [true, false];
  return [
    change('contract', contracts, asIs),
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
