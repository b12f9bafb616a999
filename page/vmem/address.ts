/** Formats addresses and sizes. */
import type { AddressRange } from '../../src/subjects/vmem/trace/step-state.ts';
import { hex } from '../../src/text/hex.ts';

/** A half-open range as numbers: page-aligned addresses stay exact up to 2^64. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function spanOf({ start, end }: AddressRange): Span {
  return { start: Number(start), end: Number(end) };
}

export function overlap(a: Span, b: Span): Span | null {
  const start = Math.max(a.start, b.start);
  const end = Math.min(a.end, b.end);
  return start < end ? { start, end } : null;
}

export function rangeText({ start, end }: Span): string {
  return `${hex(start)}-${hex(end)}`;
}

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** 16384 becomes `16 KiB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toFixed(2))} ${units[unit]}`;
}
