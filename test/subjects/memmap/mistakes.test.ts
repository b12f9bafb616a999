/**
 * Mistakes in our own C sources of the memmap: for each claim one that violates it, and where its
 * story points.
 */
import { expect, test } from 'vitest';
import { claimsOf } from '../../../src/subjects/memmap/claims.ts';
import { architectures, builtOf, type Edit, type Name, type Part, searchOf } from './own-memmap.ts';

interface Mistake extends Edit {
  readonly arch: Name;
  readonly part?: Part;
  readonly breaks: string;
  /** A substring of the line where the claim is violated. */
  readonly at: string;
}

/** Two sections whose large pages are in one table. */
const oneTable: Part = { sections: [2, 3] };
const failing: Part = { failAllocs: 1 };
const shared: Part = { structPage: 48, sections: [1, 2, 3] };
const unlock = '		spin_unlock(&init_mm.page_table_lock);	\\\n';
const lock = '		spin_lock(&init_mm.page_table_lock);	\\\n';

const mistakes: Readonly<Record<string, Mistake>> = {
  'an empty pmd table stays': {
    arch: 'x86-64',
    from: '	pagetable_free(page_ptdesc(pud_page(*pud)));\n	UNDER_LOCK(pud_clear(pud));\n',
    to: '',
    breaks: 'no-leaked-tables',
    at: '}',
  },
  'a large page is cleared and not freed': {
    arch: 'x86-64',
    from: '		__free_pages(page, get_order(PMD_SIZE));\n',
    to: '		;\n',
    breaks: 'no-leaked-memmap',
    at: '}',
  },
  'a part of a section takes the whole large page with it': {
    arch: 'x86-64',
    part: shared,
    from: '	if (!WHOLE(at, stop) && !leave(at, stop))\n		return;\n',
    to: '',
    breaks: 'vmemmap-coverage',
    at: '}',
  },
  'memmap in use is freed': {
    arch: 'arm64',
    part: shared,
    from: '		release(pmd_page(pmd), PMD_SIZE, altmap);',
    to: '		release(pmd_page(pmd), PMD_SIZE, altmap);\n',
    breaks: 'unused-means-unused',
    at: '__free_pages(page, get_order(bytes));',
  },
  'a failed allocation becomes success': {
    arch: 'x86-64',
    part: failing,
    from: '	if (!pmd)\n		return -ENOMEM;\n	if (pmd_leaf(*pmd)) {',
    to: '	if (!pmd)\n		return 0;\n	if (pmd_leaf(*pmd)) {',
    breaks: 'success-means-mapped',
    at: 'return error;',
  },
  'a failure is not undone, because the first large page is left out': {
    arch: 'x86-64',
    part: { failAllocs: 1, structPage: 72 },
    from: '	for (at = start; at < end; at = stop) {\n		pgd_t *pgd',
    to: '	for (at = ALIGN(start, PMD_SIZE); at < end; at = stop) {\n		pgd_t *pgd',
    breaks: 'failure-is-undone',
    at: '}',
  },
  'a large page is freed twice': {
    arch: 'x86-64',
    from: '		__free_pages(page, get_order(PMD_SIZE));\n',
    to: '		__free_pages(page, get_order(PMD_SIZE));\n	__free_pages(page, get_order(PMD_SIZE));\n',
    breaks: 'freed-once',
    at: '__free_pages(page, get_order(PMD_SIZE));',
  },
  'memory of an altmap goes to the page allocator': {
    arch: 'arm64',
    part: { altmap: [1] },
    from: '	if (altmap)\n		vmem_altmap_free',
    to: '	if (!altmap)\n		vmem_altmap_free',
    breaks: 'freed-as-allocated',
    at: 'vmem_altmap_free(altmap, bytes >> PAGE_SHIFT);',
  },
  'one page of a large page is freed': {
    arch: 'x86-64',
    from: 'get_order(PMD_SIZE)',
    to: '0',
    breaks: 'freed-as-allocated',
    at: '__free_pages(page, 0);',
  },
  'the flush of a large page is dropped': {
    arch: 'arm64',
    part: oneTable,
    from: '		/* Flushing any address in a block flushes the block. */\n		flush_tlb_kernel_range(at, at + PAGE_SIZE);\n',
    to: '',
    breaks: 'flush-before-return',
    at: '}',
  },
  'the flush is of another range': {
    arch: 'arm64',
    part: { callers: 'sub-sections', sections: [1] },
    from: '		pte_clear(&init_mm, at, ptep);\n		flush_tlb_kernel_range(at, at + PAGE_SIZE);\n',
    to: '		pte_clear(&init_mm, at, ptep);\n		flush_tlb_kernel_range(at + PAGE_SIZE, stop);\n',
    breaks: 'flush-before-return',
    at: '}',
  },
  'the flush of a table is one of leaves': {
    arch: 'arm64',
    from: '	__flush_tlb_kernel_pgtable(at);\n',
    to: '	flush_tlb_kernel_range(at, at + PAGE_SIZE);\n',
    breaks: 'flush-before-return',
    at: '}',
  },
  'a large page is freed before its flush': {
    arch: 'arm64',
    from: '		/* Flushing any address in a block flushes the block. */\n		flush_tlb_kernel_range(at, at + PAGE_SIZE);\n		release(pmd_page(pmd), PMD_SIZE, altmap);\n',
    to: '		release(pmd_page(pmd), PMD_SIZE, altmap);\n		flush_tlb_kernel_range(at, at + PAGE_SIZE);\n',
    breaks: 'flush-before-free',
    at: '__free_pages(page, get_order(bytes));',
  },
  'a large page is freed before it is cleared': {
    arch: 'arm64',
    from: '		pmd_clear(pmdp);\n		/* Flushing any address',
    to: '		release(pmd_page(pmd), PMD_SIZE, altmap);\n		pmd_clear(pmdp);\n		/* Flushing any address',
    breaks: 'no-dangling-entry',
    at: '__free_pages(page, get_order(bytes));',
  },
  'memory is freed and allocated before the flush': {
    arch: 'arm64',
    from: '		/* Flushing any address in a block flushes the block. */\n		flush_tlb_kernel_range(at, at + PAGE_SIZE);\n		release(pmd_page(pmd), PMD_SIZE, altmap);\n',
    to: '		release(pmd_page(pmd), PMD_SIZE, altmap);\n		blank_table(0);\n',
    breaks: 'flush-before-reuse',
    at: 'void *table = vmemmap_alloc_block(PAGE_SIZE, node);',
  },
  'a table is freed whatever is in it': {
    arch: 'x86-64',
    part: oneTable,
    from: '	for (i = 0; i < PTRS_PER_PMD; i++)\n		if (!pmd_none(first[i]))\n			return;\n',
    to: '	i = 0;\n',
    breaks: 'tables-empty-when-freed',
    at: 'pagetable_free(page_ptdesc(pud_page(*pud)));',
  },
  'the neighbour is marked, too': {
    arch: 'x86-64',
    part: shared,
    from: '	memset((void *)at, FILLER, stop - at);\n	return',
    to: '	memset((void *)(at & PMD_MASK), FILLER, stop - (at & PMD_MASK));\n	return',
    breaks: 'live-memmap-not-marked',
    at: 'memset((void *)(at & PMD_MASK), FILLER, stop - (at & PMD_MASK));',
  },
  'the neighbour is zeroed': {
    arch: 'x86-64',
    part: shared,
    from: '	fill_rest();\n	memset((void *)at, 0, sizeof(struct page));\n}\n\nstatic void enter_new',
    to: '	fill_rest();\n	memset((void *)(at & PMD_MASK), 0, sizeof(struct page));\n}\n\nstatic void enter_new',
    breaks: 'live-memmap-not-zeroed',
    at: 'memset((void *)(at & PMD_MASK), 0, sizeof(struct page));',
  },
  'the rest is forgotten when its large page goes': {
    arch: 'x86-64',
    part: shared,
    from: '	fill_rest();\n	memset((void *)at, FILLER, stop - at);\n	return',
    to: '	memset((void *)at, FILLER, stop - at);\n	if (IS_ALIGNED(at, PMD_SIZE))\n		return true;\n	return',
    breaks: 'no-write-unmapped',
    at: 'memset((void *)rest, FILLER, ALIGN(rest, PMD_SIZE) - rest);',
  },
  'an empty entry is followed': {
    arch: 'x86-64',
    from: '		if (!pmd_present(*pmd))\n			continue;\n',
    to: '',
    part: { failAllocs: 1, structPage: 72 },
    breaks: 'walk-stays-in-tables',
    at: 'pte_t *first = (pte_t *)pmd_page_vaddr(*pmd);',
  },
  'a table is read after it was freed': {
    arch: 'arm64',
    from: '	pud_clear(pudp);\n	drop_table(virt_to_page(first), at);\n',
    to: '	pud_clear(pudp);\n	drop_table(virt_to_page(first), at);\n	WARN_ON(pmd_present(READ_ONCE(*first)));\n',
    breaks: 'no-use-after-free',
    at: 'WARN_ON(pmd_present(READ_ONCE(*first)));',
  },
  'clear, then free what the entry names': {
    arch: 'x86-64',
    from: '	pagetable_free(page_ptdesc(pud_page(*pud)));\n	UNDER_LOCK(pud_clear(pud));\n',
    to: '	UNDER_LOCK(pud_clear(pud));\n	pagetable_free(page_ptdesc(pud_page(*pud)));\n',
    breaks: 'no-use-after-clear',
    at: 'pagetable_free(page_ptdesc(pud_page(*pud)));',
  },
  'a table in use is replaced': {
    arch: 'arm64',
    from: '	if (p4d_none(READ_ONCE(*p4d))) {',
    to: '	if (p4d_present(READ_ONCE(*p4d)) || p4d_none(READ_ONCE(*p4d))) {',
    breaks: 'no-overwritten-entry',
    at: 'p4d_populate(&init_mm, p4d, table);',
  },
  'a table is not cleared': {
    arch: 'arm64',
    from: 'return table ? memset(table, 0, PAGE_SIZE) : NULL;',
    to: 'return table;',
    breaks: 'entries-well-formed',
    at: 'p4d_populate(&init_mm, p4d, table);',
  },
  'a large page gets the bits of a page': {
    arch: 'x86-64',
    from: 'PAGE_KERNEL_LARGE',
    to: 'PAGE_KERNEL',
    breaks: 'entries-well-formed',
    at: 'set_pmd(pmd, pfn_pmd(PHYS_PFN(__pa(block)), PAGE_KERNEL));',
  },
  'a walk leaves its table': {
    arch: 'x86-64',
    from: 'for (i = 0; i < PTRS_PER_PMD; i++)',
    to: 'for (i = 0; i <= PTRS_PER_PMD; i++)',
    breaks: 'entries-well-formed',
    at: 'if (!pmd_none(first[i]))',
  },
  'the lock is not released': {
    arch: 'x86-64',
    from: unlock,
    to: '',
    breaks: 'no-self-deadlock',
    at: 'UNDER_LOCK(pud_clear(pud));',
  },
  'a lock is released that is not held': {
    arch: 'x86-64',
    from: lock,
    to: '',
    breaks: 'locks-released',
    at: 'UNDER_LOCK(pmd_clear(pmd));',
  },
  'a warning is turned around': {
    arch: 'arm64',
    part: { callers: 'sub-sections', sections: [1] },
    from: 'WARN_ON(!pte_present(pte));',
    to: 'WARN_ON(pte_present(pte));',
    breaks: 'no-warnings',
    at: 'WARN_ON(pte_present(pte));',
  },
  'a loop does not advance': {
    arch: 'x86-64',
    part: { callers: 'sub-sections', sections: [1] },
    from: '	for (; at < stop; at += PAGE_SIZE)\n',
    to: '	for (; at < stop; at += 0)\n',
    breaks: 'calls-end',
    at: 'for (; at < stop; at += 0)',
  },
  'a variable has no value': {
    arch: 'x86-64',
    from: '	int error = 0;',
    to: '	int error;',
    breaks: 'no-undefined-behaviour',
    at: 'for (at = start; at < end && !error; at = stop) {',
  },
};

test.each(Object.keys(mistakes))('%s', (title) => {
  const { arch, part, breaks, at, ...edit } = mistakes[title];
  const { violated } = searchOf(builtOf(arch, part, edit), breaks);
  expect(violated[breaks]).toBe(at);
});

test('each claim has a mistake that violates it', () => {
  const broken = new Set(Object.values(mistakes).map(({ breaks }) => breaks));
  const claims = Object.values(architectures).flatMap((one) => claimsOf(one).invariants);
  const open = claims.filter(({ id, premise }) => premise === undefined && !broken.has(id));
  expect(open.map(({ id }) => id)).toEqual([]);
});
