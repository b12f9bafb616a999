/**
 * Edits of our C source, as a developer would make them: each mistake breaks a claim, and the story points
 * to its line; a harmless edit breaks nothing new.
 */

import { expect, test } from 'vitest';
import { confirm } from '../../src/counterexample/confirm.ts';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { replayedOrBug, replaySchedule } from '../../src/explorer/replay.ts';
import { allInvariants, findInvariant } from '../../src/invariants/catalogue.ts';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { editedText, ownText, readText } from '../scenarios/text-twins.ts';
import { scopeOf, type World, worldOf } from '../subjects/vmem/scopes.ts';
import { ask } from '../toys/ask.ts';

interface Edit {
  readonly from: string;
  readonly to: string;
  readonly world?: Partial<World>;
}

interface Mistake extends Edit {
  readonly breaks: string;
  /** What the line of the text has at which the story points. */
  readonly at: string;
}

const failing: Partial<World> = { failAllocs: 1 };
const small: Partial<World> = { edat1: false, edat2: false };
const deep: Partial<World> = { geometry: 'tiny5', failAllocs: 1 };

const undo = '	if (status)\n		undo(from, to, identity);\n';
const setPte = 'set_pte(pte, __pte(at | bits))';
const freePages = 'free_pages(memory, order);';
const lockedFree =
  '	mutex_lock(&vmem_mutex);\n	unplug(start, end, false);\n	mutex_unlock(&vmem_mutex);';
const freed = '	page_table_free(&init_mm, __va(pmd_deref(*holder)));\n	pmd_clear(holder);';
const step = '		at += PAGE_SIZE;\n		pte++;';
const pteLoop = 'for (i = 0; i < PTRS_PER_PTE; i++, pte++)';

const mistakes: Readonly<Record<string, Mistake>> = {
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
};

async function searched({ from, to, world = {} }: Edit, ids: readonly string[]) {
  const revision = await readText(from === '' ? ownText : editedText(from, to));
  const config = worldOf({ ...world, revision });
  const system = createMemorySystem(scopeOf(config));
  const invariants = ids.flatMap((id) => findInvariant(id) ?? []);
  const { violations } = breadthFirst(ask(system, { invariants }));
  return violations.map(({ invariant, schedule, steps }) => {
    const transitions = replayedOrBug(replaySchedule(system, schedule)).map((one) => one.record);
    const found = findInvariant(invariant.id);
    if (found === undefined) throw new Error(`no invariant ${invariant.id}`);
    const { mutant: _, ...scope } = config;
    const { code } = confirm(vmem, { invariant: found, scope, transitions, steps });
    return { id: invariant.id, place: code.at(0) };
  });
}

test.each(Object.entries(mistakes))('%s', async (_name, mistake) => {
  const [found] = await searched(mistake, [mistake.breaks]);
  expect(found?.id).toBe(mistake.breaks);
  const line = editedText(mistake.from, mistake.to).split('\n')[(found?.place?.line ?? 0) - 1];
  expect(line).toContain(mistake.at);
});

const harmless: Readonly<Record<string, Edit>> = {
  'an empty range returns at once': {
    from: '	status = walk_root(job);\n',
    to: '	if (job.from == job.to)\n		return 0;\n	status = walk_root(job);\n',
  },
  'the look at a table reads its entries one by one': {
    from: `	${pteLoop}\n		if (!pte_none(*pte))\n			return;\n`,
    to: `	${pteLoop} {\n		pte_t entry = *pte;\n\n		if (pte_none(entry))\n			continue;\n		return;\n	}\n`,
    world: small,
  },
  'the address of a table is remembered, then the entry is emptied': {
    from: '	give_back(pud_deref(*holder), CRST_ALLOC_ORDER);\n	pud_clear(holder);',
    to: '	unsigned long table = pud_deref(*holder);\n\n	pud_clear(holder);\n	give_back(table, CRST_ALLOC_ORDER);',
  },
  'the entry is remembered, then emptied': {
    from: '	give_back(pud_deref(*holder), CRST_ALLOC_ORDER);\n	pud_clear(holder);',
    to: '	pud_t old = *holder;\n\n	pud_clear(holder);\n	give_back(pud_deref(old), CRST_ALLOC_ORDER);',
  },
  'a leaf is remembered, then emptied': {
    from: '			if (!job.identity)\n				give_back(pfn_to_phys(pte_pfn(*pte)), 0);\n			pte_clear(&init_mm, at, pte);',
    to: '			pte_t old = *pte;\n\n			pte_clear(&init_mm, at, pte);\n			if (!job.identity)\n				give_back(pfn_to_phys(pte_pfn(old)), 0);',
    world: small,
  },
  'the mutex is taken in a function': {
    from: `void vmemmap_free(unsigned long start, unsigned long end, struct vmem_altmap *altmap)\n{\n${lockedFree}`,
    to: `static void hold(void)\n{\n	mutex_lock(&vmem_mutex);\n}\n\nvoid vmemmap_free(unsigned long start, unsigned long end, struct vmem_altmap *altmap)\n{\n	hold();\n	unplug(start, end, false);\n	mutex_unlock(&vmem_mutex);`,
  },
  'the pointer to an entry is computed in each round': {
    from: step,
    to: '		at += PAGE_SIZE;\n		if (at < job.to)\n			pte = pte_offset_kernel(holder, at);',
    world: small,
  },
  'a loop that runs to the last entry by its pointer': {
    from: `	${pteLoop}\n`,
    to: '	const pte_t *behind = pte + PTRS_PER_PTE;\n\n	for (i = 0; pte < behind; i++, pte++)\n',
    world: small,
  },
  'numbers without a sign may wrap': {
    from: '	unsigned long at = job.from, pages = 0;',
    to: '	unsigned long at = job.from, pages = 0UL - 1 + 1;',
    world: small,
  },
};

const everything = allInvariants.map(({ id }) => id).filter((id) => id !== 'no-deadlock');

test.each(Object.entries(harmless))('%s: no mistake', async (_name, edit) => {
  const before = await searched({ ...edit, from: '', to: '' }, everything);
  const after = await searched(edit, everything);
  expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
});
