/** Events in the recording's own notation (docs/TRACE-FORMAT.md). */
import { faultNames, warners } from '../kernel/request.ts';
import { EventKind, oopsReasons, type RecordedEvent, Target } from '../machine/events.ts';
import { Level, levelNames } from '../machine/geometry.ts';
import { blockOver, pageOver } from './event-list.ts';
import { hexText } from './trace-values.ts';

/** By AllocWhat: a table of each level, then the two sizes of memmap. */
export const allocNames = [...levelNames, 'block', 'page'] as const;
/** By AllocFrom, from altmap on: what an allocation is said to come from. */
export const allocSources = ['altmap', 'altmap-full'] as const;
/** By pte, pmd, pud: names of the direct-map counters. */
export const counterNames = ['4K', '1M', '2G'] as const;
/** By Target: the letters of ids, and the words for what an entry names. */
export const idLetters = ['t', 'b', 'p'] as const;
export const targetNames = ['table', 'block', 'page', 'dir', 'dir', 'none', 'block', 'page'];

function idOf(target: number, id: number): string | null {
  return id === 0 ? null : `${idLetters[target]}${id}`;
}

/** What kind of id an allocation of `what` (AllocWhat) makes. */
export function allocTarget(what: number): 0 | 1 | 2 {
  if (what <= Level.pgd) return Target.table;
  return allocNames[what] === 'block' ? Target.block : Target.page;
}

function entryWords(target: number, id: number): unknown[] {
  const words: unknown[] = [targetNames[target]];
  const letter = { [blockOver]: Target.block, [pageOver]: Target.page }[target] ?? target;
  if (letter <= Target.page) words.push(idOf(letter, id));
  if (target === Target.identityOver || target >= blockOver) words.push('over');
  return words;
}

function eventWords({ kind, a, b, c, d }: RecordedEvent): unknown[] {
  switch (kind) {
    case EventKind.lock:
      return ['lock'];
    case EventKind.unlock:
      return ['unlock'];
    case EventKind.alloc:
      return [
        'alloc',
        allocNames[a],
        idOf(allocTarget(a), b),
        ...(c === 0 ? [] : [allocSources[c - 1]]),
      ];
    case EventKind.set:
      return ['set', levelNames[a], hexText(b), ...entryWords(c, d)];
    case EventKind.clear:
      return ['clear', levelNames[a], hexText(b), ...entryWords(c, d)];
    case EventKind.free:
      return ['free', idOf(a, b)];
    case EventKind.badFree:
      return ['badfree', c === 1 ? 'altmap' : 'not-live', idOf(a, b)];
    case EventKind.memset:
      return ['memset', hexText(a), b, c];
    case EventKind.fault:
      return ['fault', hexText(a), b, c];
    case EventKind.scan:
      return ['scan', hexText(a), b, c === 1];
    case EventKind.flush:
      return ['flush', hexText(a), hexText(b)];
    case EventKind.count:
      return ['count', counterNames[a], b];
    case EventKind.warn:
      return ['warn', warners[a]];
    case EventKind.oops:
      return ['oops', oopsReasons[a], levelNames[b], hexText(c)];
    case EventKind.altmapFree:
      return ['altmap_free', a];
    case EventKind.programFault:
      return ['program-fault', faultNames[a]];
  }
}

export function eventText(event: RecordedEvent): string {
  return JSON.stringify(eventWords(event));
}
