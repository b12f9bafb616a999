/** External arithmetic used by arch/s390/mm/vmem.c: alignment, conversions, machine facilities. */
import { Fault, type FunctionOf, type Site } from '../../../c/environment.ts';
import { calculate, compare, type Integer, isInteger } from '../../../c/integers.ts';
import { boolType, intType, pointerTo, type Type, ulongType, voidType } from '../../../c/types.ts';
import { describeValue, type Value } from '../../../c/values.ts';
import type { Answer, Request } from '../kernel/request.ts';
import { Level, levelNames, pageBytes } from '../machine/geometry.ts';
import type { KernelHost, KernelTaken } from './host.ts';

type KernelFunction = FunctionOf<KernelHost, Request, Answer>;
export type FunctionRow = [name: string, row: KernelFunction];
type Arguments = readonly Value[];

export const anyPointer = pointerTo(voidType);

/** Arithmetic: no step. */
export function valueFunction(
  name: string,
  type: Type,
  arity: number | undefined,
  compute: (given: Arguments, host: KernelHost) => Value,
): FunctionRow {
  return [name, { type, arity, value: (host, given) => compute(given, host) }];
}

export function stepFunction(
  name: string,
  type: Type,
  arity: number,
  take: (host: KernelHost, given: Arguments, site: Site) => KernelTaken,
): FunctionRow {
  return [name, { type, arity, steps: take }];
}

export const sameFunction = (name: string, type: Type): FunctionRow =>
  valueFunction(name, type, 1, ([given]) => given);
export const emptyFunction = (name: string): FunctionRow =>
  valueFunction(name, voidType, undefined, () => 0);

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

const alignments: FunctionRow[] = [
  valueFunction('ALIGN', ulongType, 2, ([address, bytes]) => alignedUp(address, bytes)),
  valueFunction('ALIGN_DOWN', ulongType, 2, ([address, bytes]) => alignedDown(address, bytes)),
  valueFunction('IS_ALIGNED', intType, 2, ([address, bytes]) => isAlignedValue(address, bytes)),
  valueFunction('PAGE_ALIGN', ulongType, 1, ([address]) => alignedUp(address, pageBytes)),
  valueFunction('PAGE_ALIGNED', intType, 1, ([address]) => isAlignedValue(address, pageBytes)),
  valueFunction('PFN_ALIGN', ulongType, 1, ([address]) => alignedUp(address, pageBytes)),
  valueFunction('min', ulongType, 2, ([a, b]) => (compare('<', integer(a), integer(b)) ? a : b)),
  valueFunction('max', ulongType, 2, ([a, b]) => (compare('>', integer(a), integer(b)) ? a : b)),
  valueFunction('get_order', intType, 1, ([bytes]) => orderOf(Number(integer(bytes)))),
  sameFunction('likely', intType),
  sameFunction('unlikely', intType),
  sameFunction('READ_ONCE', ulongType),
  ...levelNames.slice(Level.pmd).map((name) => addressEndFunction(name)),
];

function orderOf(bytes: number): number {
  let order = 0;
  while (pageBytes * 2 ** order < bytes && order < 52) order++;
  return order;
}

/** p?d_addr_end(): the end of the entry, or of the range if that comes first. */
function addressEndFunction(name: (typeof levelNames)[number]): FunctionRow {
  return valueFunction(`${name}_addr_end`, ulongType, 2, ([address, end], { machine }) => {
    const bytes = machine.geometry.span[levelNames.indexOf(name)];
    const next = calculate('+', ulongType, alignedDown(address, bytes), bytes);
    // Both may have wrapped to 0 at the end of the address space.
    const [a, b] = [next, integer(end)].map((one) => calculate('-', ulongType, one, 1));
    return compare('<', a, b) ? next : end;
  });
}

/** Physical address, virtual address, page frame number and struct page are one number each in the model. */
const conversions: FunctionRow[] = [
  ...['__va', 'phys_to_virt', 'pfn_to_virt', 'page_to_virt', 'page_address'].map((name) =>
    sameFunction(name, anyPointer),
  ),
  ...['phys_to_page', 'virt_to_page', 'pfn_to_page'].map((name) => sameFunction(name, anyPointer)),
  ...['__pa', 'virt_to_phys', 'pfn_to_phys', 'page_to_phys', 'virt_to_pfn', 'page_to_pfn'].map(
    (name) => sameFunction(name, ulongType),
  ),
  sameFunction('__pgprot', ulongType),
  sameFunction('pgprot_val', ulongType),
];

const machineTests: FunctionRow[] = [
  valueFunction('slab_is_available', boolType, 0, () => 1),
  valueFunction('debug_pagealloc_enabled', boolType, 0, (_, { machine }) =>
    machine.debugPagealloc ? 1 : 0,
  ),
  valueFunction('cpu_has_edat1', boolType, 0, (_, { machine }) => (machine.edat1 ? 1 : 0)),
  valueFunction('cpu_has_edat2', boolType, 0, (_, { machine }) => (machine.edat2 ? 1 : 0)),
  valueFunction('cpu_has_nx', boolType, 0, (_, { machine }) => (machine.nx ? 1 : 0)),
  // The machine keeps track of reserved memory: freeing it only warns.
  valueFunction('PageReserved', intType, 1, () => 0),
];

export const arithmetic: readonly FunctionRow[] = [...alignments, ...conversions, ...machineTests];
