/**
 * The entries and the memmap that the callers of a scope can reach. Nothing else is ever mapped: a C source
 * that writes there makes a mistake.
 */
import { type MachineDescription, overlaps, type Range, type Units } from './description.ts';
import { alignDown, Level } from './geometry.ts';

export class CallerReach {
  private readonly machine: MachineDescription;
  private readonly ranges: readonly Range[];
  private readonly memmap: Range;

  constructor(machine: MachineDescription, { identity, memmap }: Units) {
    this.machine = machine;
    this.ranges = [...identity, ...memmap];
    this.memmap = memmapHull(machine, memmap);
  }

  /** True if the entry lies between the first and the last entry of its table that a range touches. */
  hasEntry(level: Level, va: number): boolean {
    const { span, entries } = this.machine.geometry;
    const bytes = span[level];
    const covers = alignDown(va, bytes * entries[level]);
    const end = covers + bytes * entries[level];
    let isAtOrAfter = false;
    let isAtOrBefore = false;
    for (const range of this.ranges) {
      if (range.start >= end || range.end <= covers) continue;
      if (alignDown(Math.max(range.start, covers), bytes) <= va) isAtOrAfter = true;
      if (Math.min(range.end, end) > alignDown(va, bytes)) isAtOrBefore = true;
    }
    return isAtOrAfter && isAtOrBefore;
  }

  /** True if a range touches what the entry maps: there may be a table below it. */
  hasTableBelow(level: Level, va: number): boolean {
    const start = alignDown(va, this.machine.geometry.span[level]);
    const mapped = { start, end: start + this.machine.geometry.span[level] };
    return this.ranges.some((range) => overlaps(range, mapped));
  }

  /** True if all of the bytes lie in the blocks of the memmap of the scope. */
  hasMemmap(va: number, bytes: number): boolean {
    return va >= this.memmap.start && va + bytes <= this.memmap.end;
  }
}

/** The memmap of a scope, in whole PMDs. */
export function memmapHull(machine: MachineDescription, memmap: readonly Range[]): Range {
  const pmd = machine.geometry.span[Level.pmd];
  const start = alignDown(Math.min(machine.vmallocStart, ...memmap.map((one) => one.start)), pmd);
  const last = Math.max(start, ...memmap.map(({ end }) => end));
  return { start, end: start + Math.ceil((last - start) / pmd) * pmd };
}
