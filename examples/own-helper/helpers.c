#pragma tablewalk table
/*
 * Defines helpers of a patch in C, using names that Tablewalk knows: `tablewalk source` lists them.
 * Definitions here take precedence over the checked file, so a helper that cannot be parsed there (inline
 * assembly, lists, per-CPU data) is defined here.
 */

/* In the patch: guard(mutex)(&vmem_mutex) and its end. */
#define begin_update() mutex_lock(&vmem_mutex)
#define end_update() mutex_unlock(&vmem_mutex)

/* In the patch: an IPI to all CPUs, in inline assembly. */
static void flush_everywhere(unsigned long start, unsigned long end)
{
	flush_tlb_kernel_range(start, end);
}

/* In the patch: a tracepoint. It has no effect on any claim. */
static void trace_update(unsigned long start, unsigned long end)
{
}

/* In the patch: a static key. Only the usual case is checked. */
static bool updates_are_frozen(void)
{
	return false;
}
