/**
 * The four entry points of vmem.c and the unlocked add of boot: lock, walk, roll back.
 *
 * Models: arch/s390/mm/vmem.c vmemmap_populate(), vmemmap_free(), vmem_add_mapping(),
 * vmem_remove_mapping(), vmem_add_range(), v2 5/9 to v5.10.
 */
import { Errno, type KernelContext, type Mode } from './context.ts';
import { modifyPagetable } from './modify-pagetable.ts';
import { lock, type Program, unlock } from './request.ts';

const addMemmap: Mode = { add: true, direct: false };
const removeMemmap: Mode = { add: false, direct: false };
const addIdentity: Mode = { add: true, direct: true };
const removeIdentity: Mode = { add: false, direct: true };

/** 2^64: addresses wrap here, as unsigned longs do. */
const addressLimit = 2 ** 64;

function wrap(address: number): number {
  return address >= addressLimit ? address - addressLimit : address;
}

/** vmemmap_populate(start, end): maps the memmap range; returns an `Errno`. */
export function* vmemmapPopulate(
  kernel: KernelContext,
  start: number,
  end: number,
): Program<number> {
  const { takesMutex, undoesFailedPopulate } = kernel.features;
  if (takesMutex) yield lock();
  const ret = yield* modifyPagetable(kernel, start, end, addMemmap);
  if (ret !== Errno.ok && undoesFailedPopulate) {
    yield* modifyPagetable(kernel, start, end, removeMemmap);
  }
  if (takesMutex) yield unlock();
  return ret;
}

/** vmemmap_free(start, end): unmaps the memmap range and frees its pages; cannot fail. */
export function* vmemmapFree(kernel: KernelContext, start: number, end: number): Program<null> {
  const { takesMutex } = kernel.features;
  if (takesMutex) yield lock();
  yield* modifyPagetable(kernel, start, end, removeMemmap);
  if (takesMutex) yield unlock();
  return null;
}

/** vmem_add_range(start, size): the add that boot calls without the mutex and without a way back. */
export function* vmemAddRange(kernel: KernelContext, start: number, size: number): Program<number> {
  return yield* modifyPagetable(kernel, start, wrap(start + size), addIdentity);
}

/** vmem_add_mapping(start, size): identity-maps the range, or nothing of it; returns an `Errno`. */
export function* vmemAddMapping(
  kernel: KernelContext,
  start: number,
  size: number,
): Program<number> {
  if (start + size >= addressLimit || start + size > kernel.machine.identityEnd) return Errno.range;
  yield lock();
  const ret = yield* vmemAddRange(kernel, start, size);
  if (ret !== Errno.ok) {
    yield* modifyPagetable(kernel, start, start + size, removeIdentity);
  }
  yield unlock();
  return ret;
}

/** vmem_remove_mapping(start, size): unmaps the range; checks nothing and ignores errors. */
export function* vmemRemoveMapping(
  kernel: KernelContext,
  start: number,
  size: number,
): Program<null> {
  yield lock();
  yield* modifyPagetable(kernel, start, wrap(start + size), removeIdentity);
  yield unlock();
  return null;
}
