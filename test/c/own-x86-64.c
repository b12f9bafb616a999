/*
 * The memmap code of memory hotplug on x86-64, written for the tests of Tablewalk. It behaves like
 * Linux 7.2 with different code: one walk down to the large page; empty tables
 * are freed on the way up.
 */
#define FILLER		0xFD
#define WHOLE(at, stop)	(IS_ALIGNED(at, PMD_SIZE) && IS_ALIGNED(stop, PMD_SIZE))

/* Start of the unused rest of the last large page, until it is filled. */
static unsigned long rest_begins;

/* ---- used parts of a large page that sections share ---- */

static void fill_rest(void)
{
	unsigned long rest = rest_begins;

	rest_begins = 0;
	if (rest)
		memset((void *)rest, FILLER, ALIGN(rest, PMD_SIZE) - rest);
}

static void remember_rest(unsigned long stop)
{
	rest_begins = IS_ALIGNED(stop, PMD_SIZE) ? 0 : stop;
}

static void enter_shared(unsigned long at, unsigned long stop)
{
	if (rest_begins == at) {
		remember_rest(stop);
		return;
	}
	fill_rest();
	memset((void *)at, 0, sizeof(struct page));
}

static void enter_new(unsigned long at, unsigned long stop)
{
	unsigned long block = at & PMD_MASK;

	fill_rest();
	memset((void *)at, 0, sizeof(struct page));
	if (at > block)
		memset((void *)block, FILLER, at - block);
	remember_rest(stop);
}

static bool leave(unsigned long at, unsigned long stop)
{
	fill_rest();
	memset((void *)at, FILLER, stop - at);
	return memchr_inv((void *)(at & PMD_MASK), FILLER, PMD_SIZE) == NULL;
}

/* ---- coming ---- */

static void *blank_table(int node)
{
	void *table = vmemmap_alloc_block(PAGE_SIZE, node);

	return table ? memset(table, 0, PAGE_SIZE) : NULL;
}

/* Allocates the tables above the large page. */
static pmd_t *reach(unsigned long at, int node)
{
	void *table;
	pgd_t *pgd = pgd_offset_k(at);
	p4d_t *p4d;
	pud_t *pud;

	if (pgd_none(*pgd)) {
		table = blank_table(node);
		if (!table)
			goto none;
		pgd_populate(&init_mm, pgd, table);
	}
	p4d = p4d_offset(pgd, at);
	if (p4d_none(*p4d)) {
		table = blank_table(node);
		if (!table)
			goto none;
		p4d_populate(&init_mm, p4d, table);
	}
	pud = pud_offset(p4d, at);
	if (pud_none(*pud)) {
		table = blank_table(node);
		if (!table)
			goto none;
		pud_populate(&init_mm, pud, table);
	}
	return pmd_offset(pud, at);
none:
	return NULL;
}

static int fill_pages(unsigned long at, unsigned long end, int node, struct vmem_altmap *altmap)
{
	while (at < end) {
		pmd_t *pmd = reach(at, node);
		pte_t *pte;

		if (!pmd)
			return -ENOMEM;
		if (pmd_none(*pmd)) {
			void *table = blank_table(node);

			if (!table)
				return -ENOMEM;
			pmd_populate_kernel(&init_mm, pmd, table);
		}
		pte = pte_offset_kernel(pmd, at);
		if (pte_none(*pte)) {
			void *page = vmemmap_alloc_block_buf(PAGE_SIZE, node, altmap);

			if (!page)
				return -ENOMEM;
			set_pte_at(&init_mm, at, pte, pfn_pte(PHYS_PFN(__pa(page)), PAGE_KERNEL));
		}
		at += PAGE_SIZE;
	}
	return 0;
}

/* One large page or part of one. */
static int fill_block(unsigned long at, unsigned long stop, int node, struct vmem_altmap *altmap)
{
	pmd_t *pmd = reach(at, node);
	void *block;

	if (!pmd)
		return -ENOMEM;
	if (pmd_leaf(*pmd)) {
		enter_shared(at, stop);
		return 0;
	}
	if (pmd_none(*pmd)) {
		block = vmemmap_alloc_block_buf(PMD_SIZE, node, altmap);
		if (block) {
			set_pmd(pmd, pfn_pmd(PHYS_PFN(__pa(block)), PAGE_KERNEL_LARGE));
			if (!WHOLE(at, stop))
				enter_new(at, stop);
			return 0;
		}
		if (altmap)
			return -ENOMEM;
	}
	return fill_pages(at, stop, node, altmap);
}

int vmemmap_populate(unsigned long start, unsigned long end, int node, struct vmem_altmap *altmap)
{
	unsigned long at, stop;
	int error = 0;

	if (end - start < PAGES_PER_SECTION * sizeof(struct page))
		return fill_pages(start, end, node, NULL);
	for (at = start; at < end && !error; at = stop) {
		stop = pmd_addr_end(at, end);
		error = fill_block(at, stop, node, altmap);
	}
	return error;
}

/* ---- going ---- */

#define UNDER_LOCK(clear)				\
	do {						\
		spin_lock(&init_mm.page_table_lock);	\
		clear;					\
		spin_unlock(&init_mm.page_table_lock);	\
	} while (0)

static void empty_page(pte_t *pte, unsigned long at)
{
	if (!pte_present(*pte))
		return;
	__free_pages(pte_page(*pte), 0);
	UNDER_LOCK(pte_clear(&init_mm, at, pte));
}

static void empty_pages(pmd_t *pmd, unsigned long at, unsigned long stop)
{
	pte_t *first = (pte_t *)pmd_page_vaddr(*pmd);
	int i;

	for (; at < stop; at += PAGE_SIZE)
		empty_page(&first[pte_index(at)], at);
	flush_tlb_all();
	for (i = 0; i < PTRS_PER_PTE; i++)
		if (!pte_none(first[i]))
			return;
	pagetable_free(page_ptdesc(pmd_page(*pmd)));
	UNDER_LOCK(pmd_clear(pmd));
}

static void empty_block(pmd_t *pmd, unsigned long at, unsigned long stop, struct vmem_altmap *altmap)
{
	struct page *page = pmd_page(*pmd);

	if (!WHOLE(at, stop) && !leave(at, stop))
		return;
	if (altmap)
		vmem_altmap_free(altmap, PMD_SIZE / PAGE_SIZE);
	else
		__free_pages(page, get_order(PMD_SIZE));
	UNDER_LOCK(pmd_clear(pmd));
}

static void empty_pud(pud_t *pud, unsigned long at, unsigned long end, struct vmem_altmap *altmap)
{
	pmd_t *first = pmd_offset(pud, 0), *pmd;
	unsigned long stop;
	int i;

	for (; at < end; at = stop) {
		stop = pmd_addr_end(at, end);
		pmd = first + pmd_index(at);
		if (!pmd_present(*pmd))
			continue;
		if (pmd_leaf(*pmd))
			empty_block(pmd, at, stop, altmap);
		else
			empty_pages(pmd, at, stop);
	}
	for (i = 0; i < PTRS_PER_PMD; i++)
		if (!pmd_none(first[i]))
			return;
	pagetable_free(page_ptdesc(pud_page(*pud)));
	UNDER_LOCK(pud_clear(pud));
}

static void empty_p4d(p4d_t *p4d, unsigned long at, unsigned long end, struct vmem_altmap *altmap)
{
	pud_t *first = pud_offset(p4d, 0), *pud;
	unsigned long stop;
	int i;

	for (; at < end; at = stop) {
		stop = pud_addr_end(at, end);
		pud = first + pud_index(at);
		if (pud_present(*pud))
			empty_pud(pud, at, stop, altmap);
	}
	/* With four levels, every process shares this table. */
	if (!pgtable_l5_enabled())
		return;
	for (i = 0; i < PTRS_PER_PUD; i++)
		if (!pud_none(first[i]))
			return;
	pagetable_free(page_ptdesc(p4d_page(*p4d)));
	UNDER_LOCK(p4d_clear(p4d));
}

void vmemmap_free(unsigned long start, unsigned long end, struct vmem_altmap *altmap)
{
	unsigned long at, stop;

	for (at = start; at < end; at = stop) {
		pgd_t *pgd = pgd_offset_k(at);
		p4d_t *p4d;

		stop = p4d_addr_end(at, end);
		if (!pgd_present(*pgd))
			continue;
		p4d = p4d_offset(pgd, at);
		if (p4d_present(*p4d))
			empty_p4d(p4d, at, stop, altmap);
	}
	flush_tlb_all();
}
