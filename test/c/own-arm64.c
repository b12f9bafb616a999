/*
 * The memmap code of memory hotplug on arm64, written for the tests of Tablewalk. It behaves like
 * Linux 7.2 with different code: a first pass frees the memory, and flushes each entry
 * before its memory is freed; a second pass frees the empty tables.
 */

/* ---- coming ---- */

static void *blank_table(int node)
{
	void *table = vmemmap_alloc_block(PAGE_SIZE, node);

	return table ? memset(table, 0, PAGE_SIZE) : NULL;
}

static pud_t *reach_pud(unsigned long at, int node)
{
	pgd_t *pgd = pgd_offset_k(at);
	p4d_t *p4d;
	void *table;

	if (pgd_none(READ_ONCE(*pgd))) {
		table = blank_table(node);
		if (!table)
			return NULL;
		pgd_populate(&init_mm, pgd, table);
	}
	p4d = p4d_offset(pgd, at);
	if (p4d_none(READ_ONCE(*p4d))) {
		table = blank_table(node);
		if (!table)
			return NULL;
		p4d_populate(&init_mm, p4d, table);
	}
	return pud_offset(p4d, at);
}

static pmd_t *reach(unsigned long at, int node)
{
	pud_t *pud = reach_pud(at, node);
	void *table;

	if (pud && pud_none(READ_ONCE(*pud))) {
		table = blank_table(node);
		if (!table)
			return NULL;
		pud_populate(&init_mm, pud, table);
	}
	return pud ? pmd_offset(pud, at) : NULL;
}

static int fill_pages(unsigned long at, unsigned long end, int node, struct vmem_altmap *altmap)
{
	for (; at < end; at += PAGE_SIZE) {
		pmd_t *pmd = reach(at, node);
		pte_t *pte;
		void *memory;

		if (!pmd)
			return -ENOMEM;
		if (pmd_none(READ_ONCE(*pmd))) {
			memory = blank_table(node);
			if (!memory)
				return -ENOMEM;
			pmd_populate_kernel(&init_mm, pmd, memory);
		}
		pte = pte_offset_kernel(pmd, at);
		if (!pte_none(READ_ONCE(*pte)))
			continue;
		memory = vmemmap_alloc_block_buf(PAGE_SIZE, node, altmap);
		if (!memory)
			return -ENOMEM;
		set_pte_at(&init_mm, at, pte, pfn_pte(PHYS_PFN(__pa(memory)), PAGE_KERNEL));
	}
	return 0;
}

int vmemmap_populate(unsigned long start, unsigned long end, int node, struct vmem_altmap *altmap)
{
	unsigned long at = start, stop;

	/* Part of a section is mapped by pages, because it may be removed alone. */
	if (end - start < PAGES_PER_SECTION * sizeof(struct page))
		return fill_pages(start, end, node, altmap);
	do {
		pmd_t *pmd = reach(at, node);
		void *block;

		stop = pmd_addr_end(at, end);
		if (!pmd)
			return -ENOMEM;
		if (pmd_leaf(READ_ONCE(*pmd)))
			continue;
		if (pmd_none(READ_ONCE(*pmd))) {
			block = vmemmap_alloc_block_buf(PMD_SIZE, node, altmap);
			if (block) {
				set_pmd(pmd, pfn_pmd(PHYS_PFN(__pa(block)),
						     mk_pmd_sect_prot(PAGE_KERNEL)));
				continue;
			}
			if (altmap)
				return -ENOMEM;
		}
		if (fill_pages(at, stop, node, altmap))
			return -ENOMEM;
	} while (at = stop, at != end);
	return 0;
}

/* ---- going ---- */

static void release(struct page *page, unsigned long bytes, struct vmem_altmap *altmap)
{
	if (altmap)
		vmem_altmap_free(altmap, bytes >> PAGE_SHIFT);
	else
		__free_pages(page, get_order(bytes));
}

static void take_memory(pmd_t *pmdp, unsigned long at, unsigned long stop, struct vmem_altmap *altmap)
{
	pmd_t pmd = READ_ONCE(*pmdp);

	if (pmd_none(pmd))
		return;
	if (pmd_leaf(pmd)) {
		pmd_clear(pmdp);
		/* Flushing any address in a block flushes the block. */
		flush_tlb_kernel_range(at, at + PAGE_SIZE);
		release(pmd_page(pmd), PMD_SIZE, altmap);
		return;
	}
	for (; at < stop; at += PAGE_SIZE) {
		pte_t *ptep = pte_offset_kernel(pmdp, at);
		pte_t pte = READ_ONCE(*ptep);

		if (pte_none(pte))
			continue;
		WARN_ON(!pte_present(pte));
		pte_clear(&init_mm, at, ptep);
		flush_tlb_kernel_range(at, at + PAGE_SIZE);
		release(pte_page(pte), PAGE_SIZE, altmap);
	}
}

static bool is_inside(unsigned long at, unsigned long end, unsigned long mask)
{
	return (at & mask) >= VMEMMAP_START && end - 1 <= (VMEMMAP_END & mask) - 1;
}

static void drop_table(struct page *page, unsigned long at)
{
	__flush_tlb_kernel_pgtable(at);
	pagetable_dtor(page_ptdesc(page));
	__free_pages(page, 0);
}

static void take_pte_table(pmd_t *pmdp, unsigned long at, unsigned long stop)
{
	pte_t *first;
	int i;

	if (pmd_none(READ_ONCE(*pmdp)) || !is_inside(at, stop, PMD_MASK))
		return;
	first = pte_offset_kernel(pmdp, 0UL);
	for (i = 0; i < PTRS_PER_PTE; i++)
		if (!pte_none(READ_ONCE(first[i])))
			return;
	pmd_clear(pmdp);
	drop_table(virt_to_page(first), at);
}

static void take_pmd_table(pud_t *pudp, unsigned long at, unsigned long stop)
{
	pmd_t *first;
	int i;

	if (!is_inside(at, stop, PUD_MASK))
		return;
	first = pmd_offset(pudp, 0UL);
	for (i = 0; i < PTRS_PER_PMD; i++)
		if (!pmd_none(READ_ONCE(first[i])))
			return;
	pud_clear(pudp);
	drop_table(virt_to_page(first), at);
}

static void take_pud_table(p4d_t *p4dp, unsigned long at, unsigned long stop)
{
	pud_t *first;
	int i;

	if (CONFIG_PGTABLE_LEVELS <= 3 || !is_inside(at, stop, P4D_MASK))
		return;
	first = pud_offset(p4dp, 0UL);
	for (i = 0; i < PTRS_PER_PUD; i++)
		if (!pud_none(READ_ONCE(first[i])))
			return;
	p4d_clear(p4dp);
	drop_table(virt_to_page(first), at);
}


static void visit_pmds(pud_t *pudp, unsigned long at, unsigned long end, bool tables,
		       struct vmem_altmap *altmap)
{
	unsigned long start = at, stop;

	if (pud_none(READ_ONCE(*pudp)))
		return;
	do {
		stop = pmd_addr_end(at, end);
		if (tables)
			take_pte_table(pmd_offset(pudp, at), at, stop);
		else
			take_memory(pmd_offset(pudp, at), at, stop, altmap);
	} while (at = stop, at < end);
	if (tables)
		take_pmd_table(pudp, start, end);
}

static void visit(unsigned long at, unsigned long end, bool tables, struct vmem_altmap *altmap)
{
	unsigned long stop;

	do {
		p4d_t *p4dp = p4d_offset(pgd_offset_k(at), at);
		unsigned long from, to;

		stop = pgd_addr_end(at, end);
		if (p4d_none(READ_ONCE(*p4dp)))
			continue;
		from = at;
		do {
			to = pud_addr_end(from, stop);
			visit_pmds(pud_offset(p4dp, from), from, to, tables, altmap);
		} while (from = to, from < stop);
		if (tables)
			take_pud_table(p4dp, at, stop);
	} while (at = stop, at < end);
}

void vmemmap_free(unsigned long start, unsigned long end, struct vmem_altmap *altmap)
{
	visit(start, end, false, altmap);
	visit(start, end, true, NULL);
}
