/*
 * A helper in a second file, written for the tests of Tablewalk: turns a 2 GiB leaf into a table of
 * 1 MiB leaves that map the same memory.
 */
void *new_upper_table(unsigned long empty);

static void exchange(unsigned long *entry, unsigned long wanted, unsigned long address)
{
	const unsigned long inside = PTRS_PER_PUD * sizeof(pud_t) - 1;

	if (!cpu_has_edat2()) {
		cspg(entry, *entry, wanted);
		return;
	}
	crdte(*entry, wanted, (unsigned long *)((unsigned long)entry & ~inside), CRDTE_DTT_REGION3,
	      address, get_lowcore()->kernel_asce.val);
}

int break_up(pud_t *large, unsigned long address)
{
	unsigned long left = PTRS_PER_PMD, to, bits;
	pmd_t *first = new_upper_table(_SEGMENT_ENTRY_EMPTY), *small = first;
	pud_t before;

	if (first == NULL)
		return -ENOMEM;
	before = pudp_get(large);
	bits = pgprot_val(pud_val(before) & _REGION_ENTRY_PROTECT ? SEGMENT_KERNEL_RO : SEGMENT_KERNEL);
	if ((pud_val(before) & _REGION_ENTRY_NOEXEC) == 0)
		bits &= ~_SEGMENT_ENTRY_NOEXEC;
	for (to = pud_pfn(before) << PAGE_SHIFT; left-- > 0; to += PMD_SIZE)
		set_pmd(small++, __pmd(to | bits));
	exchange((unsigned long *)large, pud_val(__pud(__pa(first) | _REGION3_ENTRY)), address);
	update_page_count(PG_DIRECT_MAP_1M, PTRS_PER_PMD);
	update_page_count(PG_DIRECT_MAP_2G, -1);
	return 0;
}
