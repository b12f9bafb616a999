/**
 * The environment of arch/s390/mm/vmem.c: each function and macro that it takes from outside, as
 * arithmetic (`value`) or as steps of the machine (`steps`).
 */
import { type Environment, Fault, type FunctionOf, type Site } from '../../c/environment.ts';
import { calculate, compare, type Integer, integerOf, isInteger } from '../../c/integers.ts';
import { boolType, intType, pointerTo, type Type, ulongType, voidType } from '../../c/types.ts';
import { describeValue, isTrue, type Opaque, type Value } from '../../c/values.ts';
import * as ask from '../kernel/request.ts';
import { type Answer, EntryClass, type Request } from '../kernel/request.ts';
import { Level, levelNames, pageBytes } from '../machine/geometry.ts';
import * as entry from './entry-steps.ts';
import type { KernelHost, KernelSteps, KernelTaken } from './host.ts';
import * as memory from './memory-steps.ts';
import {
  constants,
  entryTypes,
  sizes,
  structs,
  types,
  unsupported,
  vocabulary,
} from './s390-names.ts';
import { statics } from './statics.ts';
import { EntryPointer, NamedObject } from './values.ts';

export type KernelEnvironment = Environment<KernelHost, Readonly<Request>, Answer>;
type KernelFunction = FunctionOf<KernelHost, Readonly<Request>, Answer>;
type Row = [name: string, row: KernelFunction];
type Given = readonly Value[];

const anyPointer = pointerTo(voidType);

/** Arithmetic: no step. */
function value(
  name: string,
  type: Type,
  arity: number | undefined,
  compute: (given: Given, host: KernelHost) => Value,
): Row {
  return [name, { type, arity, value: (host, given) => compute(given, host) }];
}

function steps(
  name: string,
  type: Type,
  arity: number,
  take: (host: KernelHost, given: Given, site: Site) => KernelTaken,
): Row {
  return [name, { type, arity, steps: take }];
}

const same = (name: string, type: Type): Row => value(name, type, 1, ([given]) => given);
const nothing = (name: string): Row => value(name, voidType, undefined, () => 0);

function integer(given: Value): Integer {
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

const isAligned = (address: Value, bytes: Value): Value =>
  alignedDown(address, bytes) === address ? 1 : 0;

const arithmetic: Row[] = [
  value('ALIGN', ulongType, 2, ([address, bytes]) => alignedUp(address, bytes)),
  value('ALIGN_DOWN', ulongType, 2, ([address, bytes]) => alignedDown(address, bytes)),
  value('IS_ALIGNED', intType, 2, ([address, bytes]) => isAligned(address, bytes)),
  value('PAGE_ALIGN', ulongType, 1, ([address]) => alignedUp(address, pageBytes)),
  value('PAGE_ALIGNED', intType, 1, ([address]) => isAligned(address, pageBytes)),
  value('PFN_ALIGN', ulongType, 1, ([address]) => alignedUp(address, pageBytes)),
  value('min', ulongType, 2, ([a, b]) => (compare('<', integer(a), integer(b)) ? a : b)),
  value('max', ulongType, 2, ([a, b]) => (compare('>', integer(a), integer(b)) ? a : b)),
  value('get_order', intType, 1, ([bytes]) => orderOf(Number(integer(bytes)))),
  same('likely', intType),
  same('unlikely', intType),
  same('READ_ONCE', ulongType),
  ...levelNames.slice(Level.pmd).map((name) => addressEnd(name)),
];

function orderOf(bytes: number): number {
  let order = 0;
  while (pageBytes * 2 ** order < bytes && order < 52) order++;
  return order;
}

/** p?d_addr_end(): the end of the entry, or of the range if that comes first. */
function addressEnd(name: (typeof levelNames)[number]): Row {
  return value(`${name}_addr_end`, ulongType, 2, ([address, end], { machine }) => {
    const bytes = machine.geometry.span[levelNames.indexOf(name)];
    const next = calculate('+', ulongType, alignedDown(address, bytes), bytes);
    // Both may have wrapped to 0 at the end of the address space.
    const [a, b] = [next, integer(end)].map((one) => calculate('-', ulongType, one, 1));
    return compare('<', a, b) ? next : end;
  });
}

/** Physical, virtual, page frame number and struct page: one number each in the model. */
const conversions: Row[] = [
  ...['__va', 'phys_to_virt', 'pfn_to_virt', 'page_to_virt', 'page_address'].map((name) =>
    same(name, anyPointer),
  ),
  ...['phys_to_page', 'virt_to_page', 'pfn_to_page'].map((name) => same(name, anyPointer)),
  ...['__pa', 'virt_to_phys', 'pfn_to_phys', 'page_to_phys', 'virt_to_pfn', 'page_to_pfn'].map(
    (name) => same(name, ulongType),
  ),
  same('__pgprot', ulongType),
  same('pgprot_val', ulongType),
];

const machineTests: Row[] = [
  value('slab_is_available', boolType, 0, () => 1),
  value('debug_pagealloc_enabled', boolType, 0, (_, { machine }) =>
    machine.debugPagealloc ? 1 : 0,
  ),
  value('cpu_has_edat1', boolType, 0, (_, { machine }) => (machine.edat1 ? 1 : 0)),
  value('cpu_has_edat2', boolType, 0, (_, { machine }) => (machine.edat2 ? 1 : 0)),
  value('cpu_has_nx', boolType, 0, (_, { machine }) => (machine.nx ? 1 : 0)),
  // The machine knows which memory is reserved: a free of it warns, and nothing more.
  value('PageReserved', intType, 1, () => 0),
];

function rowsOfLevel(name: (typeof levelNames)[number], level: number): Row[] {
  const type = entryTypes[name];
  const test = (suffix: string, isWanted: (cls: number) => boolean): Row =>
    steps(`${name}_${suffix}`, intType, 1, (host, [one]) => entry.isClass(host, one, isWanted));
  const rows: Row[] = [
    test('none', (cls) => cls === EntryClass.none),
    test('present', (cls) => cls !== EntryClass.none),
    ...['large', 'leaf', 'huge', 'bad'].map((word) => test(word, (cls) => cls === EntryClass.leaf)),
    steps(`${name}_deref`, ulongType, 1, (host, [one]) => entry.target(host, one)),
    steps(`${name}_pfn`, ulongType, 1, (host, [one]) => entry.target(host, one)),
    steps(`${name}p_get`, type, 1, (host, [pointer]) => entry.load(host, pointer)),
    steps(`set_${name}`, voidType, 2, (host, [pointer, one]) => entry.store(host, pointer, one)),
    same(`__${name}`, type),
    same(`${name}_val`, ulongType),
  ];
  if (level === Level.pte) {
    rows.push(steps('pte_clear', voidType, 3, (host, [, , pointer]) => entry.clear(host, pointer)));
    return rows;
  }
  rows.push(steps(`${name}_clear`, voidType, 1, (host, [pointer]) => entry.clear(host, pointer)));
  for (const word of ['populate', 'populate_kernel']) {
    rows.push(
      steps(`${name}_${word}`, voidType, 3, (host, [, pointer, table]) =>
        entry.populate(host, pointer, table),
      ),
    );
  }
  return rows;
}

const walks: Row[] = [
  value('pgd_offset_k', pointerTo(entryTypes.pgd), 1, ([address], host) =>
    entry.rootEntry(host, address),
  ),
  value('pgd_offset', pointerTo(entryTypes.pgd), 2, ([, address], host) =>
    entry.rootEntry(host, address),
  ),
  ...(['p4d', 'pud', 'pmd'] as const).map((name) => offsetRow(`${name}_offset`, name)),
  offsetRow('pte_offset_kernel', 'pte'),
];

function offsetRow(name: string, level: (typeof levelNames)[number]): Row {
  return steps(name, pointerTo(entryTypes[level]), 2, (host, [above, address]) =>
    entry.offset(host, above, address),
  );
}

const allocations: Row[] = [
  steps('__get_free_pages', ulongType, 2, (host, [, order]) => memory.allocPages(host, order)),
  steps('memblock_phys_alloc', ulongType, 2, (host, [bytes]) => memory.allocBoot(host, bytes)),
  steps('memblock_alloc', anyPointer, 2, (host, [bytes]) => memory.allocBoot(host, bytes)),
  steps('page_table_alloc', anyPointer, 1, (host) => memory.allocPageTable(host)),
  steps('vmemmap_alloc_block', anyPointer, 2, (host, [bytes]) =>
    memory.allocMemmap(host, bytes, false),
  ),
  steps('vmemmap_alloc_block_buf', anyPointer, 3, (host, [bytes, , altmap]) =>
    memory.allocMemmap(host, bytes, isTrue(altmap)),
  ),
  value('crst_table_init', voidType, 2, ([table, empty]) => memory.initTable(table, empty)),
  value('memset64', anyPointer, 3, ([table, empty]) => memory.initTable(table, empty)),
  steps('free_pages', voidType, 2, (host, [address, order]) => memory.free(host, address, order)),
  steps('page_table_free', voidType, 2, (host, [, table]) =>
    memory.free(host, table, 'page table'),
  ),
  steps('vmem_altmap_free', voidType, 2, (host, [, pages]) => memory.freeToAltmap(host, pages)),
  // Of memory that is reserved, which is none here.
  nothing('free_reserved_page'),
  steps('memset', anyPointer, 3, (host, [to, byte, length]) => memory.fill(host, to, byte, length)),
  steps('memchr_inv', anyPointer, 3, (host, [from, byte, length]) =>
    memory.findOther(host, from, byte, length),
  ),
];

const lockNames: readonly string[] = ask.lockNames;

/** The locks of the model, by the names that they have in the kernel. */
function lockOf(given: Value): ask.Lock {
  const name = given instanceof NamedObject ? given.what : describeValue(given);
  const lock = lockNames.indexOf(name);
  if (lock >= 0) return lock as ask.Lock;
  throw new Fault(`the lock ${name} is not modelled; ${lockNames.join(', ')} are`);
}

function* takeLock(host: KernelHost, given: Value, takes: boolean): KernelSteps {
  const lock = lockOf(given);
  yield* host.step(() => (takes ? ask.lock(lock) : ask.unlock(lock)));
  return 0;
}

function* flush(host: KernelHost, start: Value, end: Value): KernelSteps {
  const [from, to] = [host.number(start), host.number(end)];
  yield* host.step(() => ask.flush(from, to));
  return 0;
}

function* count(host: KernelHost, level: Value, delta: Value): KernelSteps {
  const signed = Number(integerOf(BigInt.asIntN(64, BigInt(integer(delta)))));
  const leaf = host.number(level) as Level;
  if (signed !== 0) yield* host.step(() => ask.count(leaf, signed));
  return 0;
}

function* warnOnce(host: KernelHost, condition: Value, { func }: Site): KernelSteps {
  if (!isTrue(condition)) return 0;
  yield* host.step(() => ask.warnIn(func));
  return 1;
}

function bug(condition: Value, name: string): Value {
  if (isTrue(condition)) throw new Fault(`${name}() is hit`);
  return 0;
}

const others: Row[] = [
  steps('mutex_lock', voidType, 1, (host, [lock]) => takeLock(host, lock, true)),
  steps('mutex_unlock', voidType, 1, (host, [lock]) => takeLock(host, lock, false)),
  steps('flush_tlb_kernel_range', voidType, 2, (host, [start, end]) => flush(host, start, end)),
  steps('__tlb_flush_kernel', voidType, 0, (host) => flush(host, 0, host.machine.vmallocStart)),
  steps('update_page_count', voidType, 2, (host, [level, delta]) => count(host, level, delta)),
  ...['WARN_ON_ONCE', 'WARN_ON'].map((name) =>
    steps(name, boolType, 1, (host, [condition], site) => warnOnce(host, condition, site)),
  ),
  ...['BUG_ON', 'VM_BUG_ON'].map((name) =>
    steps(name, voidType, 1, (_host, [condition]) => bug(condition, name)),
  ),
  // Nothing that the model sees depends on them.
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
  ].map(nothing),
];

const rows: readonly Row[] = [
  ...arithmetic,
  ...conversions,
  ...machineTests,
  ...levelNames.flatMap((name, level) => rowsOfLevel(name, level)),
  ...walks,
  ...allocations,
  ...others,
];

export const s390: KernelEnvironment = {
  vocabulary,
  types,
  structs,
  sizes,
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
  settle: (host) => (host.waitingStatics.size === 0 ? 0 : settled(host)),
  at: (host, site) => {
    host.site = site;
  },
  asks: (host, _request, stack) => ask.askedAt(host.stackNow(stack)),
  returns: ask.returnsAt,
  object: (_host, name) => new NamedObject(name),
  lock: (_host, name) => new NamedObject(name),
  calculate: (_host, operator, left, right) => entry.calculateEntry(operator, left, right),
  compare: (_host, operator, left, right) => entry.comparePointers(operator, left, right),
  move: (_host, pointer, steps_) => moved(pointer, steps_),
  load: entry.load,
  store: entry.store,
  statics,
};

function* settled(host: KernelHost): KernelSteps {
  yield* host.settle();
  return 0;
}

function moved(pointer: Opaque, places: number): Value | undefined {
  return pointer instanceof EntryPointer ? pointer.moved(places) : undefined;
}
