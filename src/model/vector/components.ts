/** The parts of the state vector by name: who reports on them need not know where they lie. */
import type { Scope } from '../environment/scope.ts';
import { lockCount } from '../kernel/request.ts';
import { levelNames } from '../machine/geometry.ts';
import type { StateComponent } from '../system.ts';
import { EntryByte, type VectorLayout } from './layout.ts';
import { nodeBytes, ownBytes } from './own.ts';

const { classMask, cached, freedCached, clearedTable, held } = EntryByte;

/** Components that have bytes in this scope; together they cover the state, and none covers a bit twice. */
export function stateComponents(layout: VectorLayout, scope: Scope): StateComponent[] {
  const { at } = layout;
  const from = (name: string, start: number, end: number): StateComponent => {
    const mask = new Uint8Array(at.stateLength);
    mask.fill(0xff, start, end);
    return { name, mask };
  };
  const parts = [
    ...entryComponents(layout),
    from('remembered tail', at.tail, at.flags),
    from('flags: lost, to be flushed', at.flags, at.content),
    from('content of blocks', at.content, at.liveIdentity),
    from('live identity', at.liveIdentity, at.liveMemmap),
    from('live memmap', at.liveMemmap, at.initialised),
    from('initialised memmap', at.initialised, at.pool),
    from('pool of recycled contents', at.pool, at.operationsLeft),
    from('operations left', at.operationsLeft, at.preemptionsLeft),
    from('preemptions', at.preemptionsLeft, at.mutex),
  ];
  if (scope.interleaving !== undefined) {
    parts.push(from('locks', at.mutex, at.mutex + lockCount));
    for (const [thread, { name }] of scope.interleaving.threads.entries()) {
      const block = at.own + thread * ownBytes;
      parts.push(
        from(`${name}: position`, block, block + nodeBytes),
        from(`${name}: own bytes`, block + nodeBytes, block + ownBytes),
      );
    }
  }
  return parts.filter(({ mask }) => mask.some((bits) => bits !== 0));
}

/** What entries name, by area and level; and, of all of them, what is in flight and what a TLB may hold. */
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
  return [...byName].map(([name, mask]) => ({ name, mask }));
}
