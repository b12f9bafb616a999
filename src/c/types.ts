/** The types of the reader, with the widths of a 64-bit kernel. */

export interface IntegerType {
  readonly kind: 'integer';
  readonly name: string;
  readonly bits: number;
  readonly isSigned: boolean;
  /** Conversions go up in rank: int, unsigned int, long, unsigned long. */
  readonly rank: number;
  /** The least and the greatest of its values that are exact as numbers. */
  readonly lowest: number;
  readonly highest: number;
}

export interface StructType {
  readonly kind: 'struct';
  readonly name: string;
  /** Null if only its name is known. */
  readonly fields: ReadonlyMap<string, Type> | null;
}

export interface FunctionType {
  readonly kind: 'function';
  readonly result: Type;
  readonly parameters: readonly Type[];
}

export type Type =
  | IntegerType
  | StructType
  | FunctionType
  | { readonly kind: 'void' }
  /** A type of the environment, known only by name. */
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'pointer'; readonly to: Type };

function integerType(name: string, bits: number, isSigned: boolean, rank: number): IntegerType {
  const highest = Math.min(2 ** (isSigned ? bits - 1 : bits) - 1, Number.MAX_SAFE_INTEGER);
  const lowest = isSigned ? Math.max(-(2 ** (bits - 1)), Number.MIN_SAFE_INTEGER) : 0;
  return { kind: 'integer', name, bits, isSigned, rank, lowest, highest };
}

export const boolType = integerType('bool', 1, false, 0);
export const charType = integerType('char', 8, false, 0);
export const intType = integerType('int', 32, true, 2);
export const uintType = integerType('unsigned int', 32, false, 3);
export const longType = integerType('long', 64, true, 4);
export const ulongType = integerType('unsigned long', 64, false, 5);
export const voidType: Type = { kind: 'void' };

/** Words of C and of the kernel; the order of `unsigned`, `long` and `int` in a declaration is free. */
export const integerTypes: ReadonlyMap<string, IntegerType> = new Map([
  ['_Bool', boolType],
  ['bool', boolType],
  ['char', charType],
  ['signed char', integerType('signed char', 8, true, 0)],
  ['unsigned char', charType],
  ['short', integerType('short', 16, true, 1)],
  ['unsigned short', integerType('unsigned short', 16, false, 1)],
  ['int', intType],
  ['unsigned int', uintType],
  ['long', longType],
  ['unsigned long', ulongType],
]);

export function namedType(name: string): Type {
  return { kind: 'named', name };
}

/** Nesting depth of pointers and functions; 0 if it is not recorded. */
const depths = new WeakMap<Type, number>();

export function nestingOf(type: Type): number {
  return depths.get(type) ?? 0;
}

export function pointerTo(to: Type): Type {
  const type: Type = { kind: 'pointer', to };
  depths.set(type, nestingOf(to) + 1);
  return type;
}

export function functionType(result: Type, parameters: readonly Type[]): FunctionType {
  const type: FunctionType = { kind: 'function', result, parameters };
  depths.set(type, nestingOf(result) + 1);
  return type;
}

/** Fields of a struct, including those of nested structs: a bound on the size of its values. */
const fieldCounts = new WeakMap<StructType, number>();

export function structOf(name: string, fields: ReadonlyMap<string, Type>): StructType {
  const type: StructType = { kind: 'struct', name, fields };
  fieldCounts.set(
    type,
    [...fields.values()].reduce((sum, one) => sum + 1 + fieldCountOf(one), 0),
  );
  return type;
}

export function fieldCountOf(type: Type): number {
  return type.kind === 'struct' ? (fieldCounts.get(type) ?? 0) : 0;
}

export function typeText(type: Type): string {
  switch (type.kind) {
    case 'integer':
    case 'named':
      return type.name;
    case 'struct':
      return `struct ${type.name}`;
    case 'void':
      return 'void';
    case 'pointer':
      return `${typeText(type.to)} *`;
    case 'function':
      return `${typeText(type.result)} ()`;
  }
}

export function isSameType(a: Type, b: Type): boolean {
  if (a.kind === 'pointer' && b.kind === 'pointer') return isSameType(a.to, b.to);
  return a === b || (a.kind === b.kind && typeText(a) === typeText(b));
}

/** The type of a narrow operand after integer promotion. */
export function promoted(type: IntegerType): IntegerType {
  return type.rank < intType.rank ? intType : type;
}

/** The usual arithmetic conversions: the common type of two operands. */
export function commonType(a: IntegerType, b: IntegerType): IntegerType {
  const [left, right] = [promoted(a), promoted(b)];
  return left.rank >= right.rank ? left : right;
}
