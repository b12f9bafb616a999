#pragma tablewalk table
/*
 * What helpers of a patch mean to Tablewalk, in C, by the names that it knows: `tablewalk source` lists them.
 * Definitions here count before those of the checked file, so a helper that is not understood there (inline
 * assembly, lists, per-CPU data) gets its meaning here.
 */

/* In the patch: guard(mutex)(&vmem_mutex) and its end. */
#define begin_update() mutex_lock(&vmem_mutex)
#define end_update() mutex_unlock(&vmem_mutex)

/* In the patch: an IPI to all CPUs, in inline assembly. */
static void flush_everywhere(unsigned long start, unsigned long end)
{
	flush_tlb_kernel_range(start, end);
}

/* In the patch: a tracepoint. It has no effect that a claim could see. */
static void trace_update(unsigned long start, unsigned long end)
{
}

/* In the patch: a static key. Only the usual case is checked. */
static bool updates_are_frozen(void)
{
	return false;
}
