/**
 * Realistic edits of our own C source. Each mistake violates a claim, and the story points to the
 * edited line. A harmless edit adds no violation.
 */

import { expect, test } from 'vitest';
import { confirm } from '../../src/counterexample/confirm.ts';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { replayedOrBug, replaySchedule } from '../../src/explorer/replay.ts';
import { allInvariants, findInvariant } from '../../src/invariants/catalogue.ts';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { editedText, ownText, readText } from '../scenarios/text-twins.ts';
import { scopeOf, worldOf } from '../subjects/vmem/scopes.ts';
import { ask } from '../toys/ask.ts';
import { machineMistakes } from './machine-mistakes.ts';
import { markMistakes } from './mark-mistakes.ts';
import { type Edit, lockedFree, mistakes, pteLoop, small, step } from './mistakes.ts';
import { outsideMistakes } from './outside-mistakes.ts';

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

test.each(Object.entries({ ...mistakes, ...markMistakes, ...outsideMistakes, ...machineMistakes }))(
  '%s',
  async (_name, mistake) => {
    const [found] = await searched(mistake, [mistake.breaks]);
    expect(found?.id).toBe(mistake.breaks);
    const line = editedText(mistake.from, mistake.to).split('\n')[(found?.place?.line ?? 0) - 1];
    expect(line).toContain(mistake.at);
  },
);

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
  'the pointer to an entry is computed in each iteration': {
    from: step,
    to: '		at += PAGE_SIZE;\n		if (at < job.to)\n			pte = pte_offset_kernel(holder, at);',
    world: small,
  },
  'a loop that runs to the last entry by its pointer': {
    from: `	${pteLoop}\n`,
    to: '	const pte_t *behind = pte + PTRS_PER_PTE;\n\n	for (i = 0; pte < behind; i++, pte++)\n',
    world: small,
  },
  'a table is looked at from its last entry, of which no caller maps any': {
    from: '	for (i = 0; i < PTRS_PER_PMD; pmd++, i++) {',
    to: '	for (i = PTRS_PER_PMD; i > 0; pmd++, i--) {',
    world: { blocks: [[3]] },
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
