/** Operators and conversions: from operands to an operand, without emitting anything. */
import { type Environment, Fault } from '../environment.ts';
import {
  type BinaryOperator,
  type Comparison,
  calculate,
  compare,
  type Integer,
  isInteger,
  wrapInteger,
} from '../integers.ts';
import {
  boolType,
  commonType,
  type IntegerType,
  intType,
  promoted,
  type Type,
  typeText,
  ulongType,
} from '../types.ts';
import { describeValue, isTrue, Opaque, StructValue, type Value } from '../values.ts';
import type { Operand } from './emitter.ts';
import { calculating, comparing } from './quick.ts';

/** The part of an environment that operators need. */
export type Operating<Host> = Pick<
  Environment<Host, unknown, unknown>,
  'calculate' | 'compare' | 'move' | 'sizes' | 'signedOverflow'
>;

export function integerOperand<Host>(type: IntegerType, value: Integer): Operand<Host> {
  return { type, value: () => value, constant: value };
}

/** The value of an operand in another type. A value without a number is unchanged. */
export function converted<Host>(operand: Operand<Host>, type: Type): Operand<Host> {
  const { value, constant } = operand;
  if (type.kind === 'struct') {
    return {
      type,
      value: (slots, host) => {
        const struct = value(slots, host);
        return struct instanceof StructValue ? struct.copy() : struct;
      },
    };
  }
  if (type.kind !== 'integer' || holdsAll(type, operand.type)) return { ...operand, type };
  if (type === boolType) return truthOf(operand, boolType);
  if (constant !== undefined) return integerOperand(type, wrapInteger(type, constant));
  const { lowest, highest } = type;
  return {
    type,
    value: (slots, host) => {
      const given = value(slots, host);
      if (typeof given === 'number' && given >= lowest && given <= highest) return given;
      return isInteger(given) ? wrapInteger(type, given) : given;
    },
  };
}

/** True if a type has all values of another, so that conversion changes none. */
function holdsAll(type: IntegerType, from: Type): boolean {
  if (type === from) return true;
  if (from.kind !== 'integer' || from.bits >= type.bits) return false;
  return type.lowest <= from.lowest && type.highest >= from.highest;
}

/** 1 if the operand is true, else 0. */
export function truthOf<Host>(operand: Operand<Host>, type: Type = intType): Operand<Host> {
  const { value, isTruth } = operand;
  if (isTruth) return { ...operand, type };
  return { type, value: (slots, host) => (isTrue(value(slots, host)) ? 1 : 0), isTruth: true };
}

export function notOf<Host>({ value }: Operand<Host>): Operand<Host> {
  return {
    type: intType,
    value: (slots, host) => (isTrue(value(slots, host)) ? 0 : 1),
    isTruth: true,
  };
}

/** `left operator right`; undefined if the types do not support the operator. */
export function binaryOperand<Host>(
  environment: Operating<Host>,
  operator: BinaryOperator,
  left: Operand<Host>,
  right: Operand<Host>,
): Operand<Host> | undefined {
  if (left.type.kind === 'pointer') return pointerOperand(environment, operator, left, right);
  if (right.type.kind === 'pointer') {
    return operator === '+' ? pointerOperand(environment, operator, right, left) : undefined;
  }
  if (left.type.kind !== 'integer' || right.type.kind !== 'integer') return undefined;
  const isShift = operator === '<<' || operator === '>>';
  const type = isShift ? promoted(left.type) : commonType(left.type, right.type);
  const a = converted(left, type);
  const b = isShift ? right : converted(right, type);
  const { signedOverflow } = environment;
  const compute = (x: Value, y: Value, host: Host): Value => {
    if (isInteger(x) && isInteger(y)) return calculate(operator, type, x, y, signedOverflow);
    return environment.calculate(host, operator, x, y) ?? cannot(operator, x, y);
  };
  return { type, value: calculating(operator, type, a, b, compute) };
}

function pointerOperand<Host>(
  environment: Operating<Host>,
  operator: BinaryOperator,
  pointer: Operand<Host>,
  other: Operand<Host>,
): Operand<Host> | undefined {
  if (pointer.type.kind !== 'pointer' || (operator !== '+' && operator !== '-')) return undefined;
  const sizeOf = sizeReader(environment, pointer.type.to);
  if (other.type.kind === 'pointer') {
    if (operator === '+') return undefined;
    return { type: ulongType, value: difference(environment, pointer, other, sizeOf) };
  }
  if (other.type.kind !== 'integer') return undefined;
  const sign = operator === '+' ? 1 : -1;
  return {
    type: pointer.type,
    value: (slots, host) => {
      const from = pointer.value(slots, host);
      const count = other.value(slots, host);
      if (!isInteger(count)) return cannot(operator, from, count);
      if (from instanceof Opaque) {
        return environment.move(host, from, Number(count) * sign) ?? cannot(operator, from, count);
      }
      if (!isInteger(from)) return cannot(operator, from, count);
      const bytes = calculate('*', ulongType, count, sizeOf(host));
      return calculate(operator, ulongType, from, bytes);
    },
  };
}

function difference<Host>(
  environment: Operating<Host>,
  left: Operand<Host>,
  right: Operand<Host>,
  sizeOf: (host: Host) => Integer,
): Operand<Host>['value'] {
  return (slots, host) => {
    const a = left.value(slots, host);
    const b = right.value(slots, host);
    if (!isInteger(a) || !isInteger(b)) {
      return environment.calculate(host, '-', a, b) ?? cannot('-', a, b);
    }
    return calculate('/', ulongType, calculate('-', ulongType, a, b), sizeOf(host));
  };
}

/** Size of a type; a fault when it is used, because an environment need not know every struct. */
export function sizeReader<Host>({ sizes }: Operating<Host>, type: Type): (host: Host) => Integer {
  if (type.kind === 'void') return () => 1;
  if (type.kind === 'integer') return () => Math.max(1, type.bits / 8);
  if (type.kind === 'pointer' || type.kind === 'function') return () => 8;
  const text = typeText(type);
  const read = sizes.get(text);
  return (host) => {
    const size = read?.(host);
    if (!isInteger(size)) throw new Fault(`the size of ${text} is not known`);
    return size;
  };
}

/** A comparison of integers, of pointers, or of either with 0. */
export function comparisonOperand<Host>(
  environment: Operating<Host>,
  operator: Comparison,
  left: Operand<Host>,
  right: Operand<Host>,
): Operand<Host> | undefined {
  const [a, b] = [left.type, right.type];
  if (!isComparable(a) || !isComparable(b)) return undefined;
  const type = a.kind === 'integer' && b.kind === 'integer' ? commonType(a, b) : ulongType;
  const x = converted(left, type);
  const y = converted(right, type);
  const decide = (p: Value, q: Value, host: Host): Value => {
    if (isInteger(p) && isInteger(q)) return compare(operator, p, q) ? 1 : 0;
    const answer = environment.compare(host, operator, p, q) ?? comparedWithNull(operator, p, q);
    return answer === undefined ? cannot(operator, p, q) : answer ? 1 : 0;
  };
  return { type: intType, value: comparing(operator, x, y, decide), isTruth: true };
}

function isComparable(type: Type): boolean {
  return type.kind === 'integer' || type.kind === 'pointer';
}

/** A value without a number is not a null pointer. */
function comparedWithNull(operator: Comparison, left: Value, right: Value): boolean | undefined {
  if (left === 0 || right === 0)
    return operator === '!=' ? true : operator === '==' ? false : undefined;
  if (operator !== '==' && operator !== '!=') return undefined;
  return left === right ? operator === '==' : undefined;
}

function cannot(operator: string, left: Value, right: Value): never {
  throw new Fault(
    `${describeValue(left)} ${operator} ${describeValue(right)} is not modelled: it has no number here`,
  );
}
