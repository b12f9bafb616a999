/** Operations of a C source on memory: allocate, free, fill and compare. */

import { Fault } from '../../../c/environment.ts';
import { describeValue, type Value } from '../../../c/values.ts';
import { hex } from '../../../text/hex.ts';
import * as ask from '../kernel/ask.ts';
import { EntryClass } from '../kernel/request.ts';
import { unusedByte } from '../machine/events.ts';
import { alignDown, Level, levelNames, pageBytes } from '../machine/geometry.ts';
import type { KernelSteps, KernelTaken } from './deferred-steps.ts';
import { malformed, notAllocated, undefinedBehaviour } from './faults.ts';
import type { KernelHost } from './host.ts';
import { staticTail } from './statics.ts';
import { type EntryPointer, EntryTarget, levelOfEmptyValue, NewMemory } from './values.ts';

/** Tables above the page tables take four pages. */
const crstOrder = 2;
const crstBytes = pageBytes * 2 ** crstOrder;

/** An allocation has no stated purpose: it is for the last entry found without a table. */
function place(host: KernelHost): EntryPointer {
  if (host.vacant !== undefined) return host.vacant;
  throw new Fault(
    'the purpose of this allocation is unknown: no entry without a table was read before it',
  );
}

function* allocateTable(host: KernelHost, level: Level): KernelSteps {
  const { va, level: holder } = place(host);
  if (holder - 1 !== level) {
    throw malformed(
      `a ${levelNames[level]} table is allocated, but the last entry found without a table is a ${levelNames[holder]} entry`,
    );
  }
  const handle = yield* host.step(ask.allocTable(level, va));
  if (handle === 0) return 0;
  // page_table_alloc() returns empty entries; other tables hold garbage.
  host.newTables.allocated(handle, level === Level.pte);
  return new NewMemory({ handle, kind: 'table', level, va });
}

/** page_table_alloc() */
export function allocPageTable(host: KernelHost): KernelSteps {
  return allocateTable(host, Level.pte);
}

/** __get_free_pages(): a table above the page tables. */
export function allocPages(host: KernelHost, order: Value): KernelSteps {
  if (order !== crstOrder) {
    throw malformed(
      `a table above the page tables takes order ${crstOrder}, not ${describeValue(order)}`,
    );
  }
  return allocateTable(host, (place(host).level - 1) as Level);
}

/** memblock_alloc(): a table, before the page allocator is available. */
export function allocBoot(host: KernelHost, bytes: Value): KernelSteps {
  const isCrst = bytes === crstBytes;
  return allocateTable(host, isCrst ? ((place(host).level - 1) as Level) : Level.pte);
}

/** vmemmap_alloc_block(): a block or a page of memmap. */
export function allocMemmap(host: KernelHost, bytes: Value, isAltmap: boolean): KernelTaken {
  const { va } = place(host);
  const isBlock = bytes === host.machine.geometry.span[Level.pmd];
  if (!isBlock && bytes !== pageBytes) {
    throw malformed(`${describeValue(bytes)} bytes of memmap are neither a block nor a page`);
  }
  const request = isBlock ? ask.allocBlock(va, isAltmap) : ask.allocPage(va, isAltmap);
  const [kind, level] = isBlock ? (['block', Level.pmd] as const) : (['page', Level.pte] as const);
  return host.asks(request, (handle) =>
    handle === 0 ? 0 : new NewMemory({ handle, kind, level, va }),
  );
}

/**
 * crst_table_init(), memset64(): the table must be of the level that its initial value implies. `count`:
 * entries, if not all.
 */
export function initTable(host: KernelHost, table: Value, empty: Value, count?: Value): Value {
  if (!(table instanceof NewMemory) || table.kind !== 'table') {
    throw malformed(`${describeValue(table)} is initialised as a table`);
  }
  const level = levelOfEmptyValue(empty);
  if (level === table.level) {
    if (count === undefined || hasAllEntries(host, table, host.number(count))) {
      host.newTables.initialised(table);
    }
    return table;
  }
  const got = level === undefined ? 'no table' : `a ${levelNames[level]} table`;
  throw malformed(`a ${levelNames[table.level]} table is needed here, and ${got} is initialised`);
}

/** On a real machine all upper tables have the same size, so a count of entries of any of them is right. */
function hasAllEntries({ machine }: KernelHost, { level }: NewMemory, count: number): boolean {
  const { entries } = machine.geometry;
  const sizes = level === Level.pte ? [entries[level]] : entries.slice(Level.pmd);
  if (count <= Math.max(...sizes)) return count >= Math.min(...sizes);
  throw undefinedBehaviour(
    `${count} entries of a ${levelNames[level]} table are initialised; it has ${entries[level]}`,
  );
}

/** free_pages(), page_table_free(): memory that an entry points to, or pointed to before it was cleared. */
export function freeMemory(
  host: KernelHost,
  address: Value,
  order: Value | 'page table',
): KernelTaken {
  if (address instanceof NewMemory)
    throw new Fault('freeing memory that was never linked is not modelled');
  // free_pages(0) does nothing.
  if (address === 0 && order !== 'page table') return 0;
  if (!(address instanceof EntryTarget)) throw notAllocated(`${describeValue(address)} is freed`);
  checkOwned(host, address);
  const { pointer, cls, child, isHeld } = address;
  const { table, level, va } = pointer;
  const wanted = orderOf(host, address);
  if (wanted !== order) {
    const [got, want] = [order, wanted].map((one) =>
      typeof one === 'string' ? one : `order ${one}`,
    );
    throw malformed(
      `the target of the ${levelNames[level]} entry is freed as ${got}; it is of ${want}`,
    );
  }
  const isTable = cls === EntryClass.table;
  host.entries.known(pointer).target = undefined;
  if (isHeld) return host.asks(ask.freeHeld(level, va, isTable), zero);
  host.entries.known(pointer).isFreed = true;
  const request = isTable
    ? ask.freeTable(table, level, va, child)
    : ask.freeMemmap(table, level, va);
  return host.asks(request, zero);
}

/** The identity mapping maps memory that vmem.c did not allocate. */
function checkOwned(host: KernelHost, target: EntryTarget): void {
  const address = host.identityAddress(target);
  if (address === undefined) return;
  throw notAllocated(`the memory at ${hex(address)} is freed; only its mapping belongs to vmem.c`);
}

function zero(): Value {
  return 0;
}

function orderOf(host: KernelHost, { pointer, cls }: EntryTarget): number | 'page table' {
  if (cls === EntryClass.table) return pointer.level === Level.pmd ? 'page table' : crstOrder;
  return Math.log2(host.machine.geometry.span[pointer.level] / pageBytes);
}

/** vmem_altmap_free(): receives the number of pages, not their address. */
export function freeToAltmap(host: KernelHost, pages: Value): KernelTaken {
  const held = host.lastTarget;
  if (held === undefined) throw new Fault('what returns to the altmap is unknown');
  checkOwned(host, held);
  const { table, level, va, span } = held.pointer;
  if (host.number(pages) * pageBytes !== span) {
    throw malformed(
      `${describeValue(pages)} pages are returned to the altmap for an entry of ${span / pageBytes}`,
    );
  }
  const known = host.entries.known(held.pointer);
  known.isFreed = true;
  known.target = undefined;
  return host.asks(ask.freeMemmap(table, level, va, true), zero);
}

/** Only memmap is filled and scanned. */
function rangeInMemmap(
  host: KernelHost,
  name: string,
  from: Value,
  length: Value,
): [va: number, bytes: number] {
  const [va, bytes] = [host.number(from), host.number(length)];
  if (va >= host.machine.vmemmapStart) return [va, bytes];
  throw undefinedBehaviour(`${name}() of ${hex(va)}, which is not memmap`);
}

/** memset() of memmap: 0xFD marks it as unused, zeroes mark a struct page as used. */
export function* fill(host: KernelHost, to: Value, byte: Value, length: Value): KernelSteps {
  // The content of a table or block that is not mapped yet is not visible.
  if (to instanceof NewMemory && byte === 0) return to;
  const [va, bytes] = rangeInMemmap(host, 'memset', to, length);
  if (bytes === 0) return to;
  if (byte === 0) {
    yield* host.step(ask.markUsed(va, bytes));
    return to;
  }
  if (byte !== unusedByte) {
    throw new Fault(`memset() to ${describeValue(byte)} is not modelled; only 0xFD and 0 are`);
  }
  // From the remembered tail to the end of its block: a single request.
  const isTail = host.knownStatics.get(staticTail) === va && va !== 0;
  const pmd = host.machine.geometry.span[Level.pmd];
  const isRest = isTail && va + bytes === alignDown(va, pmd) + pmd;
  yield* host.step(isRest ? ask.markTail() : ask.markUnused(va, bytes));
  return to;
}

/** memchr_inv(): whether all bytes of a block are 0xFD; returns the address of the first other byte. */
export function* findOther(host: KernelHost, from: Value, byte: Value, length: Value): KernelSteps {
  if (byte !== unusedByte) throw new Fault('memchr_inv() is modelled only for 0xFD');
  const [va, bytes] = rangeInMemmap(host, 'memchr_inv', from, length);
  if (bytes === 0) return 0;
  const isAll = yield* host.step(ask.testUnused(va, bytes));
  return isAll === 1 ? 0 : from;
}
