/** A C source that frees boot-reserved memory (as since 6.19) leaks none of it; older code leaks it. */
import { expect, test } from 'vitest';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { editedText, ownText, readText } from '../scenarios/text-twins.ts';
import { scopeOf, searchAll } from '../subjects/vmem/scopes.ts';

const from = '	if (!WARN_ON_ONCE(reserved))\n		free_pages(memory, order);\n';
const freeing = (call: string) =>
  editedText(from, `	if (reserved)\n		${call};\n	else\n		free_pages(memory, order);\n`);

function found(revision: string) {
  const scope = scopeOf({ revision, blocks: [[2]], boot: [2] });
  const { stateCount, transitionCount, violations } = searchAll(createMemorySystem(scope));
  return { stateCount, transitionCount, claims: violations.map((one) => one.invariant.id) };
}

test.each([
  'free_reserved_page(phys_to_page(memory))',
  // Since 7.3.
  'free_reserved_pages(phys_to_page(memory), order)',
])('%s: behaves like the hand-written programs', async (call) => {
  const since = found(await readText(freeing(call)));
  expect(since).toEqual(found('linux-5.10+freesBootMemory'));
  expect(since.claims).not.toContain('no-leaked-memmap');
});

test.each([
  ['source code that only warns', ownText],
  ['a text that only mentions it', editedText(from, `	/* not free_reserved_page() */\n${from}`)],
])('%s', async (_, text) => {
  const before = found(await readText(text));
  expect(before).toEqual(found('linux-5.10'));
  expect(before.claims).toContain('no-leaked-memmap');
});
