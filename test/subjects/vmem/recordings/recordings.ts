/** Recordings for the tests: those in test/golden, and small hand-made ones. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readLines } from '../../../../src/files/read-lines.ts';

export const goldenDirectory = fileURLToPath(new URL('../../../golden', import.meta.url));

export const goldenNames: readonly string[] = readdirSync(goldenDirectory)
  .filter((name) => name.endsWith('.jsonl.gz'))
  .sort();

export function goldenLines(name: string): string[] {
  return [...readLines(`${goldenDirectory}/${name}`)];
}

export type Fields = Record<string, unknown>;

/** The header of a tiny5 machine; `changes` replace whole fields. */
export function header(changes: Fields = {}): Fields {
  return {
    format: 'vmem-trace/1',
    name: 'by-hand',
    revision: 'linux-5.10',
    machine: {
      edat1: true,
      edat2: true,
      nx: true,
      debugPagealloc: false,
      kasan: false,
      blockFill: 0,
    },
    geometry: {
      name: 'tiny5',
      levels: 5,
      page: 4096,
      ptrs: { pte: 4, pmd: 4, pud: 2, p4d: 2, pgd: 8 },
      size: { pte: '0x1000', pmd: '0x4000', pud: '0x10000', p4d: '0x20000', pgd: '0x40000' },
      section: '0x10000',
      sectionMemmap: '0x7000',
    },
    structPage: 1792,
    layout: { identity: ['0x0', '0x80000'], vmemmap: '0x80000', vmalloc: '0xd0000', kasan: null },
    prot: { pte: '0x13d', pmd: '0x3503', pud: '0x3507' },
    ...changes,
  };
}

export const emptyState: Fields = {
  tables: { p4d: 0, pud: 0, pmd: 0, pte: 0 },
  leaves: [],
  unused: null,
  counts: { '4K': 0, '1M': 0, '2G': 0 },
  blocks: 0,
  pages: 0,
};

/** vmem_add_mapping of one section, which needs one large leaf below two tables. */
export const addEvents: unknown[] = [
  ['lock'],
  ['alloc', 'p4d', 't1'],
  ['set', 'pgd', '0x0', 'table', 't1'],
  ['alloc', 'pud', 't2'],
  ['set', 'p4d', '0x0', 'table', 't2'],
  ['set', 'pud', '0x10000', 'dir'],
  ['count', '2G', 1],
  ['unlock'],
];

export const addState: Fields = {
  ...emptyState,
  tables: { p4d: 1, pud: 1, pmd: 0, pte: 0 },
  leaves: [['pud', '0x10000', 1, 'dir']],
  counts: { '4K': 0, '1M': 0, '2G': 1 },
};

export function addSection(changes: Fields = {}): Fields {
  return {
    op: 'vmem_add_mapping',
    start: '0x10000',
    size: '0x10000',
    failAt: null,
    ret: 0,
    allocs: 2,
    events: addEvents,
    state: addState,
    ...changes,
  };
}

/** An operation that does nothing, to test the parsing of `events`. */
export function addNothing(changes: Fields = {}): Fields {
  const events = [['lock'], ['unlock']];
  return addSection({ size: '0x0', allocs: 0, events, state: emptyState, ...changes });
}

export function trace(...lines: Fields[]): string[] {
  return lines.map((line) => JSON.stringify(line));
}
