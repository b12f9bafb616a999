/**
 * A source with the absolute lowcore: it is mapped at the upper bound of all ranges, and its tables
 * are never empty.
 */
import { expect, test } from 'vitest';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { editedText, readText } from '../scenarios/text-twins.ts';
import { scopeOf, searchAll } from '../subjects/vmem/scopes.ts';

/** The check whether a table may be shared is removed, as in later kernels. */
const text = editedText(
  '	if (last > VMALLOC_START)\n		return false;\n#ifdef CONFIG_KASAN\n',
  '	if (last > first)\n		return first < __abs_lowcore;\n#ifdef CONFIG_KASAN\n',
);

test('behaves like the hand-written programs', async () => {
  const found = [await readText(text), 'linux-5.10+lowcoreAtBound'].map((revision) => {
    const scope = scopeOf({ revision, vmalloc: 'near', failAllocs: 1 });
    const { stateCount, transitionCount, violations } = searchAll(createMemorySystem(scope));
    return { stateCount, transitionCount, claims: violations.map((one) => one.invariant.id) };
  });
  expect(found[0]).toEqual(found[1]);
});
