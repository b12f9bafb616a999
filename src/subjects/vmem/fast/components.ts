/** The parts of the state vector by name, for reports that do not know the layout. */

import type { StateComponent } from '../../../model/system.ts';
import type { Scope } from '../environment/scope.ts';
import { lockCount } from '../kernel/request.ts';
import { levelNames } from '../machine/geometry.ts';
import { EntryByte, type VectorLayout } from './layout.ts';
import { frameBytes, nodeBytes } from './thread-frame.ts';

const { classMask, cached, freedCached, clearedTable, held } = EntryByte;

const part = {
  tail: 'remembered tail',
  content: 'content of blocks',
  pool: 'pool of recycled contents',
  liveIdentity: 'live identity',
  liveMemmap: 'live memmap',
  initialised: 'initialised memmap',
} as const;
const contentNames = new Set<string>([part.tail, part.content, part.pool]);
const ghostNames = new Set<string>([part.liveIdentity, part.liveMemmap, part.initialised]);

/** The components that have bytes in this scope, then groups of them. */
export function stateComponents(layout: VectorLayout, scope: Scope): StateComponent[] {
  const { at } = layout;
  const from = (name: string, start: number, end: number): StateComponent => {
    const mask = new Uint8Array(at.stateLength);
    mask.fill(0xff, start, end);
    return { name, mask, isGroup: false };
  };
  const entries = entryComponents(layout);
  const parts = [
    ...entries,
    from(part.tail, at.tail, at.flags),
    from('flags: lost, to be flushed', at.flags, at.content),
    from(part.content, at.content, at.liveIdentity),
    from(part.liveIdentity, at.liveIdentity, at.liveMemmap),
    from(part.liveMemmap, at.liveMemmap, at.initialised),
    from(part.initialised, at.initialised, at.pool),
    from(part.pool, at.pool, at.operationsLeft),
    from('operations left', at.operationsLeft, at.statics),
    from('static variables', at.statics, at.origin),
    from('origin of memory', at.origin, at.preemptionsLeft),
    from('preemptions', at.preemptionsLeft, at.mutex),
  ];
  const threads = (scope.threads ?? []).map(({ name }, thread) => {
    const block = at.own + thread * frameBytes;
    const own = [
      from(`${name}: position`, block, block + nodeBytes),
      from(`${name}: own bytes`, block + nodeBytes, block + frameBytes),
    ];
    return { name, own };
  });
  if (threads.length > 0) parts.push(from('locks', at.mutex, at.mutex + lockCount));
  const used = [...parts, ...threads.flatMap(({ own }) => own)].filter(({ mask }) =>
    mask.some((bits) => bits !== 0),
  );
  const isContent = ({ name }: StateComponent): boolean => contentNames.has(name);
  const isLive = ({ name }: StateComponent): boolean => ghostNames.has(name);
  return [
    ...used,
    joined('all entries', entries),
    joined('all contents of memmap', used.filter(isContent)),
    joined('what is live and initialised', used.filter(isLive)),
    ...threads.map(({ name, own }) => joined(`${name}: all of it`, own)),
  ];
}

function joined(name: string, parts: readonly StateComponent[]): StateComponent {
  const mask = new Uint8Array(parts[0].mask.length);
  for (const part of parts) for (const [at, bits] of part.mask.entries()) mask[at] |= bits;
  return { name, mask, isGroup: true };
}

/**
 * The targets of entries, by area and level; and, for all of them, entries in flight and in the TLB.
 */
function entryComponents(layout: VectorLayout): StateComponent[] {
  const { entryCount, entryLevel, entryStart, machine, at } = layout;
  const byName = new Map<string, Uint8Array>();
  const add = (name: string, entry: number, bits: number): void => {
    const mask = byName.get(name) ?? new Uint8Array(at.stateLength);
    mask[entry] |= bits;
    byName.set(name, mask);
  };
  for (let entry = 0; entry < entryCount; entry++) {
    const isIdentity = entryStart[entry] < machine.vmemmapStart;
    const area = isIdentity ? 'identity' : 'memmap';
    add(`${area} ${levelNames[entryLevel[entry]]} entries`, entry, classMask);
    add('entries in a TLB', entry, cached | freedCached);
    add('entries cleared, not yet freed', entry, clearedTable | held);
  }
  return [...byName].map(([name, mask]) => ({ name, mask, isGroup: false }));
}
