/**
 * Integers with the widths and the wrapping of C: a number while that is exact, else a bigint. Addresses are
 * mostly small, and numbers are many times faster.
 */
import type { IntegerType } from './types.ts';

/** A bigint only where a number would be inexact, so that equal integers are `===`. */
export type Integer = number | bigint;

/** An operation with undefined behaviour in C. */
export class UndefinedBehaviour extends Error {
  override readonly name = 'UndefinedBehaviour';
}

export function isInteger(value: unknown): value is Integer {
  return typeof value === 'number' || typeof value === 'bigint';
}

export function integerOf(value: bigint): Integer {
  const isExact =
    value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
  return isExact ? Number(value) : value;
}

/** The value of an integer in a type, after wrapping. */
export function wrapInteger(type: IntegerType, value: Integer): Integer {
  if (type.bits === 1) return value === 0 ? 0 : 1;
  if (typeof value === 'number' && value >= type.lowest && value <= type.highest) return value;
  const wide = BigInt(value);
  return integerOf(
    type.isSigned ? BigInt.asIntN(type.bits, wide) : BigInt.asUintN(type.bits, wide),
  );
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Of signed integers: C leaves it undefined; with `-fno-strict-overflow`, as kernels are built, they wrap. */
export type SignedOverflow = 'undefined' | 'wraps';

/** Both operands have `type`, except the right operand of a shift. */
export function calculate(
  operator: BinaryOperator,
  type: IntegerType,
  left: Integer,
  right: Integer,
  overflow: SignedOverflow = 'undefined',
): Integer {
  switch (operator) {
    case '+':
    case '-':
    case '*':
      return calculateExactly(operator, type, left, right, overflow);
    case '/':
    case '%':
      return division(operator, type, left, right);
    case '<<':
    case '>>':
      return shift(operator, type, left, right);
    default:
      return bitwise(operator, type, left, right);
  }
}

function calculateExactly(
  operator: '+' | '-' | '*',
  type: IntegerType,
  left: Integer,
  right: Integer,
  overflow: SignedOverflow,
): Integer {
  if (typeof left === 'number' && typeof right === 'number') {
    const quick = operator === '+' ? left + right : operator === '-' ? left - right : left * right;
    if (Number.isSafeInteger(quick)) return inRange(type, quick === 0 ? 0 : quick, overflow);
  }
  const [a, b] = [BigInt(left), BigInt(right)];
  const exact = operator === '+' ? a + b : operator === '-' ? a - b : a * b;
  return inRange(type, integerOf(exact), overflow);
}

/** Unsigned integers always wrap. */
function inRange(type: IntegerType, exact: Integer, overflow: SignedOverflow): Integer {
  const wrapped = wrapInteger(type, exact);
  if (type.isSigned && overflow === 'undefined' && wrapped !== exact) {
    throw new UndefinedBehaviour(`${exact} overflows ${type.name}`);
  }
  return wrapped;
}

/** The machine interrupts a division that overflows: no compiler option makes it wrap. */
function division(operator: '/' | '%', type: IntegerType, left: Integer, right: Integer): Integer {
  if (right === 0) throw new UndefinedBehaviour('division by zero');
  if (typeof left === 'number' && typeof right === 'number') {
    const quick = operator === '/' ? Math.trunc(left / right) : left % right;
    return inRange(type, quick === 0 ? 0 : quick, 'undefined');
  }
  const [a, b] = [BigInt(left), BigInt(right)];
  return inRange(type, integerOf(operator === '/' ? a / b : a % b), 'undefined');
}

function shift(operator: '<<' | '>>', type: IntegerType, left: Integer, right: Integer): Integer {
  if (right < 0 || right >= type.bits) {
    throw new UndefinedBehaviour(`a shift of ${type.name} by ${right}`);
  }
  if (operator === '>>' && typeof left === 'number') return Math.floor(left / 2 ** Number(right));
  const [a, b] = [BigInt(left), BigInt(right)];
  return wrapInteger(type, integerOf(operator === '<<' ? a << b : a >> b));
}

/** Bit operators of JavaScript take 32 bits. */
const halfBits = 32;
const half = 2 ** halfBits;

function bitwise(
  operator: '&' | '|' | '^',
  type: IntegerType,
  left: Integer,
  right: Integer,
): Integer {
  if (typeof left === 'number' && typeof right === 'number' && left >= 0 && right >= 0) {
    const low = bitsOf(operator, left, right) >>> 0;
    if (left < half && right < half) return low;
    return bitsOf(operator, left / half, right / half) * half + low;
  }
  const [a, b] = [BigInt(left), BigInt(right)];
  return wrapInteger(type, integerOf(operator === '&' ? a & b : operator === '|' ? a | b : a ^ b));
}

/** The result for the low 32 bits of the integral parts, as a signed number. */
function bitsOf(operator: '&' | '|' | '^', left: number, right: number): number {
  return operator === '&' ? left & right : operator === '|' ? left | right : left ^ right;
}

export function negate(
  type: IntegerType,
  value: Integer,
  overflow: SignedOverflow = 'undefined',
): Integer {
  return calculateExactly('-', type, 0, value, overflow);
}

export function complement(type: IntegerType, value: Integer): Integer {
  return wrapInteger(type, integerOf(~BigInt(value)));
}

export function compare(operator: Comparison, left: Integer, right: Integer): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}
