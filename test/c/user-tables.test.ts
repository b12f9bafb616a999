/**
 * Headers and user tables: they define helpers that the source does not define or that cannot be
 * parsed.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { editedText, ownText, readText } from '../scenarios/text-twins.ts';
import { scopeOf, searchAll } from '../subjects/vmem/scopes.ts';

const table = readFileSync('examples/own-helper/helpers.c', 'utf8');

async function searched(text: string, further?: string, file?: string) {
  const reading = {
    ...(further !== undefined && { further }),
    ...(file !== undefined && { file }),
  };
  const revision = await readText(text, reading);
  const { stateCount, transitionCount, violations } = searchAll(
    createMemorySystem(scopeOf({ revision, failAllocs: 1 })),
  );
  return { stateCount, transitionCount, violated: violations.map(({ invariant }) => invariant.id) };
}

/** A patch that requires the table. */
const patched = editedText(
  '		flush_tlb_kernel_range(job.from, job.to);\n',
  '		flush_everywhere(job.from, job.to);\n',
)
  .replaceAll('mutex_lock(&vmem_mutex);', 'begin_update();')
  .replaceAll('mutex_unlock(&vmem_mutex);', 'end_update();')
  .replace(
    '	status = walk_root(job);\n',
    '	trace_update(job.from, job.to);\n	if (updates_are_frozen())\n		return -EBUSY;\n	status = walk_root(job);\n',
  );

test('a table defines helpers', async () => {
  await expect(searched(patched)).rejects.toThrow('flush_everywhere() is not defined in vmem.c');
  expect(await searched(patched, table)).toEqual(await searched(ownText));
});

test('it takes precedence over the source', async () => {
  const body = '\n{\n	asm volatile("ipte" : : : "memory");\n}\n\n';
  const own = `static void flush_everywhere(unsigned long start, unsigned long end)${body}`;
  const text = patched.replace('static int walk_root', `${own}static int walk_root`);
  await expect(searched(text, table.replace('#pragma tablewalk table', ''))).rejects.toThrow(
    'inline assembly is not supported',
  );
  expect(await searched(text, table)).toEqual(await searched(ownText));
});

test('a mistake in it has a position', async () => {
  const wrong = table.replace('flush_tlb_kernel_range(start', 'flush_tlb_kernel_rnage(start');
  await expect(searched(patched, wrong)).rejects.toThrow(
    'helpers.c:15:2: in flush_everywhere(): flush_tlb_kernel_rnage() is not defined in helpers.c and is not known; did you mean flush_tlb_kernel_range?',
  );
  const odd = table.replace('tablewalk table', 'tablewalk tabel');
  await expect(searched(patched, odd)).rejects.toThrow(
    'helpers.c:1:1: #pragma tablewalk has one word: table',
  );
});

test('macros of a header apply to the source, those of another C file do not', async () => {
  const text = editedText('set_pte(pte, __pte(at | bits))', 'set_page(pte, at, bits)');
  const header = '#define set_page(pte, at, bits) set_pte(pte, __pte((at) | (bits)))\n';
  expect(await searched(text, header, 'pages.h')).toEqual(await searched(ownText));
  await expect(searched(text, header, 'pages.c')).rejects.toThrow('set_page() is not defined');
});
