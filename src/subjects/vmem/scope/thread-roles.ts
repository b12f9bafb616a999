/** The roles of threads: what each does, and the locks that it takes. */
import { Lock } from '../kernel/request.ts';

/** The operations of each role, and the locks around every operation, outermost first. */
export const threadRoles = {
  callers: { locks: [], does: 'all operations of hotplug and DCSS, one at a time' },
  hotplug: { locks: [Lock.hotplug], does: 'adds, onlines and removes memory blocks' },
  'hotplug-unlocked': {
    locks: [],
    does: 'the same without mem_hotplug_lock, which every kernel takes',
  },
  dcss: { locks: [Lock.dcss], does: 'loads and unloads the DCSS' },
  dumper: {
    locks: [Lock.hotplug],
    does: 'dumps page tables, as ptdump does: with mem_hotplug_lock, without vmem_mutex',
  },
  'dumper-unlocked': { locks: [], does: 'dumps page tables without any lock, as ptdump_check_wx' },
  'dumper-mutex': {
    locks: [Lock.hotplug, Lock.vmemMutex],
    does: 'dumps page tables with mem_hotplug_lock and, inside it, vmem_mutex: a possible repair',
  },
  'dumper-inverted': {
    locks: [Lock.vmemMutex, Lock.hotplug],
    does: 'takes the same two locks in the wrong order: a wrong version of that repair',
  },
  'pfn-walker': {
    locks: [],
    does: 'uses struct pages of sections that are online, without a lock',
  },
  'set-memory': { locks: [Lock.cpa], does: 'set_memory_*() on plugged memory, under cpa_mutex' },
  'set-memory-4k': {
    locks: [Lock.cpa],
    does: 'set_memory_4k() on plugged memory: splits large leaves, under cpa_mutex',
  },
  allocator: { locks: [], does: 'allocates any free page, at any time' },
} as const satisfies Record<string, { locks: readonly Lock[]; does: string }>;

export type ThreadRole = keyof typeof threadRoles;
export const threadRoleNames = Object.keys(threadRoles) as ThreadRole[];
