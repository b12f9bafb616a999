/**
 * Contract `any`: every range of a window, in any order, including overlaps, double frees, frees of unmapped
 * ranges and invalid arguments.
 */
import { hex } from '../../../text/hex.ts';
import { Errno } from '../kernel/context.ts';
import type { KernelContext } from '../kernel/kernel-source.ts';
import type { Program } from '../kernel/request.ts';
import type { Range } from '../machine/description.ts';
import { pageBytes } from '../machine/geometry.ts';
import { formatRange } from '../machine/layouts.ts';
import { addMapping, free, initialise, populate, removeMapping } from './calls.ts';
import type { Operation } from './scope.ts';

/** All ranges between two of the points, by start, then by end. Points are ascending addresses. */
export function rangesBetween(points: readonly number[]): Range[] {
  return points.flatMap((start, index) => points.slice(index + 1).map((end) => ({ start, end })));
}

/** The intervals between neighbouring points: every range is a union of these. */
export function unitsBetween(points: readonly number[]): Range[] {
  return points.slice(1).map((end, index) => ({ start: points[index], end }));
}

/** The units between points, and those of ranges that boot mapped: each whole inside such a range or outside. */
export function unitsBeside(points: readonly number[], ranges: readonly Range[]): Range[] {
  return [...unitsBetween(withBorders(points, ranges)), ...outside(points, ranges)];
}

/** Where boot mapped a part of what lies between two points, its border divides the unit. */
function withBorders(points: readonly number[], ranges: readonly Range[]): number[] {
  const start = points[0] ?? 0;
  const end = points.at(-1) ?? 0;
  const borders = ranges
    .flatMap((range) => [range.start, range.end])
    .filter((at) => start < at && at < end);
  return [...new Set([...points, ...borders])].sort((a, b) => a - b);
}

/** The ranges that the window of `points` leaves uncovered, whole or in part. */
function outside(points: readonly number[], ranges: readonly Range[]): Range[] {
  const start = points[0] ?? 0;
  const end = points.at(-1) ?? 0;
  return ranges.flatMap((range) =>
    [
      { start: range.start, end: Math.min(range.end, Math.max(start, range.start)) },
      { start: Math.max(range.start, Math.min(end, range.end)), end: range.end },
    ].filter((part) => part.end > part.start),
  );
}

/**
 * Ranges that a caller must not pass: not page-aligned, empty, one that wraps past the end of the address
 * space, and one across the end of the area. Half a page represents every offset in a page.
 */
export function badRanges(points: readonly number[], areaEnd: number): Range[] {
  if (points.length === 0) return [];
  const half = pageBytes / 2;
  const first = points[0];
  const last = points[points.length - 1];
  const halves = Array.from({ length: (last - first) / half + 1 }, (_, at) => first + at * half);
  const isWhole = ({ start, end }: Range) => start % pageBytes === 0 && end % pageBytes === 0;
  return [
    ...rangesBetween(halves).filter((range) => !isWhole(range)),
    { start: first, end: first },
    { start: first + half, end: first + half },
    { start: last, end: first },
    { start: areaEnd - pageBytes, end: areaEnd + pageBytes },
  ];
}

function* populateAndInitialise(kernel: KernelContext, range: Range): Program<number> {
  const result = yield* populate(kernel, range);
  // An empty or wrapping range has no struct pages to write.
  if (result === Errno.ok && range.end > range.start) yield* initialise(range);
  return result;
}

function operation(op: string, range: Range, program: () => Program<number>): Operation {
  const start = hex(range.start);
  const end = hex(range.end);
  return {
    record: { op, start, end },
    label: `${op} ${formatRange(range)}`,
    requires: [],
    program,
  };
}

/** vmemmap_populate() and vmemmap_free() of each range; with `online` struct pages are written after success. */
export function memmapOperations(
  kernel: KernelContext,
  ranges: readonly Range[],
  online: boolean,
): Operation[] {
  return ranges.flatMap((range) => [
    operation('populate', range, () =>
      online ? populateAndInitialise(kernel, range) : populate(kernel, range),
    ),
    operation('free', range, () => free(kernel, range)),
  ]);
}

/** vmem_add_mapping() and vmem_remove_mapping() of each range. */
export function identityOperations(kernel: KernelContext, ranges: readonly Range[]): Operation[] {
  return ranges.flatMap((range) => [
    operation('map', range, () => addMapping(kernel, range)),
    operation('unmap', range, () => removeMapping(kernel, range)),
  ]);
}
