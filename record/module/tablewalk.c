// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Guest module of tablewalk record. Through /proc/tablewalk it plugs memory without virtio-mem,
 * makes allocations of vmem.c fail, and fills fresh memmap with the byte that vmem.c treats as "unused".
 * With record=1 it also logs calls, allocations and the tables after each call: a recording
 * without single writes, for machines without the QEMU plugin. It uses kprobes; nothing is patched.
 *
 * Commands, numbers in hex, several in one write separated by newlines:
 *
 *   add START SIZE, remove START SIZE       add_memory(), remove_memory()
 *   map START SIZE, unmap START SIZE        vmem_add_mapping(), vmem_remove_mapping()
 *   populate START END, free START END      vmemmap_populate(), vmemmap_free()
 *   fail N                                  the N-th attempt from now on fails, from 1; may be repeated
 *   fill N OFFSET BYTES                     memory from attempt N contains 0xFD there; may be repeated
 *   reset                                   clears planned failures, and counts from 1 again
 *
 * Each call restarts the count from 1, and clears planned failures when it returns.
 */
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/utsname.h>
#include <linux/version.h>
#include <linux/vmalloc.h>
#include <asm/facility.h>

#define UNUSED_BYTE 0xfd
#define ORDERS_MAX 64

static bool record;
module_param(record, bool, 0444);
MODULE_PARM_DESC(record, "log calls, allocations and tables");
static unsigned int log_mib = 64;
module_param(log_mib, uint, 0444);
MODULE_PARM_DESC(log_mib, "size of the log in MiB (record=1)");

static char *log_text;
static size_t log_bytes, log_size;
static bool log_full;
static char answer[1024];
static size_t answer_bytes;

static unsigned long fails[ORDERS_MAX];
static struct { unsigned long attempt, offset, bytes; } fills[ORDERS_MAX];
static unsigned int fail_count, fill_count;
static unsigned long attempts;

static int (*add_mapping)(unsigned long, unsigned long);
static void (*remove_mapping)(unsigned long, unsigned long);
static int (*populate)(unsigned long, unsigned long, int, void *);
static void (*free_memmap)(unsigned long, unsigned long, void *);
static unsigned long *unused_start, *direct_pages;

static __printf(1, 2) void say(const char *format, ...)
{
	va_list list;

	if (!log_text || log_full)
		return;
	va_start(list, format);
	log_bytes += vscnprintf(log_text + log_bytes, log_size - log_bytes, format, list);
	va_end(list);
	if (log_bytes + 256 > log_size) {
		log_full = true;
		log_bytes += scnprintf(log_text + log_bytes, log_size - log_bytes, "! the log is full\n");
	}
}

/* kallsyms_lookup_name() is not exported since 5.7, but a probe can be set on it. */
static unsigned long symbol(const char *name)
{
	static unsigned long (*lookup)(const char *);

	if (!lookup) {
		struct kprobe probe = { .symbol_name = "kallsyms_lookup_name" };

		if (register_kprobe(&probe))
			return 0;
		lookup = (void *)probe.addr;
		unregister_kprobe(&probe);
	}
	return lookup(name);
}

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

/* Whether this is the return address of a call from vmem.c. */
static bool is_vmem(unsigned long address)
{
	char name[KSYM_SYMBOL_LEN];

	sprint_symbol(name, address);
	if (starts_with(name, "vmemmap_alloc"))
		return false;
	return starts_with(name, "vmem_") || starts_with(name, "vmemmap_") || starts_with(name, "modify_");
}

struct probe {
	const char *name;
	char kind;		/* e: entry point, t: table, m: memmap, f: free */
	struct kprobe before;
	struct kretprobe around;
	bool has_before, has_around;
};

struct frame { unsigned long size, attempt; bool counted; };

static int depth;

static bool is_armed(void)
{
	return record || fail_count || fill_count;
}

/* Counts every attempt; an attempt that must fail returns NULL to its caller immediately. */
static int before_allocation(struct kprobe *kprobe, struct pt_regs *regs)
{
	unsigned int i;

	if (!is_armed() || !is_vmem(regs->gprs[14]))
		return 0;
	attempts++;
	for (i = 0; i < fail_count; i++) {
		if (fails[i] != attempts)
			continue;
		if (record && depth) {
			struct probe *probe = container_of(kprobe, struct probe, before);

			say("c %s %lx %lx %lx %lx\nr %s 0\n", probe->name, regs->gprs[2], regs->gprs[3], regs->gprs[4],
			    regs->gprs[14], probe->name);
		}
		regs->gprs[2] = 0;
		regs->psw.addr = regs->gprs[14];
		return 1;
	}
	return 0;
}

static int before_free(struct kprobe *kprobe, struct pt_regs *regs)
{
	if (depth && is_vmem(regs->gprs[14]))
		say("c %s %lx %lx %lx %lx\n", container_of(kprobe, struct probe, before)->name, regs->gprs[2],
		    regs->gprs[3], regs->gprs[4], regs->gprs[14]);
	return 0;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 15, 0)
#define probe_of(instance) container_of(get_kretprobe(instance), struct probe, around)
#else
#define probe_of(instance) container_of((instance)->rp, struct probe, around)
#endif

/* The kretprobe of an allocation is registered first, so before_allocation() runs ahead of it. */
static int enter_allocation(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct frame *frame = (void *)instance->data;

	if (!is_armed() || !is_vmem(regs->gprs[14]))
		return 1;
	frame->size = regs->gprs[2];
	frame->attempt = attempts;
	if (record && depth)
		say("c %s %lx %lx %lx %lx\n", probe_of(instance)->name, regs->gprs[2], regs->gprs[3], regs->gprs[4],
		    regs->gprs[14]);
	return 0;
}

static void say_unused(const unsigned char *bytes, unsigned long size)
{
	unsigned long i, j;

	for (i = 0; i < size; i = j) {
		for (j = i + 1; j < size && (bytes[j] == UNUSED_BYTE) == (bytes[i] == UNUSED_BYTE); j++)
			;
		if (bytes[i] == UNUSED_BYTE)
			say(" %lx+%lx", i, j - i);
	}
	say("\n");
}

static int leave_allocation(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct frame *frame = (void *)instance->data;
	struct probe *probe = probe_of(instance);
	unsigned char *memory = (void *)regs->gprs[2];
	unsigned int i;

	if (memory && probe->kind == 'm')
		for (i = 0; i < fill_count; i++)
			if (fills[i].attempt == frame->attempt && fills[i].offset + fills[i].bytes <= frame->size)
				memset(memory + fills[i].offset, UNUSED_BYTE, fills[i].bytes);
	if (!record || !depth)
		return 0;
	say("r %s %lx\n", probe->name, regs->gprs[2]);
	if (memory && probe->kind == 'm') {
		say("N %lx %lx", regs->gprs[2], frame->size);
		say_unused(memory, frame->size);
	}
	return 0;
}

/* The tables, read like the hardware reads them: runs of leaves, and the content of mapped memmap blocks. */
static struct { int level; unsigned long va, count; char kind; } run;

/* The end of the last 2 GiB entry of the boot memmap, whose struct pages are not recorded. */
static unsigned long memmap_from;
static bool knows_boot;

static unsigned long span(int level)
{
	static const unsigned long spans[] = { 1UL << 12, 1UL << 20, 1UL << 31, 1UL << 42, 1UL << 53 };

	return spans[level];
}

static void end_run(void)
{
	unsigned long i;

	if (!run.count)
		return;
	say("P %d %lx %lx %c\n", run.level, run.va, run.count, run.kind);
	if (!knows_boot && run.kind == 'm')
		memmap_from = ALIGN(run.va + run.count * span(run.level), 1UL << 31);
	if (run.level == 1 && run.kind == 'm' && knows_boot && run.va >= memmap_from)
		for (i = 0; i < run.count; i++) {
			const unsigned char *block = (void *)(run.va + (i << 20));

			if (!memchr(block, UNUSED_BYTE, 1UL << 20))
				continue;
			say("K %lx", run.va + (i << 20));
			say_unused(block, 1UL << 20);
		}
	run.count = 0;
}

static void leaf(int level, unsigned long va, unsigned long frame)
{
	char kind = frame == va ? 'd' : 'm';

	if (run.count && run.level == level && run.kind == kind && run.va + run.count * span(level) == va) {
		run.count++;
		return;
	}
	end_run();
	run.level = level;
	run.va = va;
	run.count = 1;
	run.kind = kind;
}

static void walk(int level, const unsigned long *table, unsigned long base)
{
	int entries = level ? 2048 : 256, used = 0, i;

	for (i = 0; i < entries; i++) {
		unsigned long entry = table[i], va = base + i * span(level);

		if (va >= VMALLOC_START)
			break;
		if (entry & (level ? 0x20 : 0x400))
			continue;
		used++;
		if (!level || (level <= 2 && entry & 0x400)) {
			leaf(level, va, entry & ~(span(level) - 1));
			continue;
		}
		entry &= level == 1 ? ~0x7ffUL : ~0xfffUL;
		end_run();
		say("t %d %lx %lx\n", level - 1, va, entry);
		walk(level - 1, __va(entry), va);
	}
	if (!used) {
		end_run();
		say("Z %d %lx\n", level, base);
	}
}

static void say_state(void)
{
	unsigned long asce;
	int i;

	asm volatile("stctg 13,13,%0" : "=QS" (asce));
	if (unused_start)
		say("V unused %lx %lx\n", (unsigned long)unused_start, *unused_start);
	for (i = 0; direct_pages && i < 3; i++)
		say("V count%d %lx %lx\n", i, (unsigned long)(direct_pages + i), direct_pages[i]);
	say("S %lx %d\n", asce & ~0xfffUL, (int)(asce >> 2 & 3) + 2);
	walk((int)(asce >> 2 & 3) + 1, __va(asce & ~0xfffUL), 0);
	end_run();
}

static int enter_call(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	if (depth++)
		return 0;
	say_state();
	say("C %s %lx %lx %lx %lx\n", probe_of(instance)->name, regs->gprs[2], regs->gprs[3], regs->gprs[4], regs->gprs[5]);
	return 0;
}

static int leave_call(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	if (--depth)
		return 0;
	say_state();
	say("R %s %lx\n", probe_of(instance)->name, regs->gprs[2]);
	return 0;
}

static struct probe probes[] = {
	{ "vmem_add_mapping", 'e' }, { "vmem_remove_mapping", 'e' },
	{ "vmemmap_populate", 'e' }, { "vmemmap_free", 'e' },
	/* The kernel has one of two names. */
	{ "__get_free_pages", 't' }, { "get_free_pages_noprof", 't' },
	{ "page_table_alloc", 't' }, { "page_table_alloc_noprof", 't' },
	{ "vmemmap_alloc_block", 'm' }, { "vmemmap_alloc_block_buf", 'm' },
	{ "free_pages", 'f' }, { "page_table_free", 'f' }, { "vmem_altmap_free", 'f' },
};

static void remove_probe(struct probe *probe)
{
	if (probe->has_before)
		unregister_kprobe(&probe->before);
	if (probe->has_around)
		unregister_kretprobe(&probe->around);
}

static int set_probe(struct probe *probe)
{
	const bool is_call = probe->kind == 'e', is_free = probe->kind == 'f';
	int result;

	if ((is_call || is_free) && !record)
		return 0;
	if (!is_free && (is_call || record || probe->kind == 'm')) {
		probe->around.kp.symbol_name = probe->name;
		probe->around.data_size = sizeof(struct frame);
		probe->around.entry_handler = is_call ? enter_call : enter_allocation;
		probe->around.handler = is_call ? leave_call : leave_allocation;
		probe->around.maxactive = 16;
		result = register_kretprobe(&probe->around);
		if (result)
			return result;
		probe->has_around = true;
	}
	if (is_call)
		return 0;
	probe->before.symbol_name = probe->name;
	probe->before.pre_handler = is_free ? before_free : before_allocation;
	result = register_kprobe(&probe->before);
	probe->has_before = !result;
	return result;
}

static int call(const char *command, unsigned long a, unsigned long b)
{
	if (!strcmp(command, "add"))
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 10, 0)
		return add_memory(0, a, b, 0);
#else
		return add_memory(0, a, b);
#endif
	if (!strcmp(command, "remove"))
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 15, 0)
		return remove_memory(a, b);
#else
		return remove_memory(0, a, b);
#endif
	if (!strcmp(command, "map") && add_mapping)
		return add_mapping(a, b);
	if (!strcmp(command, "populate") && populate)
		return populate(a, b, 0, NULL);
	if (!strcmp(command, "unmap") && remove_mapping) {
		remove_mapping(a, b);
		return 0;
	}
	if (!strcmp(command, "free") && free_memmap) {
		free_memmap(a, b, NULL);
		return 0;
	}
	return -EINVAL;
}

static void execute(const char *line)
{
	unsigned long a = 0, b = 0, c = 0;
	char command[16];

	if (sscanf(line, "%15s %lx %lx %lx", command, &a, &b, &c) < 1)
		return;
	if (!strcmp(command, "reset")) {
		fail_count = fill_count = 0;
		attempts = 0;
	} else if (!strcmp(command, "fail") && fail_count < ORDERS_MAX) {
		fails[fail_count++] = a;
	} else if (!strcmp(command, "fill") && fill_count < ORDERS_MAX) {
		fills[fill_count].attempt = a;
		fills[fill_count].offset = b;
		fills[fill_count++].bytes = c;
	} else {
		attempts = 0;
		answer_bytes += scnprintf(answer + answer_bytes, sizeof(answer) - answer_bytes, "%s %d\n", command,
					  call(command, a, b));
		fail_count = fill_count = 0;
	}
}

static ssize_t tablewalk_write(struct file *file, const char __user *from, size_t bytes, loff_t *position)
{
	char *text, *rest, *line;

	text = memdup_user_nul(from, min_t(size_t, bytes, PAGE_SIZE - 1));
	if (IS_ERR(text))
		return PTR_ERR(text);
	answer_bytes = 0;
	for (rest = text; (line = strsep(&rest, "\n"));)
		execute(line);
	kfree(text);
	return bytes;
}

static ssize_t tablewalk_read(struct file *file, char __user *to, size_t bytes, loff_t *position)
{
	if (record)
		return simple_read_from_buffer(to, bytes, position, log_text, log_bytes);
	return simple_read_from_buffer(to, bytes, position, answer, answer_bytes);
}

static const struct proc_ops operations = {
	.proc_write = tablewalk_write, .proc_read = tablewalk_read, .proc_lseek = default_llseek,
};

static void say_machine(void (*line)(const char *, unsigned long))
{
	line("structPage", sizeof(struct page));
	line("section", 1UL << SECTION_SIZE_BITS);
	line("vmemmap", (unsigned long)pfn_to_page(0));
	line("vmalloc", VMALLOC_START);
	line("edat1", test_facility(8));
	line("edat2", test_facility(78));
	line("nx", test_facility(130));
	line("debugPagealloc", debug_pagealloc_enabled());
	line("kasan", IS_ENABLED(CONFIG_KASAN));
}

static void to_log(const char *name, unsigned long value) { say("I %s %lx\n", name, value); }

static void to_answer(const char *name, unsigned long value)
{
	answer_bytes += scnprintf(answer + answer_bytes, sizeof(answer) - answer_bytes, "I %s %lx\n", name, value);
}

static int __init tablewalk_init(void)
{
	int i, result;

	if (record) {
		log_size = (size_t)log_mib << 20;
		log_text = vmalloc(log_size);
		if (!log_text)
			return -ENOMEM;
	}
	add_mapping = (void *)symbol("vmem_add_mapping");
	remove_mapping = (void *)symbol("vmem_remove_mapping");
	populate = (void *)symbol("vmemmap_populate");
	free_memmap = (void *)symbol("vmemmap_free");
	unused_start = (void *)symbol("unused_sub_pmd_start");
	if (!unused_start)
		unused_start = (void *)symbol("unused_pmd_start");
	direct_pages = (void *)symbol("direct_pages_count");
	say("tablewalk-log 1 states\nI kernel %s\n", utsname()->release);
	say_machine(to_log);
	say_machine(to_answer);
	if (record)
		say_state();
	knows_boot = true;
	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		result = set_probe(probes + i);
		if (result && result != -ENOENT) {
			pr_err("tablewalk: no probe on %s: %d\n", probes[i].name, result);
			while (i--)
				remove_probe(probes + i);
			vfree(log_text);
			return result;
		}
	}
	proc_create("tablewalk", 0600, NULL, &operations);
	return 0;
}

static void __exit tablewalk_exit(void)
{
	int i;

	remove_proc_entry("tablewalk", NULL);
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		remove_probe(probes + i);
	vfree(log_text);
}

module_init(tablewalk_init);
module_exit(tablewalk_exit);
MODULE_DESCRIPTION("Drives memory hotplug for tablewalk record");
MODULE_LICENSE("GPL");
