/*
 * Callers for CBMC: CALLS operations on the sections 2 and 3, in any order that the kernel allows. What must
 * hold is judged after each. Constant arguments: with others, not even one operation is decided.
 */
#include "kernel.h"
#include "vmem.c"

static bool added[4], onlined[4];

#define IDENTITY(section) ((section) * 0x10000UL)
#define MEMMAP(section) (0x80000UL + (section) * 0x6000UL)

#define ADD(n) do { \
	may_fail = true; \
	if (vmem_add_mapping(IDENTITY(n), 0x10000UL)) \
		break; \
	if (vmemmap_populate(MEMMAP(n), MEMMAP((n) + 1), 0, NULL)) \
		vmem_remove_mapping(IDENTITY(n), 0x10000UL); \
	else \
		added[n] = true; \
} while (0)

#define ONLINE(n) do { \
	onlined[n] = true; \
	write_memmap(MEMMAP(n), false, 0x6000UL); \
} while (0)

#define REMOVE(n) do { \
	vmemmap_free(MEMMAP(n), MEMMAP((n) + 1), NULL); \
	vmem_remove_mapping(IDENTITY(n), 0x10000UL); \
	added[n] = onlined[n] = false; \
} while (0)

#define OPERATIONS(n) \
	if (!added[n] && nondet_bool()) { ADD(n); continue; } \
	if (added[n] && !onlined[n] && nondet_bool()) { ONLINE(n); continue; } \
	if (added[n] && nondet_bool()) { REMOVE(n); continue; }

#define JUDGE(n) \
	if (added[n]) \
		for (unsigned long at = MEMMAP(n); at < MEMMAP((n) + 1); at += PAGE_SIZE) \
			__CPROVER_assert(is_mapped(at), "vmemmap-coverage")

static void judge(void)
{
	JUDGE(2);
	JUDGE(3);
}

static void operation(void)
{
	do {
		OPERATIONS(2)
		OPERATIONS(3)
	} while (false);
}

int main(void)
{
	for (int i = 0; i < PTRS_PER_PUD; i++)
		root[i].val = EMPTY;
	for (int call = 0; call < CALLS; call++) {
		operation();
		judge();
	}
	return 0;
}
