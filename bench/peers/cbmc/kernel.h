/*
 * What test/c/own-vmem.c takes from a kernel, for CBMC: the geometry tiny3 with EDAT1 and EDAT2. Tables and
 * memory are indices of pools, and a page of memmap is one mark: it holds the filler only, or it does not.
 */
#include <stdbool.h>
#include <stddef.h>

typedef unsigned long u64;
typedef struct { unsigned long val; } pte_t;
typedef struct { unsigned long val; } pmd_t;
typedef struct { unsigned long val; } pud_t;
typedef struct { pud_t pud; } p4d_t;
typedef struct { p4d_t p4d; } pgd_t;
struct vmem_altmap;
/* 48 bytes, scaled as in tiny3. */
struct page { char bytes[1536]; };

#define PAGE_SIZE	0x1000UL
#define PMD_SIZE	0x4000UL
#define PUD_SIZE	0x10000UL
#define P4D_SIZE	0x200000UL
#define PGDIR_SIZE	P4D_SIZE
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define PMD_MASK	(~(PMD_SIZE - 1))
#define PUD_MASK	(~(PUD_SIZE - 1))
#define P4D_MASK	(~(P4D_SIZE - 1))
#define PGDIR_MASK	P4D_MASK
#define PTRS_PER_PTE	4
#define PTRS_PER_PMD	4
#define PTRS_PER_PUD	32
#define PTRS_PER_P4D	2
#define VMALLOC_START	0xd0000UL
#define VMEM_MAX_PHYS	0x80000UL

#define EINVAL		22
#define ENOMEM		12
#define ERANGE		34
#define GFP_KERNEL	0
#define NUMA_NO_NODE	(-1)
#define __meminit
#define PG_DIRECT_MAP_4K 0
#define PG_DIRECT_MAP_1M 1
#define PG_DIRECT_MAP_2G 2
#define MACHINE_HAS_NX	1
#define MACHINE_HAS_EDAT1 1
#define MACHINE_HAS_EDAT2 1
#define debug_pagealloc_enabled() 0
#define update_page_count(level, count) ((void)(count))
#define flush_tlb_kernel_range(start, end) ((void)0)
#define DEFINE_MUTEX(name) int name
#define mutex_lock(mutex) ((void)0)
#define mutex_unlock(mutex) ((void)0)
#define WARN_ON_ONCE(condition) (condition)
#define ALIGN_DOWN(value, size) ((value) & ~((size) - 1))
#define ALIGN(value, size) ALIGN_DOWN((value) + (size) - 1, size)

#define pgprot_val(prot) (prot)
#define LARGE		0x400UL
#define EMPTY		0x20UL
#define PAGE_KERNEL	0UL
#define SEGMENT_KERNEL	LARGE
#define REGION3_KERNEL	LARGE
#define _PAGE_NOEXEC	0x100UL
#define _SEGMENT_ENTRY_NOEXEC 0x100UL
#define _REGION_ENTRY_NOEXEC 0x100UL
#define _PAGE_INVALID	EMPTY
#define _SEGMENT_ENTRY_EMPTY EMPTY
#define _REGION3_ENTRY_EMPTY EMPTY
#define _REGION2_ENTRY_EMPTY EMPTY

/* ---- pools: more than any run uses, which an assertion checks ---- */

#define TABLES	4
#define BLOCKS	TABLES

static int init_mm;
static pud_t root[PTRS_PER_PUD];
static pmd_t pmd_tables[TABLES][PTRS_PER_PMD];
static pte_t pte_tables[TABLES][PTRS_PER_PTE];
static bool pmd_table_used[TABLES], pte_table_used[TABLES];
/* The frame after the blocks stands for all single pages. */
struct frame { bool filler[PTRS_PER_PTE]; };
static struct frame frames[BLOCKS + 1];
static bool block_used[BLOCKS];

bool nondet_bool(void);
static bool may_fail;

/* At most one allocation of an operation fails. */
static bool fails(void)
{
	if (!may_fail || !nondet_bool())
		return false;
	may_fail = false;
	return true;
}

static int unused(bool *used)
{
	for (int i = 0; i < TABLES; i++) {
		if (!used[i]) {
			used[i] = true;
			return i;
		}
	}
	__CPROVER_assert(false, "the pool is large enough");
	return 0;
}

static void put(bool *used, unsigned long index)
{
	__CPROVER_assert(used[index], "freed-once");
	used[index] = false;
}

#define CRST_ALLOC_ORDER 3
#define get_order(bytes) ((bytes) == PMD_SIZE ? 2 : 0)

static unsigned long *__get_free_pages(int flags, int order)
{
	return fails() ? NULL : (unsigned long *)pmd_tables[unused(pmd_table_used)];
}

static void crst_table_init(void *table, unsigned long empty)
{
	for (int i = 0; i < PTRS_PER_PMD; i++)
		((pmd_t *)table)[i].val = empty;
}

static pte_t *page_table_alloc(int *mm)
{
	return fails() ? NULL : pte_tables[unused(pte_table_used)];
}

static void *memset64(u64 *table, unsigned long value, int count)
{
	for (int i = 0; i < PTRS_PER_PTE; i++)
		((pte_t *)table)[i].val = value;
	return table;
}

static void page_table_free(int *mm, unsigned long memory)
{
	put(pte_table_used, memory >> 12);
}

/* Fresh memory holds anything. */
static void *vmemmap_alloc_block(unsigned long bytes, int node)
{
	int frame;

	if (fails())
		return NULL;
	if (bytes == PAGE_SIZE)
		return &frames[BLOCKS];
	frame = unused(block_used);
	for (int i = 0; i < PTRS_PER_PTE; i++)
		frames[frame].filler[i] = nondet_bool();
	return &frames[frame];
}

static void free_pages(unsigned long memory, unsigned int order)
{
	if (order > 0)
		put(order == CRST_ALLOC_ORDER ? pmd_table_used : block_used, memory >> 12);
}

#define PageReserved(page) 0
#define phys_to_page(memory) (memory)
#define pfn_to_phys(pfn) ((pfn) << 12)
#define __va(memory) (memory)
#define __pa(block) ((unsigned long)((struct frame *)(block) - frames) << 12)

/* ---- entries ---- */

#define pte_val(entry) ((entry).val)
#define pmd_val(entry) ((entry).val)
#define pud_val(entry) ((entry).val)
#define pte_none(entry) ((entry).val == EMPTY)
#define pmd_none(entry) ((entry).val == EMPTY)
#define pud_none(entry) ((entry).val == EMPTY)
#define pmd_large(entry) (((entry).val & LARGE) != 0)
#define pud_large(entry) (((entry).val & LARGE) != 0)
#define pmd_deref(entry) ((entry).val & PAGE_MASK)
#define pud_deref(entry) ((entry).val & PAGE_MASK)
#define pte_pfn(entry) ((entry).val >> 12)
#define __pte(value) ((pte_t){ value })
#define set_pte(pte, entry) (*(pte) = (entry))
#define pte_clear(mm, address, pte) ((pte)->val = EMPTY)
#define pmd_clear(pmd) ((pmd)->val = EMPTY)
#define pud_clear(pud) ((pud)->val = EMPTY)
#define pmd_populate(mm, pmd, table) \
	((pmd)->val = (unsigned long)((table) - pte_tables[0]) / PTRS_PER_PTE << 12)
#define pud_populate(mm, pud, table) \
	((pud)->val = (unsigned long)((table) - pmd_tables[0]) / PTRS_PER_PMD << 12)
#define pte_offset_kernel(pmd, address) \
	(&pte_tables[(pmd)->val >> 12][(address) / PAGE_SIZE % PTRS_PER_PTE])
#define pmd_offset(pud, address) \
	(&pmd_tables[(pud)->val >> 12][(address) / PMD_SIZE % PTRS_PER_PMD])
#define pud_offset(p4d, address) (&root[(address) / PUD_SIZE % PTRS_PER_PUD])

/* Two levels are folded. */
#define p4d_none(entry) 0
#define pgd_none(entry) 0
#define p4d_deref(entry) 0
#define pgd_deref(entry) 0
#define p4d_clear(p4d) ((void)0)
#define pgd_clear(pgd) ((void)0)
#define p4d_populate(mm, p4d, table) ((void)(table))
#define pgd_populate(mm, pgd, table) ((void)(table))
#define p4d_offset(pgd, address) ((p4d_t *)(pgd))
#define pgd_offset_k(address) ((pgd_t *)root)

static unsigned long addr_end(unsigned long at, unsigned long end, unsigned long size)
{
	unsigned long next = (at + size) & ~(size - 1);

	return next < end ? next : end;
}

#define pmd_addr_end(at, end) addr_end(at, end, PMD_SIZE)
#define pud_addr_end(at, end) addr_end(at, end, PUD_SIZE)
#define p4d_addr_end(at, end) addr_end(at, end, P4D_SIZE)
#define pgd_addr_end(at, end) addr_end(at, end, PGDIR_SIZE)

/* ---- memory behind the tables ---- */

static bool is_mapped(unsigned long at)
{
	pud_t pud = root[at / PUD_SIZE % PTRS_PER_PUD];
	pmd_t pmd;

	if (pud_none(pud))
		return false;
	pmd = *pmd_offset(&pud, at);
	if (pmd_none(pmd) || pmd_large(pmd))
		return pmd_large(pmd);
	return !pte_none(*pte_offset_kernel(&pmd, at));
}

/* The frame of a page of memmap that is mapped by a block; NULL if it is not. */
static struct frame *block_at(unsigned long at)
{
	pud_t pud = root[at / PUD_SIZE % PTRS_PER_PUD];
	pmd_t pmd = *pmd_offset(&pud, at);

	return pmd_large(pmd) ? &frames[pmd.val >> 12] : NULL;
}

static void write_memmap(unsigned long from, bool filler, unsigned long bytes)
{
	for (unsigned long at = from & PAGE_MASK; at < from + bytes; at += PAGE_SIZE) {
		struct frame *block;

		__CPROVER_assert(is_mapped(at), "no-write-unmapped");
		block = block_at(at);
		if (block != NULL)
			block->filler[at / PAGE_SIZE % PTRS_PER_PTE] = filler;
	}
}

static void *other_than_filler(unsigned long from)
{
	struct frame *block = block_at(from);

	for (int i = 0; i < PTRS_PER_PTE; i++)
		if (!block->filler[i])
			return block;
	return NULL;
}

#define memset(start, value, bytes) write_memmap((unsigned long)(start), (value) != 0, bytes)
#define memchr_inv(start, value, bytes) other_than_filler((unsigned long)(start))
