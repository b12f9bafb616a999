/**
 * Mistakes in our C source about what the machine and the allocators provide: leaves that the processor does
 * not support, memory that vmem.c does not own, tables that hold garbage.
 */
import { lockedFree, type Mistake, small } from './mistakes.ts';

const largePud = '				pud_clear(pud);\n				leaves++;';
const freedPage = '			if (!job.identity)\n				give_back(pfn_to_phys(pte_pfn(*pte)), 0);\n';

export const machineMistakes: Readonly<Record<string, Mistake>> = {
  'memory is freed with its large leaf in the identity mapping': {
    from: largePud,
    to: `				give_back(pud_deref(*pud), get_order(PUD_SIZE));\n${largePud}`,
    breaks: 'freed-once',
    at: 'free_pages(',
  },
  'memory is freed page by page with its identity mapping': {
    from: freedPage,
    to: '			give_back(pfn_to_phys(pte_pfn(*pte)), 0);\n',
    world: small,
    breaks: 'freed-once',
    at: 'free_pages(',
  },
  'a free is refused because its end is not aligned': {
    from: lockedFree,
    to: lockedFree.replace('end', 'end - 1'),
    world: { failAllocs: 1 },
    breaks: 'no-leaked-memmap',
    at: '}',
  },
  'a leaf of 2 GiB without EDAT2': {
    from: ' && MACHINE_HAS_EDAT2',
    to: '',
    world: { edat2: false },
    breaks: 'entries-well-formed',
    at: 'pud_val(*pud) =',
  },
  'a leaf of 1 MiB without EDAT1': {
    from: '	if (!MACHINE_HAS_EDAT1)\n		goto small;\n',
    to: '',
    world: small,
    breaks: 'entries-well-formed',
    at: 'pmd_val(*pmd) =',
  },
  'the protection is added twice': {
    from: 'pmd_val(*pmd) = __pa(block) | bits;',
    to: 'pmd_val(*pmd) = __pa(block) + bits + bits;',
    breaks: 'entries-well-formed',
    at: '+ bits + bits',
  },
  'a new upper table is not initialised': {
    from: '	if (table != NULL)\n		crst_table_init(table, empty);\n',
    to: '',
    breaks: 'entries-well-formed',
    at: 'd_populate(',
  },
  'a page table is initialised past its end': {
    from: '_PAGE_INVALID, PTRS_PER_PTE)',
    to: '_PAGE_INVALID, PTRS_PER_PTE * sizeof(pte_t))',
    world: small,
    breaks: 'no-undefined-behaviour',
    at: 'memset64(',
  },
  'an add fails without an allocation that failed, and keeps its mapping': {
    from: '	status = all_or_nothing(plug, unplug, start, end, true);\n',
    to: '	status = all_or_nothing(plug, unplug, start, end, true);\n	if (!status && start == 0x30000)\n		status = -EINVAL;\n',
    breaks: 'failure-is-undone',
    at: 'return status;',
  },
};
