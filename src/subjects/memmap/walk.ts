/** Walks of the tables: as the hardware does, and from an entry up to the address that it maps. */
import type { EntryFormat } from './format.ts';
import {
  addressOfPage,
  indexOf,
  type MemmapGeometry,
  type PageLevel,
  pageSize,
  vmemmapStart,
} from './geometry.ts';
import type { PageFrame, PageFrames } from './memory.ts';

/** The target of a page of the memmap. */
export interface MappedPage {
  readonly frame: PageFrame;
  /** Page within the frame. */
  readonly page: number;
}

/** The result of a hardware walk for a page of the window; null if it is not mapped. */
export function translated(
  memory: PageFrames,
  geometry: MemmapGeometry,
  format: EntryFormat,
  page: number,
): MappedPage | null {
  const { root, span } = geometry;
  const va = addressOfPage(page);
  let table = memory.root;
  for (let at: number = root; at >= 0; at--) {
    const level = at as PageLevel;
    const value = table.entry(indexOf(geometry, level, va));
    if (!format.isPresent(level, value)) return null;
    const frame = memory.at(format.addressOf(value));
    if (frame === undefined) return null;
    if (format.isLeaf(level, value)) {
      return { frame, page: Math.floor((va % span[level]) / pageSize) };
    }
    table = frame;
  }
  return null;
}

/** The first address that an entry maps; -1 if its table is not linked. */
export function addressOfEntry(
  root: PageFrame,
  geometry: MemmapGeometry,
  table: PageFrame,
  level: PageLevel,
  index: number,
): number {
  const { span } = geometry;
  if (table === root) return vmemmapStart + index * span[geometry.root];
  if (table.link === null) return -1;
  const above = (level + 1) as PageLevel;
  const start = addressOfEntry(root, geometry, table.link.table, above, table.link.index);
  return start < 0 ? -1 : start + index * span[level];
}
