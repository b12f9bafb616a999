/*
 * Page tables of hotplugged memory, written for the tests of Tablewalk. It behaves like the
 * revision linux-5.10 step by step, bugs included, with different code:
 * structs by value, a switch over outcomes, function pointers, macros with arguments.
 */
static DEFINE_MUTEX(vmem_mutex);

/* One walk, or the part of a walk that one entry maps. */
struct job {
	unsigned long from, to;
	bool plug;		/* add, else remove */
	bool identity;		/* the identity mapping, else memmap */
};

enum outcome {
	HAS_TABLE,		/* continue in the table below */
	IS_LEAF,		/* a leaf of the identity mapping was added */
	IS_MEMMAP,		/* a block of memmap was added */
	NO_MEMORY,
};

#define FILLER		0xFD
#define BYTES(job)	((job).to - (job).from)
#define WITHOUT_NX(prot, noexec) \
	(MACHINE_HAS_NX ? pgprot_val(prot) : pgprot_val(prot) & ~(noexec))

/* Start of the unused rest of the last block, until it is filled. */
static unsigned long unused_sub_pmd_start;

/* ---- memory ---- */

static void *new_upper_table(unsigned long empty)
{
	unsigned long *table;

	table = (unsigned long *)__get_free_pages(GFP_KERNEL, CRST_ALLOC_ORDER);
	if (table != NULL)
		crst_table_init(table, empty);
	return table;
}

static pte_t *new_page_table(void)
{
	pte_t *table = (pte_t *)page_table_alloc(&init_mm);

	return table ? memset64((u64 *)table, _PAGE_INVALID, PTRS_PER_PTE) : NULL;
}

static void give_back(unsigned long memory, unsigned int order)
{
	bool reserved = PageReserved(phys_to_page(memory));

	if (!WARN_ON_ONCE(reserved))
		free_pages(memory, order);
}

/* ---- used parts of a shared block ---- */

static void fill_rest(void)
{
	unsigned long rest;

	if (unused_sub_pmd_start == 0)
		return;
	rest = unused_sub_pmd_start;
	memset((void *)rest, FILLER, ALIGN(rest, PMD_SIZE) - rest);
	unused_sub_pmd_start = 0;
}

static void remember_rest(unsigned long from)
{
	if (from & ~PMD_MASK)
		unused_sub_pmd_start = from;
}

static void enter_block(struct job part, bool is_new)
{
	unsigned long block = part.from & PMD_MASK;

	if (!is_new && unused_sub_pmd_start == part.from) {
		unused_sub_pmd_start = 0;
		remember_rest(part.to);
		return;
	}
	fill_rest();
	memset((void *)part.from, 0, sizeof(struct page));
	if (!is_new)
		return;
	if (block != part.from)
		memset((void *)block, FILLER, part.from - block);
	remember_rest(part.to);
}

/* True if no part of the block is still in use. */
static bool leave_block(struct job part)
{
	fill_rest();
	memset((void *)part.from, FILLER, BYTES(part));
	return memchr_inv((void *)ALIGN_DOWN(part.from, PMD_SIZE), FILLER, PMD_SIZE) == NULL;
}

/* ---- unused tables ---- */

static bool is_ours_alone(unsigned long first, unsigned long bytes)
{
	const unsigned long last = first + bytes;

	if (last > VMALLOC_START)
		return false;
#ifdef CONFIG_KASAN
	return first >= KASAN_SHADOW_END || last <= KASAN_SHADOW_START;
#else
	return true;
#endif
}

static void drop_page_table(pmd_t *holder, unsigned long first)
{
	pte_t *pte = pte_offset_kernel(holder, first);
	int i;

	for (i = 0; i < PTRS_PER_PTE; i++, pte++)
		if (!pte_none(*pte))
			return;
	page_table_free(&init_mm, __va(pmd_deref(*holder)));
	pmd_clear(holder);
}

static void drop_block_table(pud_t *holder, unsigned long first)
{
	pmd_t *pmd;
	int i;

	if (!is_ours_alone(first, PUD_SIZE))
		return;
	pmd = pmd_offset(holder, first);
	for (i = 0; i < PTRS_PER_PMD; pmd++, i++) {
		if (!pmd_none(*pmd))
			return;
	}
	give_back(pud_deref(*holder), CRST_ALLOC_ORDER);
	pud_clear(holder);
}

static void drop_pud_table(p4d_t *holder, unsigned long first)
{
	pud_t *pud;
	int i;

	if (!is_ours_alone(first, P4D_SIZE))
		return;
	pud = pud_offset(holder, first);
	for (i = 0; i < PTRS_PER_PUD; i++, pud++)
		if (!pud_none(*pud))
			return;
	give_back(p4d_deref(*holder), CRST_ALLOC_ORDER);
	p4d_clear(holder);
}

static void drop_p4d_table(pgd_t *holder, unsigned long first)
{
	p4d_t *p4d;
	int i;

	if (!is_ours_alone(first, PGDIR_SIZE))
		return;
	p4d = p4d_offset(holder, first);
	for (i = 0; i < PTRS_PER_P4D; i++, p4d++)
		if (!p4d_none(*p4d))
			return;
	give_back(pgd_deref(*holder), CRST_ALLOC_ORDER);
	pgd_clear(holder);
}

/* ---- the walk ---- */

static struct job part_of(struct job job, unsigned long from, unsigned long to)
{
	job.from = from;
	job.to = to;
	return job;
}

static void count_leaves(struct job job, int level, unsigned long leaves)
{
	if (job.identity)
		update_page_count(level, job.plug ? leaves : -leaves);
}

static int walk_pages(pmd_t *holder, struct job job)
{
	const unsigned long bits = WITHOUT_NX(PAGE_KERNEL, _PAGE_NOEXEC);
	unsigned long at = job.from, pages = 0;
	pte_t *pte = pte_offset_kernel(holder, at);
	int status = 0;

	while (at < job.to) {
		bool is_empty = pte_none(*pte);
		void *page;

		if (is_empty != job.plug) {
			/* Nothing to do: already mapped, or already unmapped. */
		} else if (!job.plug) {
			if (!job.identity)
				give_back(pfn_to_phys(pte_pfn(*pte)), 0);
			pte_clear(&init_mm, at, pte);
			pages++;
		} else if (job.identity) {
			set_pte(pte, __pte(at | bits));
			++pages;
		} else {
			page = vmemmap_alloc_block(PAGE_SIZE, NUMA_NO_NODE);
			if (!page) {
				status = -ENOMEM;
				break;
			}
			pte_val(*pte) = __pa(page) | bits;
			pages += 1;
		}
		at += PAGE_SIZE;
		pte++;
	}
	count_leaves(job, PG_DIRECT_MAP_4K, pages);
	return status;
}

static enum outcome fill_block_entry(pmd_t *pmd, struct job part)
{
	const unsigned long bits = WITHOUT_NX(SEGMENT_KERNEL, _SEGMENT_ENTRY_NOEXEC);
	bool whole = BYTES(part) == PMD_SIZE;
	void *block;
	pte_t *table;

	if (!MACHINE_HAS_EDAT1)
		goto small;
	if (part.identity) {
		if (!whole || part.from == 0 || debug_pagealloc_enabled())
			goto small;
		pmd_val(*pmd) = part.from | bits;
		return IS_LEAF;
	}
	block = vmemmap_alloc_block(PMD_SIZE, NUMA_NO_NODE);
	if (block) {
		pmd_val(*pmd) = __pa(block) | bits;
		if (!whole)
			enter_block(part, true);
		return IS_MEMMAP;
	}
small:
	table = new_page_table();
	if (!table)
		return NO_MEMORY;
	pmd_populate(&init_mm, pmd, table);
	return HAS_TABLE;
}

static int walk_blocks(pud_t *holder, struct job job)
{
	unsigned long at, next, blocks = 0;
	pmd_t *pmd = pmd_offset(holder, job.from);
	int status = -ENOMEM;

	for (at = job.from; at < job.to; at = next, pmd++) {
		struct job part;

		next = pmd_addr_end(at, job.to);
		part = part_of(job, at, next);
		if (pmd_none(*pmd)) {
			if (!job.plug)
				continue;
			switch (fill_block_entry(pmd, part)) {
			case IS_LEAF:
				blocks++;
				continue;
			case IS_MEMMAP:
				continue;
			case NO_MEMORY:
				goto done;
			default:
				break;
			}
		} else if (pmd_large(*pmd)) {
			if (job.plug) {
				if (!job.identity)
					enter_block(part, false);
			} else if (BYTES(part) == PMD_SIZE) {
				if (!job.identity)
					give_back(pmd_deref(*pmd), get_order(PMD_SIZE));
				pmd_clear(pmd);
				blocks++;
			} else if (!job.identity && leave_block(part)) {
				give_back(pmd_deref(*pmd), get_order(PMD_SIZE));
				pmd_clear(pmd);
			}
			continue;
		}
		status = walk_pages(pmd, part);
		if (status)
			goto done;
		if (!job.plug)
			drop_page_table(pmd, at & PMD_MASK);
	}
	status = 0;
done:
	count_leaves(job, PG_DIRECT_MAP_1M, blocks);
	return status;
}

static enum outcome fill_pud_entry(pud_t *pud, struct job part)
{
	const unsigned long bits = WITHOUT_NX(REGION3_KERNEL, _REGION_ENTRY_NOEXEC);
	pmd_t *table;

	if (part.identity && BYTES(part) == PUD_SIZE && part.from && MACHINE_HAS_EDAT2 &&
	    !debug_pagealloc_enabled()) {
		pud_val(*pud) = bits | part.from;
		return IS_LEAF;
	}
	table = new_upper_table(_SEGMENT_ENTRY_EMPTY);
	if (!table)
		return NO_MEMORY;
	pud_populate(&init_mm, pud, table);
	return HAS_TABLE;
}

static int walk_puds(p4d_t *holder, struct job job)
{
	unsigned long at = job.from, next, leaves = 0;
	pud_t *pud = pud_offset(holder, at);
	int status = -ENOMEM;

	do {
		enum outcome outcome = HAS_TABLE;

		if (at >= job.to)
			break;
		next = pud_addr_end(at, job.to);
		if (pud_none(*pud)) {
			if (!job.plug)
				continue;
			outcome = fill_pud_entry(pud, part_of(job, at, next));
		} else if (pud_large(*pud)) {
			if (!job.plug && next - at == PUD_SIZE) {
				pud_clear(pud);
				leaves++;
			}
			continue;
		}
		if (outcome == NO_MEMORY)
			goto done;
		if (outcome == IS_LEAF) {
			leaves++;
			continue;
		}
		status = walk_blocks(pud, part_of(job, at, next));
		if (status != 0)
			goto done;
		if (!job.plug)
			drop_block_table(pud, at & PUD_MASK);
	} while (pud++, at = next, at < job.to);
	status = 0;
done:
	count_leaves(job, PG_DIRECT_MAP_2G, leaves);
	return status;
}

static int walk_p4ds(pgd_t *holder, struct job job)
{
	unsigned long at, next;
	p4d_t *p4d = p4d_offset(holder, job.from);
	int status = -ENOMEM;

	for (at = job.from; at < job.to; at = next, p4d++) {
		pud_t *table;

		next = p4d_addr_end(at, job.to);
		if (p4d_none(*p4d)) {
			if (!job.plug)
				continue;
			table = new_upper_table(_REGION3_ENTRY_EMPTY);
			if (!table)
				return status;
			p4d_populate(&init_mm, p4d, table);
		}
		status = walk_puds(p4d, part_of(job, at, next));
		if (status)
			return status;
		if (!job.plug)
			drop_pud_table(p4d, at & P4D_MASK);
	}
	return 0;
}

static int walk_root(struct job job)
{
	unsigned long at, next;
	int status = -ENOMEM;

	for (at = job.from; at < job.to; at = next) {
		pgd_t *pgd = pgd_offset_k(at);

		next = pgd_addr_end(at, job.to);
		if (pgd_none(*pgd)) {
			p4d_t *table;

			if (!job.plug)
				continue;
			table = new_upper_table(_REGION2_ENTRY_EMPTY);
			if (!table)
				return status;
			pgd_populate(&init_mm, pgd, table);
		}
		status = walk_p4ds(pgd, part_of(job, at, next));
		if (status)
			return status;
		if (!job.plug)
			drop_p4d_table(pgd, at & PGDIR_MASK);
	}
	return 0;
}

/* Named like the function in the recorded warnings. */
static int modify_pagetable(struct job job)
{
	int status;

	if (WARN_ON_ONCE((job.from | job.to) & ~PAGE_MASK))
		return -EINVAL;
	status = walk_root(job);
	if (!job.plug)
		flush_tlb_kernel_range(job.from, job.to);
	return status;
}

static int plug(unsigned long from, unsigned long to, bool identity)
{
	struct job job = { .from = from, .to = to, .plug = true, .identity = identity };

	return modify_pagetable(job);
}

static int unplug(unsigned long from, unsigned long to, bool identity)
{
	struct job job = { from, to, false, identity };

	return modify_pagetable(job);
}

/* On failure, runs `undo` over the whole range. */
static int all_or_nothing(int (*act)(unsigned long, unsigned long, bool),
			  int (*undo)(unsigned long, unsigned long, bool),
			  unsigned long from, unsigned long to, bool identity)
{
	int status = act(from, to, identity);

	if (status)
		undo(from, to, identity);
	return status;
}

/* ---- entry points ---- */

static int vmem_add_range(unsigned long start, unsigned long size)
{
	return plug(start, start + size, true);
}

int vmem_add_mapping(unsigned long start, unsigned long size)
{
	unsigned long end = start + size;
	int status;

	if (end < start || end > VMEM_MAX_PHYS)
		return -ERANGE;
	mutex_lock(&vmem_mutex);
	status = all_or_nothing(plug, unplug, start, end, true);
	mutex_unlock(&vmem_mutex);
	return status;
}

void vmem_remove_mapping(unsigned long start, unsigned long size)
{
	mutex_lock(&vmem_mutex);
	unplug(start, start + size, true);
	mutex_unlock(&vmem_mutex);
}

int __meminit vmemmap_populate(unsigned long start, unsigned long end, int node,
			       struct vmem_altmap *altmap)
{
	int status;

	mutex_lock(&vmem_mutex);
	status = all_or_nothing(&plug, &unplug, start, end, false);
	mutex_unlock(&vmem_mutex);
	return status;
}

void vmemmap_free(unsigned long start, unsigned long end, struct vmem_altmap *altmap)
{
	mutex_lock(&vmem_mutex);
	unplug(start, end, false);
	mutex_unlock(&vmem_mutex);
}
