/** The fields of a user-defined state: small sets of values, each stored as a code of one or two bytes. */
import { InputError } from '../../errors.ts';
import { describeGiven, isPlain, refuseGiven } from '../../input/given.ts';

/** How one value is stored: its values have the codes 0 to `valueCount - 1`. */
interface Scalar {
  readonly valueCount: number;
  /** -1 for an invalid value. */
  readonly codeOf: (value: unknown) => number;
  readonly valueOf: (code: number) => unknown;
  /** The values in messages: "a whole number from 0 to 3". */
  readonly allowed: string;
}

/** A field of a state, made by {@link range}, {@link flag}, {@link oneOf} or {@link list}. */
export interface Field<Value> {
  /** The value of the field in the initial state, unless `initial` overrides it. */
  readonly first: Value;
  /** @internal */
  readonly scalar: Scalar;
  /** Null for a single value. @internal */
  readonly count: number | null;
}

/** The fields of a state by name. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/**
 * The type of a state with these fields, for functions written outside `defineSystem`: `type State =
 * StateOf<typeof fields>`.
 */
export type StateOf<Named extends Fields> = {
  -readonly [Name in keyof Named]: Named[Name] extends Field<infer Value> ? Value : never;
};

/** A read-only state. */
export type Seen<State> = {
  readonly [Name in keyof State]: State[Name] extends (infer Value)[]
    ? readonly Value[]
    : State[Name];
};

/** Two bytes hold no more. */
const valueCountMax = 65_536;
const cellsMax = 65_536;

/**
 * A whole number from `min` to `max`, inclusive; it starts at `min`.
 *
 * @throws InputError if there is no such number, or if there are more than 65536.
 */
export function range(min: number, max: number): Field<number> {
  const areWhole = Number.isSafeInteger(min) && Number.isSafeInteger(max);
  const valueCount = areWhole ? max - min + 1 : 0;
  if (!areWhole || valueCount < 1 || valueCount > valueCountMax) {
    throw new InputError(
      `range is from ${describeGiven(min)} to ${describeGiven(max)}; it must be of 1 to ${valueCountMax} whole numbers`,
    );
  }
  const isOneOfThem = (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  return {
    first: min,
    count: null,
    scalar: {
      valueCount,
      codeOf: (value) => (isOneOfThem(value) ? value - min : -1),
      valueOf: (code) => code + min,
      allowed: `a whole number from ${min} to ${max}`,
    },
  };
}

/** True or false; it starts as false. */
export function flag(): Field<boolean> {
  return {
    first: false,
    count: null,
    scalar: {
      valueCount: 2,
      codeOf: (value) => (typeof value === 'boolean' ? Number(value) : -1),
      valueOf: (code) => code === 1,
      allowed: 'true or false',
    },
  };
}

/**
 * One of a few words; it starts as the first.
 *
 * @throws InputError for duplicate words, or none.
 */
export function oneOf<const Word extends string>(...words: readonly Word[]): Field<Word> {
  for (const word of words) {
    if (typeof word !== 'string') refuseGiven('a word of oneOf', word, 'text');
  }
  const codes = new Map<unknown, number>(words.map((word, code) => [word, code]));
  if (words.length === 0 || codes.size < words.length || words.length > valueCountMax) {
    throw new InputError(
      `oneOf is given ${JSON.stringify(words)}; it must be 1 to ${valueCountMax} different words`,
    );
  }
  return {
    first: words[0],
    count: null,
    scalar: {
      valueCount: words.length,
      codeOf: (value) => codes.get(value) ?? -1,
      valueOf: (code) => words[code],
      allowed: `one of ${words.join(', ')}`,
    },
  };
}

/**
 * A list of fixed length, with elements of one kind; each starts with the first value of its kind.
 *
 * @throws InputError if `count` is not a valid length, or `element` is not a field, or itself a list.
 */
export function list<Value>(count: number, element: Field<Value>): Field<Value[]> {
  if (!Number.isInteger(count) || count < 0 || count > cellsMax) {
    throw new InputError(
      `list has ${describeGiven(count)} values; it must be a whole number from 0 to ${cellsMax}`,
    );
  }
  checkField('the element of a list', element);
  if (element.count !== null) {
    throw new InputError('a list of lists is given; write one list and compute the index');
  }
  return {
    first: Array.from({ length: count }, () => element.first),
    count,
    scalar: element.scalar,
  };
}

function checkField(what: string, given: unknown): void {
  const isField =
    typeof given === 'object' && given !== null && 'first' in given && 'scalar' in given;
  if (!isField) refuseGiven(what, given, 'made by range, flag, oneOf or list');
}

/** Throws `InputError` unless each has a valid name, and is made by a function above. */
export function checkFields(fields: unknown): void {
  if (!isPlain(fields))
    refuseGiven('the first argument of defineSystem', fields, 'an object of fields');
  for (const [name, given] of Object.entries(fields)) {
    if (name === '__proto__')
      throw new InputError('a field is named __proto__; no object can hold it');
    checkField(`field ${name}`, given);
  }
}
