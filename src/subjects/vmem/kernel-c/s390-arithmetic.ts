/** External arithmetic used by arch/s390/mm/vmem.c: alignment, conversions, machine facilities. */
import type { FunctionOf, Site } from '../../../c/environment.ts';
import { boolType, intType, pointerTo, type Type, ulongType, voidType } from '../../../c/types.ts';
import type { Value } from '../../../c/values.ts';
import { alignments, endOfEntry } from '../../c-kernel/arithmetic.ts';
import type { Answer, Request } from '../kernel/request.ts';
import { Level, levelNames } from '../machine/geometry.ts';
import type { KernelTaken } from './deferred-steps.ts';
import type { KernelHost } from './host.ts';

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

/** p?d_addr_end(): the end of the entry, or of the range if that comes first. */
function addressEndFunction(name: (typeof levelNames)[number]): FunctionRow {
  return valueFunction(`${name}_addr_end`, ulongType, 2, ([address, end], { machine }) =>
    endOfEntry(machine.geometry.span[levelNames.indexOf(name)], address, end),
  );
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

export const arithmetic: readonly FunctionRow[] = [
  ...alignments,
  ...levelNames.slice(Level.pmd).map((name) => addressEndFunction(name)),
  ...conversions,
  ...machineTests,
];
