// SPDX-License-Identifier: GPL-2.0-or-later
/* QEMU TCG plugin: logs what arch/s390/mm/vmem.c does in an unmodified kernel.
 *
 * Arguments: log=FILE, watch=FILE. The lines of the watch file, numbers in hex:
 *
 *   T lo hi name    text of a function of vmem.c: its stores, flushes and warnings are logged
 *   E addr name     an entry point: call and return are logged, and variables and tables before and after
 *   F addr name     a function that vmem.c calls: calls from watched text are logged, and their returns
 *   A addr name     as F; returns memory of r2 bytes, or of 1 << 20 or 1 << 12, whose content is logged
 *   M addr name lock  as F, only where r2 is this lock
 *   V addr name     a variable of eight bytes
 *
 * record/README.md explains the lines of the log. One vCPU; the log is flushed at each return.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu-api.h"

#define ARRAY_MAX 128
#define PENDING_MAX 32
#define UNUSED_BYTE 0xfd
/* Shorter runs are struct pages that happen to contain the byte, and are not logged. */
#define CONTENT_RUN_MIN 1
#define CONTENT_RUNS_MAX 4096
#define NAME_MAX_ "63"

EXPORT int qemu_plugin_version = API_VERSION;

static FILE *out;
static struct { uint64_t lo, hi; char name[64]; } text[ARRAY_MAX];
static int texts;
static struct function { uint64_t address, lock; char kind, name[64]; } functions[ARRAY_MAX];
static int functions_count;
static struct { uint64_t address; char name[64]; } variables[ARRAY_MAX];
static int variables_count;

static void *general[16], *home_asce;
static struct byte_array *scratch, *page;
static struct per_vcpu_u64 active;

/* Calls that have not returned, innermost last; the first is always an entry point. */
static struct { uint64_t address, stack, size; const struct function *function; } pending[PENDING_MAX];
static int pending_count;

static int text_of(uint64_t address)
{
	for (int i = 0; i < texts; i++)
		if (address >= text[i].lo && address < text[i].hi)
			return i;
	return -1;
}

static uint64_t read_register(void *handle)
{
	uint64_t value = 0;

	if (!handle)
		return 0;
	g_byte_array_set_size(scratch, 0);
	qemu_plugin_read_register(handle, scratch);
	for (unsigned int i = 0; i < scratch->len; i++)
		value = value << 8 | scratch->data[i];
	return value;
}

static bool read_memory(struct byte_array *bytes, uint64_t address, size_t size)
{
	g_byte_array_set_size(bytes, 0);
	return qemu_plugin_read_memory_vaddr(address, bytes, size) && bytes->len >= size;
}

static uint64_t quad(const uint8_t *bytes)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | bytes[i];
	return value;
}

static bool read_variable(int index, uint64_t *value)
{
	if (!read_memory(scratch, variables[index].address, 8))
		return false;
	*value = quad(scratch->data);
	return true;
}

static void log_variables(void)
{
	uint64_t value;

	for (int i = 0; i < variables_count; i++)
		if (read_variable(i, &value))
			fprintf(out, "V %s %" PRIx64 " %" PRIx64 "\n", variables[i].name, variables[i].address, value);
}

/* Leaves of the kernel's page tables, as runs: level 0 is a pte, 2 a pud; kind d maps its own address, m memory. */
static struct { int level; uint64_t va, count; char kind; } run;
static const uint64_t span[] = { 1ull << 12, 1ull << 20, 1ull << 31, 1ull << 42, 1ull << 53 };

static void end_run(void)
{
	if (run.count)
		fprintf(out, "P %d %" PRIx64 " %" PRIx64 " %c\n", run.level, run.va, run.count, run.kind);
	run.count = 0;
}

static void leaf(int level, uint64_t va, uint64_t frame)
{
	char kind = frame == va ? 'd' : 'm';

	if (run.count && run.level == level && run.kind == kind && run.va + run.count * span[level] == va) {
		run.count++;
		return;
	}
	end_run();
	run.level = level;
	run.va = va;
	run.count = 1;
	run.kind = kind;
}

static void walk(int level, uint64_t table, uint64_t base, uint64_t limit)
{
	const int entries = level == 0 ? 256 : 2048;
	int used = 0;
	uint8_t *copy = malloc(entries * 8);

	if (copy && read_memory(page, table, entries * 8)) {
		memcpy(copy, page->data, entries * 8);
		for (int i = 0; i < entries; i++) {
			const uint64_t entry = quad(copy + 8 * i), va = base + i * span[level];

			if (va >= limit)
				break;
			if (entry & (level == 0 ? 0x400 : 0x20))
				continue;
			used++;
			if (level == 0 || (level <= 2 && entry & 0x400))
				leaf(level, va, entry & ~(span[level] - 1));
			else
				walk(level - 1, entry & ~(level == 1 ? 0x7ffull : 0xfffull), va, limit);
		}
		if (!used) {
			end_run();
			fprintf(out, "Z %d %" PRIx64 "\n", level, base);
		}
	}
	free(copy);
}

static void log_tables(void)
{
	const uint64_t asce = read_register(home_asce);
	uint64_t limit = 0;

	for (int i = 0; i < variables_count; i++)
		if (!strcmp(variables[i].name, "VMALLOC_START") && !read_variable(i, &limit))
			limit = 0;
	if (!(asce & ~0xfffull) || !limit)
		return;
	fprintf(out, "S %" PRIx64 " %d\n", (uint64_t)(asce & ~0xfffull), (int)(asce >> 2 & 3) + 2);
	walk((int)(asce >> 2 & 3) + 1, asce & ~0xfffull, 0, limit);
	end_run();
}

static void log_content(uint64_t address, uint64_t size)
{
	int runs = 0;

	fprintf(out, "N %" PRIx64 " %" PRIx64, address, size);
	if (read_memory(page, address, size))
		for (uint64_t i = 0, j; i < size && runs < CONTENT_RUNS_MAX; i = j) {
			const bool is_unused = page->data[i] == UNUSED_BYTE;

			for (j = i + 1; j < size && (page->data[j] == UNUSED_BYTE) == is_unused; j++)
				;
			if (is_unused && j - i >= CONTENT_RUN_MIN) {
				fprintf(out, " %" PRIx64 "+%" PRIx64, i, j - i);
				runs++;
			}
		}
	fputc('\n', out);
}

static void await(unsigned int cpu, uint64_t address, uint64_t size, const struct function *function)
{
	if (pending_count == PENDING_MAX)
		return;
	pending[pending_count].address = address;
	pending[pending_count].stack = read_register(general[15]);
	pending[pending_count].size = size;
	pending[pending_count++].function = function;
	qemu_plugin_u64_set(active, cpu, 1);
}

static void at_function(unsigned int cpu, void *data)
{
	const struct function *function = data;
	const uint64_t caller = read_register(general[14]);
	uint64_t r[4];

	for (int i = 0; i < 4; i++)
		r[i] = read_register(general[2 + i]);
	if (function->kind == 'E') {
		/* An entry point called by another one is part of that call. */
		if (pending_count)
			return;
		log_variables();
		log_tables();
		fprintf(out, "C %s %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 "\n", function->name, r[0], r[1], r[2], r[3]);
		await(cpu, caller, 0, function);
		return;
	}
	/* A tail call returns to the caller of its caller. */
	if (!pending_count || (text_of(caller) < 0 && caller != pending[0].address))
		return;
	if (function->kind == 'M' && r[0] != function->lock)
		return;
	fprintf(out, "c %s %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 "\n", function->name, r[0], r[1], r[2], caller);
	if (function->kind != 'M' && caller != pending[0].address)
		await(cpu, caller, r[0], function);
}

static void at_block(unsigned int cpu, void *data)
{
	const uint64_t address = (uint64_t)(uintptr_t)data;

	while (pending_count && pending[pending_count - 1].address == address &&
	       read_register(general[15]) >= pending[pending_count - 1].stack) {
		const struct function *function = pending[--pending_count].function;
		const uint64_t result = read_register(general[2]);

		if (function->kind == 'E') {
			log_variables();
			log_tables();
		}
		fprintf(out, "%c %s %" PRIx64 "\n", function->kind == 'E' ? 'R' : 'r', function->name, result);
		if (function->kind == 'A' && result)
			log_content(result, pending[pending_count].size);
		if (function->kind == 'E') {
			pending_count = 0;
			fflush(out);
		}
	}
	if (!pending_count)
		qemu_plugin_u64_set(active, cpu, 0);
}

static void at_store(unsigned int cpu, uint32_t info, uint64_t va, void *data)
{
	struct memory_value value;
	uint64_t number;

	(void)cpu;
	(void)data;
	/* Stores to the stack come from the compiler. */
	if (!pending_count || (va < pending[0].stack + 0x1000 && va + 0x4000 > pending[0].stack))
		return;
	value = qemu_plugin_mem_get_value(info);
	switch (value.log2_size) {
	case 0: number = value.as.u8; break;
	case 1: number = value.as.u16; break;
	case 2: number = value.as.u32; break;
	case 3: number = value.as.u64; break;
	default: return;
	}
	fprintf(out, "W %" PRIx64 " %d %" PRIx64 "\n", va, 1 << value.log2_size, number);
}

/* XC and MVC, operands as in the instruction: storage to storage, so no single store shows them. */
struct storage { uint8_t opcode, length, base1, base2; uint16_t offset1, offset2; };

static void at_storage(unsigned int cpu, void *data)
{
	const struct storage *s = data;

	(void)cpu;
	if (!pending_count)
		return;
	fprintf(out, "%c %" PRIx64 " %" PRIx64 " %x\n", s->opcode == 0xd7 ? 'X' : 'Y',
		read_register(general[s->base1]) + s->offset1, read_register(general[s->base2]) + s->offset2, s->length + 1);
}

static void at_flush(unsigned int cpu, void *data)
{
	(void)cpu;
	(void)data;
	if (pending_count)
		fputs("T\n", out);
}

static void at_warning(unsigned int cpu, void *data)
{
	(void)cpu;
	if (pending_count)
		fprintf(out, "B %s\n", (const char *)data);
}

static void translate_watched(void *instruction, int in)
{
	uint8_t code[6] = { 0 };

	qemu_plugin_insn_data(instruction, code, sizeof(code));
	if (code[0] == 0xd7 || code[0] == 0xd2) {
		struct storage *s = malloc(sizeof(*s));

		if (!s)
			abort();
		*s = (struct storage){ code[0], code[1], code[2] >> 4, code[4] >> 4,
			(code[2] & 15) << 8 | code[3], (code[4] & 15) << 8 | code[5] };
		qemu_plugin_register_vcpu_insn_exec_cb(instruction, at_storage, REGS_READ, s);
	} else if (code[0] == 0xb9 && code[1] == 0x8e) {
		qemu_plugin_register_vcpu_insn_exec_cb(instruction, at_flush, REGS_NONE, NULL);
	} else if (code[0] == 0xaf) {
		qemu_plugin_register_vcpu_insn_exec_cb(instruction, at_warning, REGS_NONE, text[in].name);
	} else {
		qemu_plugin_register_vcpu_mem_cb(instruction, at_store, REGS_NONE, MEMORY_WRITE, NULL);
	}
}

static void translate(plugin_id id, void *block)
{
	const size_t count = qemu_plugin_tb_n_insns(block);

	(void)id;
	qemu_plugin_register_vcpu_tb_exec_cond_cb(block, at_block, REGS_READ, IF_NOT_EQUAL, active, 0,
						  (void *)(uintptr_t)qemu_plugin_tb_vaddr(block));
	for (size_t i = 0; i < count; i++) {
		void *instruction = qemu_plugin_tb_get_insn(block, i);
		const uint64_t address = qemu_plugin_insn_vaddr(instruction);
		const int in = text_of(address);

		for (int f = 0; f < functions_count; f++)
			if (functions[f].address == address)
				qemu_plugin_register_vcpu_insn_exec_cb(instruction, at_function, REGS_READ, functions + f);
		if (in >= 0)
			translate_watched(instruction, in);
	}
}

static void at_vcpu(plugin_id id, unsigned int cpu)
{
	const struct pointer_array *registers = qemu_plugin_get_registers();
	const struct register_info *info = registers->data;

	(void)id;
	(void)cpu;
	scratch = g_byte_array_new();
	page = g_byte_array_new();
	for (unsigned int i = 0; i < registers->len; i++) {
		int number;
		char rest;

		if (sscanf(info[i].name, "r%d%c", &number, &rest) == 1 && number >= 0 && number < 16)
			general[number] = info[i].handle;
		else if (!strcmp(info[i].name, "c13") || !strcmp(info[i].name, "cr13"))
			home_asce = info[i].handle;
	}
	if (!general[15] || !home_asce)
		fputs("! no registers\n", out);
}

static void at_exit(plugin_id id, void *data)
{
	(void)id;
	(void)data;
	fclose(out);
}

static bool read_watch_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[256];

	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		char kind = 0, name[64];
		uint64_t a = 0, b = 0;

		if (texts == ARRAY_MAX || functions_count == ARRAY_MAX || variables_count == ARRAY_MAX)
			break;
		if (sscanf(line, "T %" SCNx64 " %" SCNx64 " %" NAME_MAX_ "s", &a, &b, name) == 3) {
			text[texts].lo = a;
			text[texts].hi = b;
			strcpy(text[texts++].name, name);
		} else if (sscanf(line, "V %" SCNx64 " %" NAME_MAX_ "s", &a, name) == 2) {
			variables[variables_count].address = a;
			strcpy(variables[variables_count++].name, name);
		} else if (sscanf(line, "%c %" SCNx64 " %" NAME_MAX_ "s %" SCNx64, &kind, &a, name, &b) >= 3 && strchr("EFAM", kind)) {
			functions[functions_count].kind = kind;
			functions[functions_count].address = a;
			functions[functions_count].lock = b;
			strcpy(functions[functions_count++].name, name);
		}
	}
	fclose(file);
	return true;
}

EXPORT int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "log=", 4))
			out = fopen(argv[i] + 4, "w");
		else if (!strncmp(argv[i], "watch=", 6) && !read_watch_file(argv[i] + 6))
			return 1;
	}
	if (!out || !texts || !functions_count)
		return 1;
	setvbuf(out, NULL, _IOFBF, 1 << 20);
	active.scoreboard = qemu_plugin_scoreboard_new(sizeof(uint64_t));
	qemu_plugin_register_vcpu_init_cb(id, at_vcpu);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	qemu_plugin_register_atexit_cb(id, at_exit, NULL);
	return 0;
}
