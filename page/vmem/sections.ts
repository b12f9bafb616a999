/** Sections and DCSS in the story, and the live parts of their memory and memmap. */

import type { StepState } from '../../src/subjects/vmem/trace/step-state.ts';
import type { VmemTrace } from '../../src/subjects/vmem/trace/steps.ts';
import { hex } from '../../src/text/hex.ts';
import { overlap, type Span, spanOf } from './address.ts';

export interface Section {
  readonly name: string;
  /** Its memory and its struct pages; null if no call concerned them. */
  readonly identity: Span | null;
  readonly memmap: Span | null;
}

/** A part of the memmap, and its owner: `section 2`, or pages if there are no sections. */
export interface Owner extends Span {
  readonly name: string;
  readonly isLive: boolean;
}

/** All sections and DCSS that a call concerned. Others are not drawn. */
export function sectionsOf({ machine, operations }: VmemTrace): Section[] {
  const vmemmapStart = Number(machine.vmemmapStart);
  const [identity, memmap] = [new Set<number>(), new Set<number>()];
  const segments = new Map<string, Span>();
  const touch = (indices: Set<number>, bytes: number, { start, end }: Span): void => {
    for (let index = Math.floor(start / bytes); index * bytes < end; index++) indices.add(index);
  };
  for (const { calls, scheduled } of operations) {
    const isSegment = scheduled.op === 'load' || scheduled.op === 'unload';
    for (const { range } of calls) {
      const { start, end } = spanOf(range);
      if (start >= vmemmapStart) {
        const inMemmap = { start: start - vmemmapStart, end: end - vmemmapStart };
        touch(memmap, machine.memmapBytes, inMemmap);
      } else if (isSegment && start < end) {
        segments.set(range.start, { start, end });
      } else {
        touch(identity, machine.sectionBytes, { start, end });
      }
    }
  }
  const indices = [...new Set([...identity, ...memmap])].sort((a, b) => a - b);
  const span = (index: number, bytes: number, base = 0): Span => ({
    start: base + index * bytes,
    end: base + (index + 1) * bytes,
  });
  return [
    ...indices.map((index) => ({
      name: `section ${index}`,
      identity: identity.has(index) ? span(index, machine.sectionBytes) : null,
      memmap: memmap.has(index) ? span(index, machine.memmapBytes, vmemmapStart) : null,
    })),
    ...[...segments.values()].map((segment) => ({
      name: 'DCSS',
      identity: segment,
      memmap: null,
    })),
  ];
}

/** The large pages of memmap that some state uses, or that a section in some call needs. */
export function stripsOf(
  { machine, initial, steps }: VmemTrace,
  sections: readonly Section[],
): Span[] {
  const bytes = machine.levels.find(({ name }) => name === 'pmd')?.span ?? 1;
  const starts = new Set<number>();
  const add = ({ start, end }: Span): void => {
    for (let at = start - (start % bytes); at < end; at += bytes) starts.add(at);
  };
  const states = [initial, ...steps.map(({ state }) => state)];
  for (const { memmap, live } of states) {
    for (const object of memmap) add(spanOf(object.range));
    for (const range of live.memmap) add(spanOf(range));
  }
  // The range of a call counts only if the call had an effect; otherwise the strips of a large call
  // would hide the rest.
  const [first] = sections.flatMap(({ memmap }) => memmap ?? []);
  if (starts.size === 0 && first !== undefined) add(first);
  return [...starts].sort((a, b) => a - b).map((start) => ({ start, end: start + bytes }));
}

/** The live part of a range, in words. */
export function livenessOf(state: StepState, area: 'identity' | 'memmap', range: Span): string {
  const parts = livePartsOf(state, area, range);
  if (parts.length === 0) return 'not live';
  const isWhole = parts.some(({ start, end }) => start === range.start && end === range.end);
  return isWhole
    ? 'live'
    : `live: ${parts.map(({ start, end }) => `${hex(start)}-${hex(end)}`).join(', ')}`;
}

function livePartsOf(state: StepState, area: keyof StepState['live'], range: Span): Span[] {
  return state.live[area].flatMap((live) => overlap(spanOf(live), range) ?? []);
}

/** The owners of a range of memmap: each section, split at boundaries between live and other parts. */
export function ownersOf(state: StepState, sections: readonly Section[], range: Span): Owner[] {
  return sections.flatMap(({ name, memmap }) => {
    const part = memmap === null ? null : overlap(memmap, range);
    if (part === null) return [];
    const live = livePartsOf(state, 'memmap', part);
    const edges = new Set([
      part.start,
      part.end,
      ...live.flatMap(({ start, end }) => [start, end]),
    ]);
    const sorted = [...edges].sort((a, b) => a - b);
    return sorted.slice(1).map((end, index) => {
      const start = sorted[index];
      const isLive = live.some((span) => span.start <= start && end <= span.end);
      return { name, start, end, isLive };
    });
  });
}
