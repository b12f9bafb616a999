/** Maps thread roles to menus: the operations that a thread may start, and their locks. */
import { lock, unlock } from '../kernel/ask.ts';
import type { KernelContext } from '../kernel/kernel-source.ts';
import { Lock, type Program } from '../kernel/request.ts';
import { memmapRange, type Range, sectionRange } from '../machine/description.ts';
import type { LockPolicy } from '../scope/thread-fields.ts';
import { type ThreadRole, threadRoles } from '../scope/thread-roles.ts';
import {
  allocatorOperations,
  dumperOperations,
  pfnWalkerOperations,
  setMemoryOperations,
} from './readers.ts';
import type { Operation, ScopeThread } from './scope.ts';

/** The operations that roles select from. */
export interface ThreadMenus {
  readonly kernel: KernelContext;
  readonly sections: readonly number[];
  /** Boot mapped these, and hotplug leaves them alone. */
  readonly uncounted: readonly number[];
  readonly hotplug: readonly Operation[];
  readonly dcss: readonly Operation[];
  /** Every address range that some operation maps. */
  readonly ranges: readonly Range[];
}

export interface ThreadedOperations {
  readonly operations: Operation[];
  readonly threads: ScopeThread[];
}

/** The operations of all threads, and the menu of each thread. */
export function threadOperations(
  roles: readonly ThreadRole[],
  policy: LockPolicy,
  menus: ThreadMenus,
): ThreadedOperations {
  const operations: Operation[] = [];
  const menuByRole = new Map<ThreadRole, number[]>();
  for (const role of roles) {
    if (menuByRole.has(role)) continue;
    const locks = policy === 'all' ? threadRoles[role].locks : contendedLocks(role, roles);
    const menu = operationsOf(role, menus).map((operation) => withLocks(operation, locks));
    menuByRole.set(
      role,
      menu.map((_, index) => operations.length + index),
    );
    operations.push(...menu);
  }
  const threads = roles.map((role, index) => ({
    name: `thread ${index + 1} (${role})`,
    menu: menuByRole.get(role) ?? [],
  }));
  return { operations, threads };
}

function operationsOf(role: ThreadRole, menus: ThreadMenus): readonly Operation[] {
  const { kernel, sections, uncounted } = menus;
  switch (role) {
    case 'callers':
      return [...menus.hotplug, ...menus.dcss];
    case 'hotplug':
    case 'hotplug-unlocked':
      return menus.hotplug;
    case 'dcss':
      return menus.dcss;
    case 'pfn-walker':
      return pfnWalkerOperations(kernel, sections);
    case 'set-memory':
      return setMemoryOperations(kernel, [...sections, ...uncounted]);
    case 'set-memory-4k':
      return setMemoryOperations(kernel, [...sections, ...uncounted], true);
    case 'allocator':
      return allocatorOperations();
    default:
      return dumperOperations(kernel, menus.ranges);
  }
}

/** The locks of a role that another role also takes. No thread ever waits for other locks. */
function contendedLocks(role: ThreadRole, roles: readonly ThreadRole[]): Lock[] {
  return threadRoles[role].locks.filter((wanted) => {
    if (wanted === Lock.vmemMutex) return true;
    const takers = roles.filter((other) =>
      threadRoles[other].locks.some((taken: Lock) => taken === wanted),
    );
    return takers.length > 1;
  });
}

function withLocks(operation: Operation, locks: readonly Lock[]): Operation {
  if (locks.length === 0) return operation;
  return { ...operation, program: () => locked(operation.program, locks) };
}

function* locked(program: () => Program<number>, locks: readonly Lock[]): Program<number> {
  for (const taken of locks) yield lock(taken);
  const result = yield* program();
  for (const taken of [...locks].reverse()) yield unlock(taken);
  return result;
}

/** Every range that a kernel-contract scope maps: identity of sections and DCSS, memmap of sections. */
export function mappedRanges(
  kernel: KernelContext,
  sections: readonly number[],
  dcss: Range | null,
): Range[] {
  const { machine } = kernel;
  return [
    ...sections.map((section) => sectionRange(machine, section)),
    ...(dcss === null ? [] : [dcss]),
    ...sections.map((section) => memmapRange(machine, section)),
  ];
}
