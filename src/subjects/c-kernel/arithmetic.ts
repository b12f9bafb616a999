/** External arithmetic functions used by kernel sources of every architecture; none takes a step. */
import { Fault, type FunctionOf } from '../../c/environment.ts';
import { calculate, compare, type Integer, isInteger } from '../../c/integers.ts';
import { intType, type Type, ulongType } from '../../c/types.ts';
import { describeValue, type Value } from '../../c/values.ts';

/** A row of an environment. */
export type ArithmeticRow = [name: string, row: FunctionOf<unknown, never, unknown>];

const bytesPerPage = 4096;

export function integer(given: Value): Integer {
  if (isInteger(given)) return given;
  throw new Fault(`${describeValue(given)} has no number here`);
}

function alignedDown(address: Value, bytes: Value): Integer {
  const less = calculate('-', ulongType, integer(bytes), 1);
  return calculate(
    '-',
    ulongType,
    integer(address),
    calculate('&', ulongType, integer(address), less),
  );
}

function alignedUp(address: Value, bytes: Value): Integer {
  const less = calculate('-', ulongType, integer(bytes), 1);
  return alignedDown(calculate('+', ulongType, integer(address), less), bytes);
}

const isAlignedValue = (address: Value, bytes: Value): Value =>
  alignedDown(address, bytes) === address ? 1 : 0;

function orderOf(bytes: number): number {
  let order = 0;
  while (bytesPerPage * 2 ** order < bytes && order < 52) order++;
  return order;
}

/** p?d_addr_end(): the end of the entry with that span, or the end of the range if it comes first. */
export function endOfEntry(bytes: number, address: Value, end: Value): Value {
  const next = calculate('+', ulongType, alignedDown(address, bytes), bytes);
  // Both may have wrapped to 0 at the end of the address space.
  const [a, b] = [next, integer(end)].map((one) => calculate('-', ulongType, one, 1));
  return compare('<', a, b) ? next : end;
}

function row(
  name: string,
  type: Type,
  arity: number,
  compute: (given: readonly Value[]) => Value,
): ArithmeticRow {
  return [name, { type, arity, value: (_host, given) => compute(given) }];
}

export const alignments: readonly ArithmeticRow[] = [
  row('ALIGN', ulongType, 2, ([address, bytes]) => alignedUp(address, bytes)),
  row('ALIGN_DOWN', ulongType, 2, ([address, bytes]) => alignedDown(address, bytes)),
  row('IS_ALIGNED', intType, 2, ([address, bytes]) => isAlignedValue(address, bytes)),
  row('PAGE_ALIGN', ulongType, 1, ([address]) => alignedUp(address, bytesPerPage)),
  row('PAGE_ALIGNED', intType, 1, ([address]) => isAlignedValue(address, bytesPerPage)),
  row('PFN_ALIGN', ulongType, 1, ([address]) => alignedUp(address, bytesPerPage)),
  row('min', ulongType, 2, ([a, b]) => (compare('<', integer(a), integer(b)) ? a : b)),
  row('max', ulongType, 2, ([a, b]) => (compare('>', integer(a), integer(b)) ? a : b)),
  row('get_order', intType, 1, ([bytes]) => orderOf(Number(integer(bytes)))),
  row('likely', intType, 1, ([given]) => given),
  row('unlikely', intType, 1, ([given]) => given),
  row('READ_ONCE', ulongType, 1, ([given]) => given),
];
