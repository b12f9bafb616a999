/**
 * Operators on numbers that are exact, which almost all are: without a choice of the operator and without a
 * conversion. All other operands, and results that do not fit, are left to `otherwise`. An array of both
 * operands would be allocated for each of them.
 */
import type { Evaluate } from '../code.ts';
import type { BinaryOperator, Comparison } from '../integers.ts';
import type { IntegerType } from '../types.ts';
import type { Value } from '../values.ts';
import type { Operand } from './emitter.ts';

type Otherwise<Host> = (left: Value, right: Value, host: Host) => Value;

/** `left operator right`; both have the type. */
export function calculating<Host>(
  operator: BinaryOperator,
  type: IntegerType,
  left: Operand<Host>,
  right: Operand<Host>,
  otherwise: Otherwise<Host>,
): Evaluate<Host> {
  const { lowest, highest } = type;
  const [a, b] = [left.value, right.value];
  switch (operator) {
    case '+': {
      const added = adding(type, left, right, otherwise);
      if (added !== undefined) return added;
      return (slots, host) => {
        const x = a(slots, host);
        const y = b(slots, host);
        if (typeof x === 'number' && typeof y === 'number') {
          const sum = x + y;
          if (sum >= lowest && sum <= highest) return sum;
        }
        return otherwise(x, y, host);
      };
    }
    case '-':
      return (slots, host) => {
        const x = a(slots, host);
        const y = b(slots, host);
        if (typeof x === 'number' && typeof y === 'number') {
          const difference = x - y;
          if (difference >= lowest && difference <= highest) return difference;
        }
        return otherwise(x, y, host);
      };
    default:
      return (slots, host) => otherwise(a(slots, host), b(slots, host), host);
  }
}

/** A variable and a constant, as in `at += PAGE_SIZE`. */
function adding<Host>(
  { lowest, highest }: IntegerType,
  { slot, value }: Operand<Host>,
  { constant }: Operand<Host>,
  otherwise: Otherwise<Host>,
): Evaluate<Host> | undefined {
  if (slot === undefined || typeof constant !== 'number') return undefined;
  return (slots, host) => {
    const x = slots[slot];
    if (typeof x === 'number') {
      const sum = x + constant;
      if (sum >= lowest && sum <= highest) return sum;
    }
    return otherwise(value(slots, host), constant, host);
  };
}

/** 1 if the comparison holds, else 0. */
export function comparing<Host>(
  operator: Comparison,
  left: Operand<Host>,
  right: Operand<Host>,
  otherwise: Otherwise<Host>,
): Evaluate<Host> {
  const [a, b] = [left.value, right.value];
  switch (operator) {
    case '<':
      return (slots, host) => {
        const x = a(slots, host);
        const y = b(slots, host);
        if (typeof x === 'number' && typeof y === 'number') return x < y ? 1 : 0;
        return otherwise(x, y, host);
      };
    case '==':
      return (slots, host) => {
        const x = a(slots, host);
        const y = b(slots, host);
        if (typeof x === 'number' && typeof y === 'number') return x === y ? 1 : 0;
        return otherwise(x, y, host);
      };
    case '!=':
      return (slots, host) => {
        const x = a(slots, host);
        const y = b(slots, host);
        if (typeof x === 'number' && typeof y === 'number') return x === y ? 0 : 1;
        return otherwise(x, y, host);
      };
    default:
      return (slots, host) => otherwise(a(slots, host), b(slots, host), host);
  }
}
