/** The sections that come and go, and what of them is live: their memory and their memmap. */

import type { StepState } from '../src/trace/step-state.ts';
import type { ExecutionTrace } from '../src/trace/steps.ts';
import { hex, overlap, type Span, spanOf } from './address.ts';

export interface Section {
  readonly name: string;
  /** Its memory, and the struct pages that describe it. */
  readonly identity: Span;
  readonly memmap: Span;
}

/** A part of the memmap, and who lives there: `section 2`, or pages where sections mean nothing. */
export interface Owner extends Span {
  readonly name: string;
  readonly isLive: boolean;
}

/** All sections that some call was about. */
export function sectionsOf({ machine, operations }: ExecutionTrace): Section[] {
  const { sectionBytes, memmapBytes } = machine;
  const vmemmapStart = Number(machine.vmemmapStart);
  const indices = new Set<number>();
  for (const { calls } of operations) {
    for (const { range } of calls) {
      const { start, end } = spanOf(range);
      const isMemmap = start >= vmemmapStart;
      const bytes = isMemmap ? memmapBytes : sectionBytes;
      const from = isMemmap ? start - vmemmapStart : start;
      const to = isMemmap ? end - vmemmapStart : end;
      for (let index = Math.floor(from / bytes); index * bytes < to; index++) indices.add(index);
    }
  }
  return [...indices]
    .sort((a, b) => a - b)
    .map((index) => ({
      name: `section ${index}`,
      identity: { start: index * sectionBytes, end: (index + 1) * sectionBytes },
      memmap: {
        start: vmemmapStart + index * memmapBytes,
        end: vmemmapStart + (index + 1) * memmapBytes,
      },
    }));
}

/** How much of a range the callers believe to be there. */
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

/** The owners of a range of memmap: each section cut where live and not live meet. */
export function ownersOf(state: StepState, sections: readonly Section[], range: Span): Owner[] {
  return sections.flatMap(({ name, memmap }) => {
    const part = overlap(memmap, range);
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
