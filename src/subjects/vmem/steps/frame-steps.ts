/** Steps around the walks: calls and returns, locks, the flush, counters, warnings. */
import { hex } from '../../../text/hex.ts';
import { CallKind, lockNames, type RequestOf } from '../kernel/request.ts';
import { type StepRows, Trait } from './step-row.ts';

/** Calls that return nothing, or ignore every error. */
const cannotFail: readonly (CallKind | undefined)[] = [CallKind.free, CallKind.remove];

const takeText = ({ lock }: RequestOf<'lock'>): string => `take ${lockNames[lock]}`;
const releaseText = ({ lock }: RequestOf<'unlock'>): string => `release ${lockNames[lock]}`;

export const frameSteps = {
  lock: {
    kind: 'lock',
    does: 'take a lock',
    purpose: 'From here on no other thread may change the page tables.',
    traits: 0,
    text: takeText,
    pending: takeText,
    needs: ['mutex'],
  },
  unlock: {
    kind: 'unlock',
    does: 'release a lock',
    purpose: 'Other threads may change the page tables again.',
    traits: 0,
    text: releaseText,
    pending: releaseText,
    needs: ['mutex'],
  },
  flush: {
    kind: 'flush',
    does: 'flush the TLB',
    purpose: 'Drops what TLBs hold: no CPU can use an old translation any more.',
    traits: 0,
    pending: ({ start, end }) => `flush TLB ${hex(start)}-${hex(end)}`,
    needs: ['removal'],
  },
  count: {
    kind: 'count',
    does: 'count leaves of the identity mapping',
    purpose: 'Counts large and small pages of the identity mapping, as /proc/meminfo shows them.',
    traits: Trait.mergesUnderMutex,
    pending: 'count direct-map leaves',
    needs: ['identity'],
  },
  warn: {
    kind: 'warn',
    does: 'WARN_ON_ONCE()',
    purpose: 'The kernel notices that something is wrong, and continues.',
    traits: Trait.mergesUnderMutex,
    pending: 'warn',
    needs: ['wrongCaller'],
  },
  fault: {
    kind: 'fault',
    does: 'a fault that ends the program',
    purpose: 'Does something that has no meaning: the program cannot continue.',
    traits: Trait.mergesUnderMutex | Trait.ofTextsOnly,
    pending: 'end with a fault',
    needs: [],
  },
  call: {
    kind: 'call',
    does: 'call an entry point',
    purpose: 'A caller requests that an address range be mapped or unmapped.',
    traits: Trait.frame | Trait.shown,
    pending: 'call',
    needs: [],
  },
  return: {
    kind: 'return',
    does: 'return from an entry point',
    purpose: 'The call has ended. The caller trusts the return value.',
    traits: Trait.frame | Trait.shown | Trait.showsState,
    pending: 'return',
    answers: ({ call }) => (cannotFail.includes(call) ? ['0'] : ['0', 'an error']),
    needs: [],
  },
} as const satisfies StepRows;
