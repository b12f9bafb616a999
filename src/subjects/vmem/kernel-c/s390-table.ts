/**
 * The environment of arch/s390/mm/vmem.c: each external function and macro that it uses, as
 * arithmetic (`value`) or as steps of the machine (`steps`).
 */
import { type Environment, Fault, type Site } from '../../../c/environment.ts';
import { integerOf } from '../../../c/integers.ts';
import { boolType, intType, pointerTo, ulongType, voidType } from '../../../c/types.ts';
import { describeValue, isTrue, type Opaque, type Value } from '../../../c/values.ts';
import { integer } from '../../c-kernel/arithmetic.ts';
import { vocabulary } from '../../c-kernel/vocabulary.ts';
import * as ask from '../kernel/ask.ts';
import { type Answer, EntryClass, type Lock, lockNames, type Request } from '../kernel/request.ts';
import { Level, levelNames } from '../machine/geometry.ts';
import type { KernelSteps, KernelTaken } from './deferred-steps.ts';
import * as entry from './entry-steps.ts';
import { stopped, undefinedBehaviour } from './faults.ts';
import type { KernelHost } from './host.ts';
import * as memory from './memory-steps.ts';
import { objectBehind, replacements } from './replace-entry.ts';
import {
  anyPointer,
  arithmetic,
  emptyFunction,
  type FunctionRow,
  sameFunction,
  stepFunction,
  valueFunction,
} from './s390-arithmetic.ts';
import { constants, entryTypes, structBytes, structs, types, unsupported } from './s390-names.ts';
import { statics } from './statics.ts';
import { EntryPointer, NamedObject, NewMemory } from './values.ts';

export type KernelEnvironment = Environment<KernelHost, Request, Answer>;

function rowsOfLevel(name: (typeof levelNames)[number], level: number): FunctionRow[] {
  const type = entryTypes[name];
  const test = (suffix: string, isWanted: (cls: number) => boolean): FunctionRow =>
    stepFunction(`${name}_${suffix}`, intType, 1, (host, given) =>
      entry.isClass(host, given[0], isWanted),
    );
  const rows: FunctionRow[] = [
    test('none', (cls) => cls === EntryClass.none),
    test('present', (cls) => cls !== EntryClass.none),
    ...['large', 'leaf', 'huge', 'bad'].map((word) => test(word, (cls) => cls === EntryClass.leaf)),
    stepFunction(`${name}_deref`, ulongType, 1, (host, [one]) => entry.target(host, one)),
    stepFunction(`${name}_pfn`, ulongType, 1, (host, [one]) => entry.target(host, one)),
    stepFunction(`${name}p_get`, type, 1, (host, [pointer]) => entry.loadEntry(host, pointer)),
    stepFunction(`set_${name}`, voidType, 2, (host, [pointer, one]) =>
      entry.storeEntry(host, pointer, one),
    ),
    sameFunction(`__${name}`, type),
    sameFunction(`${name}_val`, ulongType),
  ];
  if (level === Level.pte) {
    rows.push(
      stepFunction('pte_clear', voidType, 3, (host, [, , pointer]) =>
        entry.clearEntry(host, pointer),
      ),
    );
    return rows;
  }
  rows.push(
    stepFunction(`${name}_clear`, voidType, 1, (host, [pointer]) =>
      entry.clearEntry(host, pointer),
    ),
  );
  for (const word of ['populate', 'populate_kernel']) {
    rows.push(
      stepFunction(`${name}_${word}`, voidType, 3, (host, [, pointer, table]) =>
        entry.populateEntry(host, pointer, table),
      ),
    );
  }
  return rows;
}

const walkFunctions: FunctionRow[] = [
  valueFunction('pgd_offset_k', pointerTo(entryTypes.pgd), 1, ([address], host) =>
    entry.rootEntry(host, address),
  ),
  valueFunction('pgd_offset', pointerTo(entryTypes.pgd), 2, ([, address], host) =>
    entry.rootEntry(host, address),
  ),
  ...(['p4d', 'pud', 'pmd'] as const).map((name) => offsetRow(`${name}_offset`, name)),
  offsetRow('pte_offset_kernel', 'pte'),
];

function offsetRow(name: string, level: (typeof levelNames)[number]): FunctionRow {
  return stepFunction(name, pointerTo(entryTypes[level]), 2, (host, [above, address]) =>
    entry.offset(host, above, address),
  );
}

/** They free what boot reserved: page by page since 6.19, a whole block since 7.3. */
export const bootMemoryFrees: readonly string[] = [
  'free_reserved_page',
  'free_reserved_pages',
  'free_bootmem_page',
];

const allocations: FunctionRow[] = [
  stepFunction('__get_free_pages', ulongType, 2, (host, [, order]) =>
    memory.allocPages(host, order),
  ),
  stepFunction('memblock_phys_alloc', ulongType, 2, (host, [bytes]) =>
    memory.allocBoot(host, bytes),
  ),
  stepFunction('memblock_alloc', anyPointer, 2, (host, [bytes]) => memory.allocBoot(host, bytes)),
  stepFunction('page_table_alloc', anyPointer, 1, (host) => memory.allocPageTable(host)),
  stepFunction('vmemmap_alloc_block', anyPointer, 2, (host, [bytes]) =>
    memory.allocMemmap(host, bytes, false),
  ),
  stepFunction('vmemmap_alloc_block_buf', anyPointer, 3, (host, [bytes, , altmap]) =>
    memory.allocMemmap(host, bytes, isTrue(altmap)),
  ),
  valueFunction('crst_table_init', voidType, 2, ([table, empty], host) =>
    memory.initTable(host, table, empty),
  ),
  valueFunction('memset64', anyPointer, 3, ([table, empty, count], host) =>
    memory.initTable(host, table, empty, count),
  ),
  stepFunction('free_pages', voidType, 2, (host, [address, order]) =>
    memory.freeMemory(host, address, order),
  ),
  stepFunction('page_table_free', voidType, 2, (host, [, table]) =>
    memory.freeMemory(host, table, 'page table'),
  ),
  stepFunction('vmem_altmap_free', voidType, 2, (host, [, pages]) =>
    memory.freeToAltmap(host, pages),
  ),
  // For reserved memory, which does not exist here.
  ...bootMemoryFrees.map(emptyFunction),
  stepFunction('memset', anyPointer, 3, (host, [to, byte, length]) =>
    memory.fill(host, to, byte, length),
  ),
  stepFunction('memchr_inv', anyPointer, 3, (host, [from, byte, length]) =>
    memory.findOther(host, from, byte, length),
  ),
];

const allLocks: readonly string[] = lockNames;

/** The locks of the model, by their kernel names. */
function lockOf(given: Value): Lock {
  const name = given instanceof NamedObject ? given.what : describeValue(given);
  const lock = allLocks.indexOf(name);
  if (lock >= 0) return lock as Lock;
  throw new Fault(`the lock ${name} is not modelled; ${lockNames.join(', ')} are`);
}

function* takeLock(host: KernelHost, given: Value, takes: boolean): KernelSteps {
  const lock = lockOf(given);
  yield* host.step(takes ? ask.lock(lock) : ask.unlock(lock));
  host.entries.lockChanged();
  return 0;
}

function* flushEntries(host: KernelHost, start: Value, end: Value): KernelSteps {
  const [from, to] = [host.number(start), host.number(end)];
  yield* host.step(ask.flush(from, to));
  return 0;
}

const countedLevels: readonly Level[] = [Level.pte, Level.pmd, Level.pud];

function* changeLeafCount(host: KernelHost, level: Value, delta: Value): KernelSteps {
  const signed = Number(integerOf(BigInt.asIntN(64, BigInt(integer(delta)))));
  const leaf = countedLevels.find((one) => one === level);
  if (leaf === undefined) {
    throw undefinedBehaviour(
      `leaves are counted by level; there is no level ${describeValue(level)}`,
    );
  }
  const change = signed - (host.countedLeaves.get(leaf) ?? 0);
  host.countedLeaves.delete(leaf);
  if (change !== 0) yield* host.step(ask.count(leaf, change));
  return 0;
}

function warnOnce(host: KernelHost, condition: Value, { func }: Site): KernelTaken {
  return isTrue(condition) ? host.asks(ask.warnIn(func), () => 1) : 0;
}

function bug(condition: Value, name: string): Value {
  if (isTrue(condition)) throw stopped(`${name}() is hit`);
  return 0;
}

const otherFunctions: FunctionRow[] = [
  stepFunction('mutex_lock', voidType, 1, (host, [lock]) => takeLock(host, lock, true)),
  stepFunction('mutex_unlock', voidType, 1, (host, [lock]) => takeLock(host, lock, false)),
  stepFunction('flush_tlb_kernel_range', voidType, 2, (host, [start, end]) =>
    flushEntries(host, start, end),
  ),
  stepFunction('__tlb_flush_kernel', voidType, 0, (host) =>
    flushEntries(host, 0, host.machine.vmallocStart),
  ),
  stepFunction('update_page_count', voidType, 2, (host, [level, delta]) =>
    changeLeafCount(host, level, delta),
  ),
  ...['WARN_ON_ONCE', 'WARN_ON'].map((name) =>
    stepFunction(name, boolType, 1, (host, [condition], site) => warnOnce(host, condition, site)),
  ),
  ...['BUG_ON', 'VM_BUG_ON'].map((name) =>
    stepFunction(name, voidType, 1, (_host, [condition]) => bug(condition, name)),
  ),
  // They have no visible effect in the model.
  ...[
    'arch_set_page_dat',
    '__arch_set_page_dat',
    'pr_info',
    'pr_warn',
    'pr_err',
    'pr_debug',
    'printk',
    'cond_resched',
    'might_sleep',
    'lockdep_assert_held',
    'barrier',
    'smp_mb',
    'smp_rmb',
    'smp_wmb',
    'BUILD_BUG_ON',
  ].map(emptyFunction),
];

const rows: readonly FunctionRow[] = [
  ...arithmetic,
  ...levelNames.flatMap((name, level) => rowsOfLevel(name, level)),
  ...walkFunctions,
  ...allocations,
  ...replacements,
  ...otherFunctions,
];

export const s390: KernelEnvironment = {
  vocabulary,
  types,
  structs,
  sizes: structBytes,
  constants,
  functions: new Map(rows),
  lvalues: new Set(levelNames.map((name) => `${name}_val`)),
  objects: new Set(['init_mm']),
  unsupported,
  scans: new Map(
    levelNames.map((name) => [
      `${name}_none`,
      { count: `PTRS_PER_${name.toUpperCase()}`, steps: entry.scan },
    ]),
  ),
  settle: (host) =>
    host.waitingStatics.size === 0 && host.countedLeaves.size === 0 ? 0 : settled(host),
  at: (host, site) => {
    host.site = site;
  },
  asks: (host, request, stack) => {
    host.check(request);
    request.stack = host.stackNow(stack);
  },
  returns: ask.returnsAt,
  fails: (host, kind) => host.failed(kind),
  object: (_host, name) => new NamedObject(name),
  lock: (_host, name) => new NamedObject(name),
  calculate: entry.calculateEntry,
  compare: (_host, operator, left, right) => entry.comparePointers(operator, left, right),
  move: moved,
  load: (host, pointer) => objectBehind(pointer) ?? entry.loadEntry(host, pointer),
  store: entry.storeEntry,
  statics,
};

function* settled(host: KernelHost): KernelSteps {
  yield* host.settle();
  yield* host.settleCounts();
  return 0;
}

function moved(host: KernelHost, from: Opaque, places: number): Value | undefined {
  const pointer = from instanceof NewMemory ? entry.entryPointer(host, from) : from;
  if (!(pointer instanceof EntryPointer)) return undefined;
  const there = pointer.moved(places);
  // One entry past the last is the end of a loop.
  if (there.isFolded || (there.va >= there.tableStart && there.va - there.span < there.tableEnd)) {
    return there;
  }
  throw undefinedBehaviour(`${pointer.what} is moved out of its table`);
}
