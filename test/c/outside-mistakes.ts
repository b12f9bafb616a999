/**
 * Mistakes in our C source that lead to an address that no caller maps: each is a violation at its line, not
 * an error of the search.
 */
import type { Mistake } from './mistakes.ts';

const rest = 'memset((void *)rest, FILLER, ALIGN(rest, PMD_SIZE) - rest);';
const used = 'memset((void *)part.from, 0, sizeof(struct page));';
const dropped = '	give_back(pud_deref(*holder), CRST_ALLOC_ORDER);\n	pud_clear(holder);';
const scanned = '	pmd = pmd_offset(holder, first);';

export const outsideMistakes: Readonly<Record<string, Mistake>> = {
  'the rest of a block is filled far behind its end': {
    from: rest,
    to: 'memset((void *)rest, FILLER, ALIGN(rest, PMD_SIZE));',
    breaks: 'no-undefined-behaviour',
    at: 'memset((void *)rest',
  },
  'the same mistake is a write to unmapped memmap': {
    from: rest,
    to: 'memset((void *)rest, FILLER, ALIGN(rest, PMD_SIZE));',
    breaks: 'no-write-unmapped',
    at: 'memset((void *)rest',
  },
  'a used part is marked in front of the memmap': {
    from: used,
    to: 'memset((void *)(part.from - 2 * PMD_SIZE), 0, sizeof(struct page));',
    breaks: 'no-write-unmapped',
    at: 'memset((void *)(part.from',
  },
  'a scan reads far behind its block': {
    from: 'FILLER, PMD_SIZE) == NULL;',
    to: 'FILLER, 64 * PMD_SIZE) == NULL;',
    breaks: 'no-write-unmapped',
    at: 'memchr_inv(',
  },
  'the rest is remembered within a page': {
    from: '		unused_sub_pmd_start = from;',
    to: '		unused_sub_pmd_start = from + sizeof(struct page);',
    breaks: 'unused-tail-valid',
    at: 'unused_sub_pmd_start = from + sizeof',
  },
  'the rest is remembered behind the memmap': {
    from: '		unused_sub_pmd_start = from;',
    to: '		unused_sub_pmd_start = from + 64 * PMD_SIZE;',
    breaks: 'unused-tail-valid',
    at: 'unused_sub_pmd_start = from + 64',
  },
  'a table is linked to the next entry': {
    from: '	pud_populate(&init_mm, pud, table);',
    to: '	pud_populate(&init_mm, pud + 1, table);',
    world: { blocks: [[3]] },
    breaks: 'entries-well-formed',
    at: 'pud_populate(',
  },
  'the next entry is emptied': {
    from: dropped,
    to: dropped.replace('pud_clear(holder)', 'pud_clear(holder + 1)'),
    world: { blocks: [[3]] },
    breaks: 'entries-well-formed',
    at: 'pud_clear(',
  },
  'the table of the next entry is scanned': {
    from: scanned,
    to: '	pmd = pmd_offset(holder + 1, 0);',
    world: { blocks: [[3]] },
    breaks: 'walk-stays-in-tables',
    at: 'pmd_offset(holder + 1',
  },
  'the walk starts at another address': {
    from: 'pgd_t *pgd = pgd_offset_k(at);',
    to: 'pgd_t *pgd = pgd_offset_k(at ^ PGDIR_SIZE);',
    world: { geometry: 'tiny5' },
    breaks: 'entries-well-formed',
    at: '__get_free_pages(',
  },
};
