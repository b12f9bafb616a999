/** Steps around the walks: calls and returns, locks, the flush, counters, warnings. */
import { hex } from '../../../text/hex.ts';
import { CallKind, lockNames, type Op, type Request } from '../kernel/request.ts';
import { type StepRow, Trait } from './step-row.ts';

/** They return nothing, or ignore every error. */
const cannotFail: readonly (CallKind | undefined)[] = [CallKind.free, CallKind.remove];

const takeText = ({ arg }: Readonly<Request>): string => `take ${lockNames[arg]}`;
const releaseText = ({ arg }: Readonly<Request>): string => `release ${lockNames[arg]}`;

export const frameSteps = {
  lock: {
    kind: 'lock',
    does: 'take a lock',
    purpose: 'From here on no other thread may change the page tables.',
    fields: { arg: 'a Lock' },
    traits: 0,
    text: takeText,
    pending: takeText,
    needs: ['mutex'],
  },
  unlock: {
    kind: 'unlock',
    does: 'release a lock',
    purpose: 'Other threads may change the page tables again.',
    fields: { arg: 'a Lock' },
    traits: 0,
    text: releaseText,
    pending: releaseText,
    needs: ['mutex'],
  },
  flush: {
    kind: 'flush',
    does: 'flush the TLB',
    purpose: 'Drops what TLBs hold: no CPU can use an old translation any more.',
    fields: { va: 'the first byte', arg: 'behind the last byte' },
    traits: 0,
    pending: ({ va, arg }) => `flush TLB ${hex(va)}-${hex(arg)}`,
    needs: ['removal'],
  },
  count: {
    kind: 'count',
    does: 'count leaves of the identity mapping',
    purpose: 'Counts large and small pages of the identity mapping, as /proc/meminfo shows them.',
    fields: { level: 'of the leaves', arg: 'the difference' },
    traits: Trait.mergesUnderMutex,
    pending: 'count direct-map leaves',
    needs: ['identity'],
  },
  warn: {
    kind: 'warn',
    does: 'WARN_ON_ONCE()',
    purpose: 'The kernel notices that something is wrong, and continues.',
    fields: { arg: 'index into `warners`' },
    traits: Trait.mergesUnderMutex,
    pending: 'warn',
    needs: ['wrongCaller'],
  },
  fault: {
    kind: 'fault',
    does: 'a fault that ends the program',
    purpose: 'Does something that has no meaning: the program cannot continue.',
    fields: { arg: 'index into `faultNames`' },
    traits: Trait.mergesUnderMutex | Trait.ofTextsOnly,
    pending: 'end with a fault',
    needs: [],
  },
  call: {
    kind: 'call',
    does: 'call an entry point',
    purpose: 'A caller requests that an address range be mapped or unmapped.',
    fields: { call: 'which entry point', va: 'the first byte', arg: 'behind the last byte' },
    traits: Trait.frame | Trait.shown,
    pending: 'call',
    needs: [],
  },
  return: {
    kind: 'return',
    does: 'return from an entry point',
    purpose: 'The call is over. The caller believes what it returned.',
    fields: { call: 'which entry point', arg: 'its result' },
    traits: Trait.frame | Trait.shown | Trait.showsState,
    pending: 'return',
    answers: ({ call }) => (cannotFail.includes(call) ? ['0'] : ['0', 'an error']),
    needs: [],
  },
} as const satisfies Partial<Record<keyof typeof Op, StepRow>>;
