/**
 * Positions of the tables. To make changes visible, a table keeps its position in all steps while
 * others are added and removed. So the layout is computed once from all states.
 */

import type { EntryState, TableState } from '../../src/subjects/vmem/trace/step-state.ts';
import type { VmemTrace } from '../../src/subjects/vmem/trace/steps.ts';
import { type Span, spanOf } from './address.ts';

/** Entries drawn as one cell: [slot, slot + count). */
export interface CellPlace {
  readonly slot: number;
  readonly count: number;
  /** Always empty. */
  readonly isGap: boolean;
  /** From the left edge of the table. */
  readonly x: number;
  readonly width: number;
}

export interface TablePlace {
  readonly key: string;
  /** 0: the root. */
  readonly depth: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly cells: readonly CellPlace[];
  /** The addresses that the table translates. */
  readonly span: Span;
  /** Key of the parent position; null for the root. */
  readonly above: string | null;
  /** All tables below the parent table share this position, and one of them is drawn. */
  readonly isShared: boolean;
}

export interface TreeLayout {
  readonly tables: ReadonlyMap<string, TablePlace>;
  readonly width: number;
  readonly height: number;
  /** Top of each level's band, starting at the root. */
  readonly bands: readonly number[];
}

const cellWidthMin = 92;
/** Character widths of an address and of the bold text below it. */
const letterWidth = 7.2;
const boldWidth = 8;
/** Total horizontal padding of the longest line of a cell. */
const cellPadding = 18;
const gapWidth = 26;
export const cellHeight = 50;
export const titleHeight = 22;
/** Width of the level names left of all tables. */
const gutter = 92;
const bandGap = 34;
const tableGap = 18;
/** Tables up to this size show all entries. */
const wholeTableMax = 4;
/** With more cells, neighbours share one. */
const cellsMax = 32;
/** With more tables below one table, they share a position. */
const besideMax = 12;
const bandHeight = titleHeight + cellHeight + bandGap;
/** A table is centred above its children up to this offset, so that the root stays visible. */
const indentMax = 240;

/**
 * Tables of the same level and address share a position: they replace each other over time, or one is
 * in hand.
 */
export function placeKey(table: Pick<TableState, 'level' | 'range'>): string {
  return `${table.level}@${table.range.start}`;
}

/** The union of all states for one position. */
interface Sketch {
  readonly key: string;
  readonly depth: number;
  readonly start: number;
  readonly size: number;
  /** Bytes that one entry covers. */
  readonly span: number;
  /** Slots at which a cell starts or ends, and slots that are used in some state. */
  readonly edges: Set<number>;
  readonly used: Set<number>;
  readonly children: Sketch[];
}

export function layTreeOut({ machine, initial, steps }: VmemTrace): TreeLayout {
  const names = machine.levels.map(({ name }) => name);
  const sketches = new Map<string, Sketch>();
  // Most steps leave most tables unchanged, so their objects are identical.
  const tablesOfAll = [initial, ...steps.map((step) => step.state)].flatMap(
    (state) => state.tables,
  );
  for (const table of new Set(tablesOfAll)) sketch(sketches, table, names.indexOf(table.level));
  const sorted = [...sketches.values()].sort((a, b) => a.depth - b.depth || a.start - b.start);
  for (const child of sorted) parentOf(sorted, child, machine)?.children.push(child);
  const tables = new Map<string, TablePlace>();
  const root = sorted.at(0);
  const width = gutter + (root === undefined ? 0 : place(tables, root, gutter));
  const depthMax = Math.max(0, ...sorted.map(({ depth }) => depth));
  const bands = names.slice(0, depthMax + 1).map((_, depth) => depth * bandHeight);
  return { tables, width, height: bands.length * bandHeight - bandGap + 4, bands };
}

function sketch(sketches: Map<string, Sketch>, table: TableState, depth: number): void {
  const key = placeKey(table);
  const { start, end } = spanOf(table.range);
  const found = sketches.get(key) ?? {
    key,
    depth,
    start,
    size: table.size,
    span: (end - start) / table.size,
    edges: new Set([0, table.size]),
    used: new Set<number>(),
    children: [],
  };
  sketches.set(key, found);
  for (const { slot, count } of table.entries) {
    found.edges.add(slot).add(slot + count);
    for (let at = slot; at < slot + count; at++) found.used.add(at);
  }
}

function parentOf(
  sketches: readonly Sketch[],
  child: Sketch,
  machine: VmemTrace['machine'],
): Sketch | undefined {
  return sketches.find(({ depth, start, size }) => {
    const end = start + size * machine.levels[depth].span;
    return depth === child.depth - 1 && start <= child.start && child.start < end;
  });
}

/** Places a table above its children, and returns the total width. */
function place(
  tables: Map<string, TablePlace>,
  table: Sketch,
  left: number,
  above: string | null = null,
  isShared = false,
): number {
  const cells = cellsOf(table);
  const own = cells.reduce((sum, { width }) => sum + width, 0);
  const { children, key, start, size, span } = table;
  const isCrowd = children.length > besideMax;
  let below = 0;
  for (const child of children) {
    const before = isCrowd || below === 0 ? 0 : below + tableGap;
    const taken = place(tables, child, left + before, key, isCrowd);
    below = Math.max(below, before + taken);
  }
  const width = Math.max(own, below);
  tables.set(key, {
    key,
    depth: table.depth,
    x: left + Math.min((width - own) / 2, indentMax),
    y: table.depth * bandHeight,
    width: own,
    cells,
    span: { start, end: start + size * span },
    above,
    isShared,
  });
  return width;
}

/** Wide enough for its largest address, its entry count and its count of used entries. */
function cellWidth({ start, span }: Sketch, slot: number, count: number): number {
  const many = count > 1 ? ` ×${count}` : '';
  const address = `0x${(start + slot * span).toString(16)}${many}`.length * letterWidth;
  const content = count > 1 ? `${count} of ${count} identity`.length * boldWidth : 0;
  return Math.max(cellWidthMin, Math.ceil(Math.max(address, content)) + cellPadding);
}

function cellsOf(table: Sketch): CellPlace[] {
  const { size, used, edges } = table;
  if (size <= wholeTableMax) for (let slot = 0; slot < size; slot++) edges.add(slot);
  const sorted = [...edges].sort((a, b) => a - b);
  const cells: CellPlace[] = [];
  let x = 0;
  for (const [slot, end] of pairsOf(sorted.length > cellsMax ? runsOf(used, size) : sorted)) {
    const isGap = size > wholeTableMax && !used.has(slot);
    const width = isGap ? gapWidth : cellWidth(table, slot, end - slot);
    cells.push({ slot, count: end - slot, isGap, x, width });
    x += width;
  }
  return cells;
}

function pairsOf(edges: readonly number[]): [number, number][] {
  return edges.slice(1).map((end, index) => [edges[index], end]);
}

/** Only boundaries between used and unused slots. */
function runsOf(used: ReadonlySet<number>, size: number): number[] {
  const edges = [0];
  for (let slot = 1; slot < size; slot++) {
    if (used.has(slot) !== used.has(slot - 1)) edges.push(slot);
  }
  return [...edges, size];
}

/** The runs of entries within a cell. */
export function entriesIn(table: TableState, { slot, count }: CellPlace): EntryState[] {
  return table.entries.filter(
    (entry) => entry.slot < slot + count && slot < entry.slot + entry.count,
  );
}

/** Addresses of the entries of a cell. */
export function cellSpan(table: TableState, cell: CellPlace): { start: number; end: number } {
  const { start, end } = spanOf(table.range);
  const span = (end - start) / table.size;
  return { start: start + cell.slot * span, end: start + (cell.slot + cell.count) * span };
}
