/**
 * The state after a call, in the form of a recording: the tables as read from memory, and live
 * objects.
 */
import { type Level, levelNames } from '../../machine/geometry.ts';
import { addressText } from './log-line.ts';
import type { ShadowTables } from './shadow-tables.ts';
import type { TableDump } from './table-dump.ts';

export interface LoggedState {
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
