/**
 * Forty typical mistakes in our own C source, each with the claim that detects it and the line its
 * story points to.
 */
import type { World } from '../subjects/vmem/scopes.ts';

export interface Edit {
  readonly from: string;
  readonly to: string;
  readonly world?: Partial<World>;
}

export interface Mistake extends Edit {
  readonly breaks: string;
  /** A substring of the line that the story points to. */
  readonly at: string;
}

const failing: Partial<World> = { failAllocs: 1 };
export const small: Partial<World> = { edat1: false, edat2: false };
const deep: Partial<World> = { geometry: 'tiny5', failAllocs: 1 };

const undo = '	if (status)\n		undo(from, to, identity);\n';
const setPte = 'set_pte(pte, __pte(at | bits))';
const freePages = 'free_pages(memory, order);';
export const lockedFree =
  '	mutex_lock(&vmem_mutex);\n	unplug(start, end, false);\n	mutex_unlock(&vmem_mutex);';
const freed = '	page_table_free(&init_mm, __va(pmd_deref(*holder)));\n	pmd_clear(holder);';
export const step = '		at += PAGE_SIZE;\n		pte++;';
export const pteLoop = 'for (i = 0; i < PTRS_PER_PTE; i++, pte++)';

export const mistakes: Readonly<Record<string, Mistake>> = {
  'the flush is dropped': {
    from: '	if (!job.plug)\n		flush_tlb_kernel_range(job.from, job.to);\n',
    to: '',
    breaks: 'flush-before-unlock',
    at: 'mutex_unlock(',
  },
  'vmemmap_free() takes no mutex': {
    from: lockedFree,
    to: '	unplug(start, end, false);',
    breaks: 'writes-under-mutex',
    at: '_clear(',
  },
  'a failure returns with the mutex': {
    from: '&unplug, start, end, false);\n',
    to: '&unplug, start, end, false);\n	if (status)\n		return status;\n',
    world: failing,
    breaks: 'locks-released',
    at: '		return status;',
  },
  'the mutex is taken twice': {
    from: lockedFree,
    to: `	mutex_lock(&vmem_mutex);\n${lockedFree}`,
    breaks: 'no-self-deadlock',
    at: '	mutex_lock(&vmem_mutex);',
  },
  'the mutex is released twice': {
    from: lockedFree,
    to: `${lockedFree}\n	mutex_unlock(&vmem_mutex);`,
    breaks: 'locks-released',
    at: '	mutex_unlock(&vmem_mutex);',
  },
  'the roll-back is forgotten': {
    from: undo,
    to: '',
    world: failing,
    breaks: 'failure-is-undone',
    at: 'return status;',
  },
  'an error becomes success': {
    from: '	int status = -ENOMEM;\n\n	for (at = job.from; at < job.to; at = next, pmd++) {',
    to: '	int status = 0;\n\n	for (at = job.from; at < job.to; at = next, pmd++) {',
    breaks: 'success-means-mapped',
    world: failing,
    at: 'return status;',
  },
  'a pmd table is not linked': {
    from: '	pud_populate(&init_mm, pud, table);\n',
    to: '',
    breaks: 'walk-stays-in-tables',
    at: 'pmd_offset(',
  },
  'a block goes although part of it is used': {
    from: 'FILLER, PMD_SIZE) == NULL;',
    to: 'FILLER, PMD_SIZE) != NULL;',
    breaks: 'unused-means-unused',
    at: freePages,
  },
  'pages are not counted': {
    from: '	count_leaves(job, PG_DIRECT_MAP_4K, pages);\n',
    to: '',
    world: small,
    breaks: 'direct-map-counters',
    at: 'return status;',
  },
  'the rest of a block is not remembered': {
    from: '	remember_rest(part.to);\n}',
    to: '}',
    breaks: 'no-leaked-memmap',
    at: '}',
  },
  'a page table is freed twice': {
    from: freed,
    to: `	page_table_free(&init_mm, __va(pmd_deref(*holder)));\n${freed}`,
    world: small,
    breaks: 'freed-once',
    at: 'page_table_free(',
  },
  'a page has no protection bits': {
    from: setPte,
    to: 'set_pte(pte, __pte(at))',
    world: small,
    breaks: 'entries-well-formed',
    at: 'set_pte(',
  },
  'the test of NX is the wrong way': {
    from: '(MACHINE_HAS_NX ? pgprot_val(prot) :',
    to: '(!MACHINE_HAS_NX ? pgprot_val(prot) :',
    breaks: 'entries-well-formed',
    at: 'pud_val(*pud) = ',
  },
  'an entry maps the page behind its own': {
    from: setPte,
    to: 'set_pte(pte, __pte((at + PAGE_SIZE) | bits))',
    world: small,
    breaks: 'entries-well-formed',
    at: 'set_pte(',
  },
  'a table is initialised for another level': {
    from: 'new_upper_table(_SEGMENT_ENTRY_EMPTY)',
    to: 'new_upper_table(_REGION3_ENTRY_EMPTY)',
    breaks: 'entries-well-formed',
    at: 'crst_table_init(',
  },
  'a table of four pages is freed as one': {
    from: '	give_back(pud_deref(*holder), CRST_ALLOC_ORDER);',
    to: '	give_back(pud_deref(*holder), 0);',
    breaks: 'entries-well-formed',
    at: freePages,
  },
  'the result of an allocation is not looked at': {
    from: '	if (!table)\n		return NO_MEMORY;\n	pud_populate(',
    to: '	pud_populate(',
    world: failing,
    breaks: 'entries-well-formed',
    at: 'pud_populate(',
  },
  'a loop looks at one entry too many': {
    from: `${pteLoop}\n		if (!pte_none(*pte))`,
    to: `for (i = 0; i <= PTRS_PER_PTE; i++, pte++)\n		if (!pte_none(*pte))`,
    world: small,
    breaks: 'entries-well-formed',
    at: 'pte_none(*pte)',
  },
  'a loop does not move': {
    from: step,
    to: '',
    world: small,
    breaks: 'calls-end',
    at: 'while (at < job.to)',
  },
  'a loop with steps does not move': {
    from: 'for (at = job.from; at < job.to; at = next) {\n		pgd_t',
    to: 'for (at = job.from; at < job.to; ) {\n		pgd_t',
    breaks: 'calls-end',
    at: 'for (at = job.from; at < job.to; )',
  },
  'BUG_ON() is hit': {
    from: '	status = walk_root(job);\n',
    to: '	BUG_ON(!job.plug);\n	status = walk_root(job);\n',
    breaks: 'calls-end',
    at: 'BUG_ON(',
  },
  'a function calls itself without end': {
    from: '	status = walk_root(job);\n',
    to: '	status = modify_pagetable(job);\n',
    breaks: 'calls-end',
    at: 'modify_pagetable(job)',
  },
  'an entry is emptied, then its table is freed': {
    from: freed,
    to: '	pmd_clear(holder);\n	page_table_free(&init_mm, __va(pmd_deref(*holder)));',
    world: small,
    breaks: 'no-use-after-clear',
    at: 'page_table_free(',
  },
  'an entry is emptied, then followed': {
    from: '	pte_t *pte = pte_offset_kernel(holder, first);\n	int i;\n',
    to: '	pte_t *pte;\n	int i;\n\n	pmd_clear(holder);\n	pte = pte_offset_kernel(holder, first);\n',
    world: small,
    breaks: 'no-use-after-clear',
    at: 'pte_offset_kernel(',
  },
  'an error has no value': {
    from: '	int status = -ENOMEM;\n\n	for (at = job.from; at < job.to; at = next) {',
    to: '	int status;\n\n	for (at = job.from; at < job.to; at = next) {',
    world: deep,
    breaks: 'no-undefined-behaviour',
    at: 'return status;',
  },
  'a shift is too wide': {
    from: '	unsigned long block = part.from & PMD_MASK;',
    to: '	unsigned long block = part.from >> (64 - 0) & PMD_MASK;',
    breaks: 'no-undefined-behaviour',
    at: 'unsigned long block',
  },
  'a counter overflows': {
    from: '	unsigned long at = job.from, pages = 0;',
    to: '	unsigned long at = job.from;\n	int pages = 0x7fffffff;',
    world: small,
    breaks: 'no-undefined-behaviour',
    at: 'pages',
  },
  'a null pointer is walked': {
    from: 'pmd_t *pmd = pmd_offset(holder, job.from);',
    to: 'pmd_t *pmd = NULL;',
    breaks: 'no-undefined-behaviour',
    at: 'pmd_none(*pmd)',
  },
  'a pointer leaves its table': {
    from: step,
    to: '		at += PAGE_SIZE;\n		pte += PTRS_PER_PTE + 1;',
    world: small,
    breaks: 'no-undefined-behaviour',
    at: 'pte += PTRS_PER_PTE + 1',
  },
  'a page stays in its entry': {
    from: '			pte_clear(&init_mm, at, pte);\n			pages++;',
    to: '			pages++;',
    world: small,
    breaks: 'freed-once',
    at: 'free_pages(memory, order);',
  },
  'a block stays in its entry': {
    from: '				pmd_clear(pmd);\n				blocks++;',
    to: '				blocks++;',
    breaks: 'freed-once',
    at: 'free_pages(memory, order);',
  },
  'a pointer does not follow its address': {
    from: 'while (pud++, at = next,',
    to: 'while (at = next,',
    world: deep,
    breaks: 'entries-well-formed',
    at: 'pmd_offset(',
  },
  'a page that is missing is no error': {
    from: '				status = -ENOMEM;\n				break;',
    to: '				break;',
    world: { ...small, ...failing },
    breaks: 'failure-is-undone',
    at: 'return status;',
  },
  'a look at a table starts in its middle': {
    from: 'drop_page_table(pmd, at & PMD_MASK)',
    to: 'drop_page_table(pmd, at)',
    world: small,
    breaks: 'entries-well-formed',
    at: 'i < PTRS_PER_PTE; i++, pte++',
  },
  'leaves are counted the wrong way': {
    from: 'job.plug ? leaves : -leaves',
    to: 'job.plug ? -leaves : leaves',
    world: small,
    breaks: 'direct-map-counters',
    at: 'return status;',
  },
  'a block is freed as a page': {
    from: '				if (!job.identity)\n					give_back(pmd_deref(*pmd), get_order(PMD_SIZE));\n				pmd_clear(pmd);\n				blocks++;',
    to: '				if (!job.identity)\n					give_back(pmd_deref(*pmd), get_order(PAGE_SIZE));\n				pmd_clear(pmd);\n				blocks++;',
    breaks: 'entries-well-formed',
    at: 'free_pages(memory, order);',
  },
  'a block has the bits of a page': {
    from: '	const unsigned long bits = WITHOUT_NX(SEGMENT_KERNEL, _SEGMENT_ENTRY_NOEXEC);',
    to: '	const unsigned long bits = WITHOUT_NX(PAGE_KERNEL, _PAGE_NOEXEC);',
    breaks: 'entries-well-formed',
    at: 'pmd_val(*pmd) = __pa(block) | bits;',
  },
  'an error of the pages is not returned': {
    from: '		status = walk_pages(pmd, part);\n		if (status)\n			goto done;\n',
    to: '		walk_pages(pmd, part);\n',
    world: { ...small, ...failing },
    breaks: 'failure-is-undone',
    at: 'return status;',
  },
  'tables are given up when memory comes': {
    from: '		if (!job.plug)\n			drop_page_table(',
    to: '		if (job.plug)\n			drop_page_table(',
    world: small,
    breaks: 'no-leaked-tables',
    at: '}',
  },
};
