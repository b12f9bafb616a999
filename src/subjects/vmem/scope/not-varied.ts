/** Fields that a check kept at one value; other values may violate a claim that holds here. */
import type { FixedValue } from '../../../subject/scopes.ts';
import { dimensionOf, type FieldName, fieldNames, type ScopeConfig } from './dimensions.ts';
import { scopeToJson } from './scope-schema.ts';

/** Reports end with these; before them, fields have the order of files. */
const last: readonly FieldName[] = ['fresh', 'failAllocs', 'online', 'dcss', 'contract', 'threads'];

const reported = [...fieldNames.filter((name) => !last.includes(name)), ...last];

/** In the order of reports. */
export function notVaried(scopes: readonly ScopeConfig[]): FixedValue[] {
  const valueIn = (scope: ScopeConfig, name: FieldName): string =>
    scope[name] === Infinity ? 'all' : JSON.stringify(scope[name]);
  const [first] = scopes;
  const fields: Readonly<Record<string, unknown>> = scopeToJson(first);
  return reported.flatMap((name) => {
    const text = dimensionOf(name).notVaried?.(first[name]);
    const isFixed = scopes.every((scope) => valueIn(scope, name) === valueIn(first, name));
    if (text === undefined || !isFixed) return [];
    return [{ name, text, json: name in fields ? fields[name] : [] }];
  });
}
