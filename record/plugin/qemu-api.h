/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of QEMU's plugin interface, version 4, that tablewalk-trace.c uses, declared here because
 * Debian's QEMU packages contain no header. Handles are opaque; GLib's byte arrays come from QEMU itself.
 */
#ifndef QEMU_API_H
#define QEMU_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define API_VERSION 4
#define EXPORT __attribute__((visibility("default")))

typedef uint64_t plugin_id;
struct byte_array { uint8_t *data; unsigned int len; };
struct pointer_array { void *data; unsigned int len; };
struct register_info { void *handle; const char *name; const char *feature; };
struct per_vcpu_u64 { void *scoreboard; size_t offset; };
struct memory_value { int log2_size; union { uint8_t u8; uint16_t u16; uint32_t u32; uint64_t u64; uint64_t u128[2]; } as; };

enum { REGS_NONE, REGS_READ };
enum { MEMORY_READ = 1, MEMORY_WRITE = 2 };
enum { IF_NEVER, IF_ALWAYS, IF_EQUAL, IF_NOT_EQUAL };

extern struct byte_array *g_byte_array_new(void);
extern struct byte_array *g_byte_array_set_size(struct byte_array *, unsigned int);

extern void qemu_plugin_register_vcpu_init_cb(plugin_id, void (*)(plugin_id, unsigned int));
extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, void *));
extern void qemu_plugin_register_atexit_cb(plugin_id, void (*)(plugin_id, void *), void *);
extern size_t qemu_plugin_tb_n_insns(const void *);
extern uint64_t qemu_plugin_tb_vaddr(const void *);
extern void *qemu_plugin_tb_get_insn(const void *, size_t);
extern uint64_t qemu_plugin_insn_vaddr(const void *);
extern size_t qemu_plugin_insn_data(const void *, void *, size_t);
extern void qemu_plugin_register_vcpu_insn_exec_cb(void *, void (*)(unsigned int, void *), int, void *);
extern void qemu_plugin_register_vcpu_tb_exec_cond_cb(void *, void (*)(unsigned int, void *), int, int,
						       struct per_vcpu_u64, uint64_t, void *);
extern void qemu_plugin_register_vcpu_mem_cb(void *, void (*)(unsigned int, uint32_t, uint64_t, void *), int, int, void *);
extern struct memory_value qemu_plugin_mem_get_value(uint32_t);
extern void *qemu_plugin_scoreboard_new(size_t);
extern void qemu_plugin_u64_set(struct per_vcpu_u64, unsigned int, uint64_t);
extern struct pointer_array *qemu_plugin_get_registers(void);
extern int qemu_plugin_read_register(void *, struct byte_array *);
extern bool qemu_plugin_read_memory_vaddr(uint64_t, struct byte_array *, size_t);

#endif
