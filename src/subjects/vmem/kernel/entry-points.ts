/**
 * The four entry points of vmem.c and the unlocked add of boot: lock, walk, roll back.
 *
 * Models: arch/s390/mm/vmem.c vmemmap_populate(), vmemmap_free(), vmem_add_mapping(),
 * vmem_remove_mapping(), vmem_add_range(), from before the series to mainline.
 */
import { lock, unlock } from './ask.ts';
import { Errno, type Mode, type RevisionContext } from './context.ts';
import { addIteratively, populateIteratively, removeIteratively } from './iterative-walk.ts';
import type { MemmapSource } from './kernel-source.ts';
import { modifyPagetable } from './modify-pagetable.ts';
import { nested } from './nested.ts';
import type { Program } from './request.ts';

const addIdentity: Mode = { add: true, direct: true, altmap: false };
const removeIdentity: Mode = { add: false, direct: true, altmap: false };
const memmapModes = {
  own: {
    add: { add: true, direct: false, altmap: false },
    remove: { add: false, direct: false, altmap: false },
  },
  altmap: {
    add: { add: true, direct: false, altmap: true },
    remove: { add: false, direct: false, altmap: true },
  },
} as const satisfies Record<MemmapSource, Record<string, Mode>>;

/** 2^64: addresses wrap here, as unsigned longs do. */
const addressLimit = 2 ** 64;

function wrapAddress(address: number): number {
  return address >= addressLimit ? address - addressLimit : address;
}

/** vmemmap_populate(start, end): maps the memmap range; returns an `Errno`. */
export function* vmemmapPopulate(
  kernel: RevisionContext,
  start: number,
  end: number,
  source: MemmapSource = 'own',
): Program<number> {
  const { features } = kernel;
  if (features.takesMutex) yield lock();
  const ret = features.walksMemmapRecursively
    ? yield* nested(modifyPagetable(kernel, start, end, memmapModes[source].add))
    : yield* nested(populateIteratively(kernel, start, end));
  const mustUndo = ret !== Errno.ok && features.undoesFailedPopulate;
  if (mustUndo && features.undoesUnderOneLock) {
    yield* nested(modifyPagetable(kernel, start, end, memmapModes[source].remove));
  }
  if (features.takesMutex) yield unlock();
  if (mustUndo && !features.undoesUnderOneLock) {
    yield* nested(vmemmapFree(kernel, start, end, source));
  }
  return ret;
}

/** vmemmap_free(start, end): unmaps the memmap range and frees its pages; cannot fail. */
export function* vmemmapFree(
  kernel: RevisionContext,
  start: number,
  end: number,
  source: MemmapSource = 'own',
): Program<null> {
  const { takesMutex, freesMemmap } = kernel.features;
  if (!freesMemmap) return null;
  if (takesMutex) yield lock();
  yield* nested(modifyPagetable(kernel, start, end, memmapModes[source].remove));
  if (takesMutex) yield unlock();
  return null;
}

/** vmem_add_range(start, size): the add that boot calls without the mutex and without rollback. */
export function* vmemAddRange(
  kernel: RevisionContext,
  start: number,
  size: number,
): Program<number> {
  const end = wrapAddress(start + size);
  if (!kernel.features.addsRecursively) return yield* nested(addIteratively(kernel, start, end));
  return yield* nested(modifyPagetable(kernel, start, end, addIdentity));
}

function* vmemRemoveRange(kernel: RevisionContext, start: number, size: number): Program<void> {
  const end = wrapAddress(start + size);
  if (!kernel.features.removesRecursively) yield* nested(removeIteratively(kernel, start, end));
  else yield* nested(modifyPagetable(kernel, start, end, removeIdentity));
}

/** vmem_add_mapping(start, size): identity-maps the whole range or nothing; returns an `Errno`. */
export function* vmemAddMapping(
  kernel: RevisionContext,
  start: number,
  size: number,
): Program<number> {
  if (start + size >= addressLimit || start + size > kernel.machine.identityEnd) return Errno.range;
  yield lock();
  const ret = yield* nested(vmemAddRange(kernel, start, size));
  if (ret !== Errno.ok) yield* nested(vmemRemoveRange(kernel, start, size));
  yield unlock();
  return ret;
}

/** vmem_remove_mapping(start, size): unmaps the range; does not check it and ignores errors. */
export function* vmemRemoveMapping(
  kernel: RevisionContext,
  start: number,
  size: number,
): Program<null> {
  yield lock();
  yield* nested(vmemRemoveRange(kernel, start, size));
  yield unlock();
  return null;
}
