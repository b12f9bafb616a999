/** A row of the table of scope dimensions, for one field of a scope, and rows of the usual kinds. */
import { z } from 'zod';
import { parseChoice, parseCountOrAll } from '../../../input/parse-values.ts';
import { must, wholeNumberIn } from '../../../input/schema-rules.ts';
import type { GivenFlags, ScopeFlag } from '../../../subject/scopes.ts';
import type { MachineDescription } from '../machine/description.ts';

/** Headings of the help. */
export const flagGroups = ['Question:', 'Machine:', 'Callers:', 'Threads:'] as const;
export type FlagGroup = (typeof flagGroups)[number];

/** A flag under one of these headings. */
export interface DimensionFlag extends Omit<ScopeFlag, 'choosesThreads'> {
  readonly group: FlagGroup;
}

/** Requirements of the operations of a counterexample for a scope. */
export interface UsedByOperations {
  /** The maximum number of failing allocations in one of them. */
  readonly failures: number;
  /** True if some memory was not zero when it was allocated. */
  readonly hasContents: boolean;
  readonly hasDcss: boolean;
}

/** Changes of a field by an explanation. */
export interface Explained<Value, Fields> {
  /** Name of the field in a report. */
  readonly title: string;
  values(fields: Fields): readonly Value[];
  text(value: Value): string;
  /** Other fields that must change with it. */
  besides?(value: Value): Partial<Fields>;
  /** False leaves the field unchanged. */
  isChanged?(value: Value): boolean;
}

/** `Fields` are the fields of its own group: a row sees no others. */
export interface Dimension<Value, Fields> {
  /** Its value in the plain scope. */
  readonly plain: Value;
  /** Reads it from a file. */
  readonly schema: z.ZodType<Value>;
  /** Its form in a file; default: the value itself. */
  toJson?(value: Value): unknown;
  /** False omits it from files, so that files stay small and old ones keep their meaning. */
  isWritten?(value: Value, fields: Fields): boolean;
  readonly flags: readonly DimensionFlag[];
  /** Its value from flags; undefined if there is none. Default: the value of the option with its name. */
  fromFlags?(given: GivenFlags): Value | undefined;
  toFlag(value: Value): string;
  /** The contract it belongs to; with the other one it has the value `empty`. */
  readonly contract?: { readonly name: 'kernel' | 'any'; readonly empty: Value };
  /** True if it has no meaning without threads; it then has its plain value. */
  readonly needsThreads?: true;
  /**
   * True if it chooses only what a search tries: two counterexamples that differ in nothing else are one
   * story.
   */
  readonly isOfSearch?: true;
  /** Its place among the fields of older files; newer fields follow, in the order of reports. */
  readonly placeInFiles?: number;
  /** True if its value is part of the names of counterexample files. */
  readonly isInFileNames?: true;
  /** The error, in terms of flags, if other fields of its group rule out its value. */
  wrong?(value: Value, fields: Fields): string | null;
  /** True if only the plain machine can search a scope with this value. */
  needsReferenceMachine?(value: Value): boolean;
  /** True if its scopes have windows of their own: flags that name a window replace all of them. */
  hasOwnWindows?(value: Value): boolean;
  /** Words for a check that did not vary it. */
  notVaried?(value: Value): string;
  /** Its place among the last of these. */
  readonly placeInNotVaried?: number;
  /** Advice if another than the plain value did not violate a claim that it can break in a preset. */
  readonly notShown?: {
    readonly invariant: string;
    readonly preset: string;
    readonly text: string;
  };
  readonly explain?: Explained<Value, Fields>;
  /** Values that make a scope smaller, for `size` to try. */
  smaller?(value: Value): readonly Value[];
  /** True if `size` tries them first, because the field multiplies states most. */
  readonly multipliesStates?: true;
  /** Its share of the size of a scope, for `shrink`. */
  size?(value: Value): number;
  /** The smallest value that permits the operations of a counterexample, for `shrink`. */
  unused?(value: Value, used: UsedByOperations): Value;
  /** Its part of the few words that distinguish scopes of one preset. */
  tag?(value: Value, fields: Fields): string | null;
  /** Its part of the description of the machine; null if there is nothing to say. */
  machineText?(value: Value, fields: Fields, machine: MachineDescription): string | null;
  /** Its part of the description of the addresses that callers map and unmap. */
  worldText?(value: Value, fields: Fields): string | null;
  /** Assumptions of a verdict. */
  assumption?(value: Value, fields: Fields): string | undefined;
}

/** More than any scope that can be searched; keeps a hostile file from requesting gigabytes. */
export const countMax = 1_000_000;

export const integerTo = (max: number, or = '') => wholeNumberIn(0, max, or);

/** `Infinity` is not JSON: in a file it is written as "all". */
const orAllRule = ', or "all"';
export const countOrAll = z
  .union(
    [z.literal('all'), integerTo(countMax, orAllRule)],
    must(`a whole number from 0 to ${countMax}${orAllRule}`),
  )
  .transform((value) => (value === 'all' ? Infinity : value));

const orAll = (count: number): number | 'all' => (count === Infinity ? 'all' : count);
const asIs = (value: string | number): string => String(value);

interface OnOff<Fields> extends Partial<Dimension<boolean, Fields>> {
  /** Name of the flag, without dashes. */
  readonly flag: string;
  readonly group: FlagGroup;
  readonly on: string;
  readonly off: string;
  readonly plain: boolean;
}

/** A boolean feature: `--edat1`, `--no-edat1`. */
export function onOff<Fields>({
  flag,
  group,
  on,
  off,
  ...row
}: OnOff<Fields>): Dimension<boolean, Fields> {
  return {
    schema: z.boolean(must('true or false')),
    flags: [
      { flags: `--${flag}`, description: on, group },
      { flags: `--no-${flag}`, description: off, group },
    ],
    toFlag: (value) => (value ? `--${flag}` : `--no-${flag}`),
    ...row,
  };
}

/** The change of a boolean field by an explanation. */
export const onOrOff = (title: string) => ({
  title,
  values: () => [true, false],
  text: (value: boolean) => (value ? 'on' : 'off'),
});

/** `EDAT1`, `no EDAT1`. */
export const named = (name: string) => (value: boolean) => `${value ? '' : 'no '}${name}`;

interface OneOf<Value extends string, Fields> extends Partial<Dimension<Value, Fields>> {
  /** The flag with the name of its value: `--fresh <content>`. */
  readonly flag: string;
  readonly group: FlagGroup;
  readonly description: string;
  readonly values: readonly Value[];
  readonly plain: Value;
  /** Older files without the field have the plain value. */
  readonly isOptional?: true;
}

/** One of a list of words. */
export function oneOfWords<Value extends string, Fields>({
  flag,
  group,
  description,
  values,
  isOptional,
  ...row
}: OneOf<Value, Fields>): Dimension<Value, Fields> {
  const parse = (name: string, text: string): Value => parseChoice(name, text, values);
  const schema = z.enum(values, must(`one of ${values.join(', ')}`)) as unknown as z.ZodType<Value>;
  return {
    schema: isOptional === true ? schema.default(row.plain as never) : schema,
    flags: [{ flags: flag, description, group, parse }],
    toFlag: (value) => `${flag.split(' ')[0]} ${value}`,
    ...row,
  };
}

/** The values of a list of words, for an explanation. */
export const words = <Value extends string | number>(title: string, values: readonly Value[]) => ({
  title,
  values: () => values,
  text: asIs,
});

interface CountDimension<Fields> extends Partial<Dimension<number, Fields>> {
  readonly flag: string;
  readonly group: FlagGroup;
  readonly description: string;
  /** Rule for command lines, besides `all`. */
  readonly bounds: readonly [min: number, max: number];
  readonly plain: number;
}

/** A number, or `all` for no bound. */
export function boundOrAll<Fields>({
  flag,
  group,
  description,
  bounds: [min, max],
  ...row
}: CountDimension<Fields>): Dimension<number, Fields> {
  const parse = (name: string, text: string): number => parseCountOrAll(name, text, min, max);
  return {
    schema: countOrAll,
    toJson: orAll,
    flags: [{ flags: `--${flag} <n>`, description, group, parse }],
    toFlag: (value) => `--${flag} ${orAll(value)}`,
    isOfSearch: true,
    ...row,
  };
}
