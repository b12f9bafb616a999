/** What a check kept at one value: other values may violate what holds here. */
import type { FixedValue } from '../../../subject/scopes.ts';
import type { ScopeConfig } from './scope-config.ts';
import { scopeToJson } from './scope-schema.ts';

type Words = (value: string, scope: ScopeConfig) => string;

const onOff =
  (name: string): Words =>
  (value) =>
    `${value === 'true' ? '' : 'no '}${name}`;

/** By field of a scope: the value in words. */
const dimensions = {
  geometry: (value) => `geometry ${value}`,
  structPage: (value) => `struct page of ${value} bytes`,
  edat1: onOff('EDAT1'),
  edat2: onOff('EDAT2'),
  debugPagealloc: onOff('debug_pagealloc'),
  kasan: onOff('KASAN'),
  vmalloc: (value) => `vmalloc ${value}`,
  fresh: (value) => `fresh memory ${value}`,
  failAllocs: (value) =>
    `${value === 'Infinity' ? 'any number of' : value} failing allocations per operation`,
  online: (value) => (value === 'true' ? 'memory onlined at any time' : 'memory never onlined'),
  dcss: (value) => (value === 'null' ? 'no DCSS' : 'one DCSS'),
  contract: (value) => `contract ${value}`,
  threads: (value, { threads }) =>
    value === '[]' ? 'one thread' : `threads ${threads.join(', ')}`,
} as const satisfies Partial<Record<keyof ScopeConfig, Words>>;

type Dimension = keyof typeof dimensions;
const names = Object.keys(dimensions) as Dimension[];

function valueIn(scope: ScopeConfig, name: Dimension): string {
  const value = scope[name];
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function fixedIn(scopes: readonly ScopeConfig[]): Dimension[] {
  const [first] = scopes;
  return names.filter((name) =>
    scopes.every((scope) => valueIn(scope, name) === valueIn(first, name)),
  );
}

/** In the order of reports. */
export function notVaried(scopes: readonly ScopeConfig[]): FixedValue[] {
  const [first] = scopes;
  const fields = scopeToJson(first) as Readonly<Record<string, unknown>>;
  return fixedIn(scopes).map((name) => ({
    name,
    text: dimensions[name](valueIn(first, name), first),
    json: name in fields ? fields[name] : [],
  }));
}
