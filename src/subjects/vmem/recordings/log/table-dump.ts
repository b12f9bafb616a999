/** The tables that a recorder read from memory, and the state of a recording that is made of them. */
import { type Level, levelNames } from '../../machine/geometry.ts';
import { addressText } from './log-line.ts';
import { type ShadowTables, spans } from './shadow-tables.ts';

export interface DumpedLeaves {
  readonly level: Level;
  readonly va: number;
  readonly count: number;
  readonly kind: 'dir' | 'block' | 'page';
}

/** The window where tables belong only to hotplugged memory: no 2 GiB entry is shared with boot memory. */
export interface DumpWindow {
  readonly identityFrom: number;
  readonly vmemmap: number;
  readonly memmapFrom: number;
  /** The end of the window; something else follows, such as the absolute lowcore. */
  readonly memmapTo: number;
}

export class TableDump {
  readonly runs: DumpedLeaves[] = [];
  /** Empty tables by level, pte first. */
  readonly empty = [0, 0, 0, 0];

  clear(): void {
    this.runs.length = 0;
    this.empty.fill(0);
  }

  /** Adds a run; one that continues the last, across the end of a table, makes that longer. */
  run(level: Level, va: number, count: number, isIdentity: boolean): void {
    const kind = isIdentity ? 'dir' : level === 0 ? 'page' : 'block';
    const last = this.runs.at(-1);
    if (last?.level === level && last.kind === kind && last.va + last.count * spans[level] === va) {
      this.runs[this.runs.length - 1] = { ...last, count: last.count + count };
    } else {
      this.runs.push({ level, va, count, kind });
    }
  }

  /** The window after boot memory and its memmap. */
  windowBehind(vmemmap: number, vmalloc: number): DumpWindow {
    const whole = spans[2];
    let identityEnd = 0;
    let memmapEnd = vmemmap;
    let end = vmalloc;
    for (const { level, va, count } of this.runs) {
      const after = va + count * spans[level];
      if (va < vmemmap) identityEnd = Math.max(identityEnd, after);
      else if (va === memmapEnd) memmapEnd = after;
      else end = Math.min(end, va - (va % whole));
    }
    const up = (address: number): number => Math.ceil(address / whole) * whole;
    return { identityFrom: up(identityEnd), vmemmap, memmapFrom: up(memmapEnd), memmapTo: end };
  }
}

export function isInWindow(window: DumpWindow, va: number): boolean {
  return (
    (va >= window.identityFrom && va < window.vmemmap) ||
    (va >= window.memmapFrom && va < window.memmapTo)
  );
}

interface LoggedState {
  readonly tables: ShadowTables;
  readonly dump: TableDump;
  /** Where the unused range starts; 0 is none. */
  readonly unused: number;
  /** Changes of the direct-map counters since the recording began, pte first. */
  readonly counts: readonly number[];
  /** Members of the field `marks`. */
  readonly marks: readonly string[];
}

export function stateText({ tables, dump, unused, counts, marks }: LoggedState): string {
  const byLevel = (of: (level: Level) => number): string =>
    `{"p4d":${of(3)},"pud":${of(2)},"pmd":${of(1)},"pte":${of(0)}}`;
  const leaves = dump.runs.map(
    ({ level, va, count, kind }) =>
      `["${levelNames[level]}",${addressText(va)},${count},"${kind}"]`,
  );
  const hasEmpty = dump.empty.some((count) => count > 0);
  return `{${[
    `"tables":${byLevel((level) => tables.liveCount('t', level))}`,
    ...(hasEmpty ? [`"empty":${byLevel((level) => dump.empty[level])}`] : []),
    `"leaves":[${leaves.join(',')}]`,
    `"unused":${unused === 0 ? null : addressText(unused)}`,
    ...(marks.length > 0 ? [`"marks":[${marks.join(',')}]`] : []),
    `"counts":{"4K":${counts[0]},"1M":${counts[1]},"2G":${counts[2]}}`,
    `"blocks":${tables.liveCount('b')},"pages":${tables.liveCount('p')}`,
  ].join(',')}}`;
}

/** The content of mapped blocks, from the writes of the log. */
export function marksByWrites(tables: ShadowTables): string[] {
  return tables.markedBlocks().map(({ va, frame }) => {
    const runs = frame.unused.ranges().map(({ start, end }) => `[${start},${end - start}]`);
    return `[${addressText(va)},[${runs.join(',')}]]`;
  });
}
