/** The scope as JSON, for the request in a counterexample file, and the validation of unknown input. */
import { z } from 'zod';
import { must } from '../../../input/schema-rules.ts';
import {
  dimensionOf,
  dimensions,
  type FieldName,
  fieldNames,
  type ScopeConfig,
} from './dimensions.ts';

/**
 * An unbounded number is "all"; fields without meaning in a scope, or with their usual value, may be absent.
 */
type InFile<Name extends FieldName> =
  | (ScopeConfig[Name] extends number ? number | 'all' : ScopeConfig[Name])
  | undefined;

const schemas = Object.fromEntries(
  fieldNames.map((name) => [name, dimensions[name].schema]),
) as unknown as { readonly [Name in FieldName]: z.ZodType<ScopeConfig[Name], InFile<Name>> };

export const scopeSchema = z.strictObject(schemas, must('an object: the scope'));

export type ScopeJson = z.input<typeof scopeSchema>;

/** The JSON form of a scope, which `scopeSchema` parses. */
export function scopeToJson(scope: ScopeConfig): ScopeJson {
  const always = fieldNames.filter((name) => dimensions[name].isWritten === undefined);
  const written = fieldNames.filter(
    (name) => dimensionOf(name).isWritten?.(scope[name], scope) === true,
  );
  return Object.fromEntries(
    [...always, ...written].map((name) => {
      const { toJson } = dimensionOf(name);
      return [name, toJson === undefined ? scope[name] : toJson(scope[name])];
    }),
  ) as ScopeJson;
}
