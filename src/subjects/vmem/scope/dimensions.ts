/**
 * The table of scope dimensions: a row for each field of a scope, with its type, its flags, its form
 * in files, its words, and how `size`, `shrink` and `explain` change it. A new field is one row in
 * one of these groups, plus its implementation in `build-scope.ts` and the machines.
 */
import type { GivenFlags } from '../../../subject/scopes.ts';
import { type CallerFields, callerFields } from './caller-fields.ts';
import type { Dimension, DimensionFlag } from './dimension.ts';
import { type MachineFields, machineFields } from './machine-fields.ts';
import { type MemoryFields, memoryFields } from './memory-fields.ts';
import { type RevisionField, revisionField } from './revision-field.ts';
import { type ThreadFields, threadFields } from './thread-fields.ts';

/** Everything that decides which states exist. Addresses are bytes. */
export interface ScopeConfig
  extends RevisionField,
    MachineFields,
    CallerFields,
    MemoryFields,
    ThreadFields {}

export type FieldName = keyof ScopeConfig;

/** In the order of reports and explanations. */
export const dimensions: {
  readonly [Name in FieldName]: Dimension<ScopeConfig[Name], ScopeConfig>;
} = { ...revisionField, ...callerFields, ...machineFields, ...memoryFields, ...threadFields };

const inReports = Object.keys(dimensions) as FieldName[];
const placeInFiles = (name: FieldName): number => dimensions[name].placeInFiles ?? inReports.length;

/** In the order of files. */
export const fieldNames: readonly FieldName[] = inReports.toSorted(
  (one, other) => placeInFiles(one) - placeInFiles(other),
);

/** The row of a field, for code that treats all fields alike. */
export function dimensionOf(name: FieldName): Dimension<unknown, ScopeConfig> {
  return dimensions[name] as Dimension<unknown, ScopeConfig>;
}

/** The results of `of` for each field and its value, in the order of reports; undefined ones are omitted. */
export function ofEachField<Result>(
  scope: ScopeConfig,
  of: (
    row: Dimension<unknown, ScopeConfig>,
    value: unknown,
    name: FieldName,
  ) => Result | null | undefined,
): Result[] {
  return inReports.flatMap((name) => {
    const result = of(dimensionOf(name), scope[name], name);
    return result === null || result === undefined ? [] : [result];
  });
}

/** Fields whose value gives the scope windows of its own. */
export const withOwnWindows = (scope: ScopeConfig): FieldName[] =>
  fieldNames.filter((name) => dimensionOf(name).hasOwnWindows?.(scope[name]) === true);

/** A scope whose fields have the values of `of`. */
export function scopeOf(of: (name: FieldName) => unknown): ScopeConfig {
  return Object.fromEntries(fieldNames.map((name) => [name, of(name)])) as unknown as ScopeConfig;
}

/** The fields of a group that some condition selects, with the value that `of` gives each. */
export function someFields(
  isIncluded: (row: Dimension<unknown, ScopeConfig>) => boolean,
  of: (row: Dimension<unknown, ScopeConfig>) => unknown,
): Partial<ScopeConfig> {
  const rows = fieldNames.map((name) => [name, dimensionOf(name)] as const);
  return Object.fromEntries(
    rows.filter(([, row]) => isIncluded(row)).map(([name, row]) => [name, of(row)]),
  );
}

export const scopeFlagTable: readonly (DimensionFlag & { readonly field: FieldName })[] =
  inReports.flatMap((field) => dimensionOf(field).flags.map((flag) => ({ ...flag, field })));

export function fieldsFromFlags(given: GivenFlags): Partial<ScopeConfig> {
  const values = fieldNames.map((name) => {
    const { fromFlags } = dimensionOf(name);
    return [name, fromFlags === undefined ? given[name] : fromFlags(given)] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The name of the first flag of a field: `--memmap-pages`. */
export const flagNameOf = (name: FieldName): string =>
  dimensions[name].flags[0].flags.split(' ')[0];
