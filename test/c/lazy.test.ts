/** Unsupported code under --lazy: it is an error only if a program reaches it. */
import { expect, test } from 'vitest';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { describeAssumptions } from '../../src/subjects/vmem/scope/describe-scope.ts';
import { editedText, ownText, readText } from '../scenarios/text-twins.ts';
import { scopeOf, searchAll, worldOf } from '../subjects/vmem/scopes.ts';

async function searched(text: string, isLazy = true) {
  const revision = await readText(text, { isLazy });
  const { stateCount, violations } = searchAll(createMemorySystem(scopeOf({ revision })));
  const last = describeAssumptions(worldOf({ revision })).at(-1);
  return { stateCount, violated: violations.map(({ invariant }) => invariant.id), last };
}

const walk = '	status = walk_root(job);\n';
const withStatement = (statement: string): string => editedText(walk, `${statement}${walk}`);

test('unreached: the search is complete, and the report names the unsupported place', async () => {
  const text = withStatement(`	if (job.from == 1) {
		int cpus[4];

		asm volatile("nop");
		goto out;
	}
`);
  await expect(searched(text, false)).rejects.toThrow('arrays are not supported');
  const { last, ...found } = await searched(text);
  const { last: _, ...before } = await searched(ownText);
  expect(found).toEqual(before);
  const line = text.split('\n').findIndex((one) => one.includes('cpus[4]')) + 1;
  expect(last).toBe(
    `not understood, so that a path that reaches it ends undecided: vmem.c:${line}, vmem.c:${line + 2}, vmem.c:${line + 3}`,
  );
});

test.each([
  ['a statement', '	asm volatile("nop");\n', 'inline assembly is not supported'],
  ['a declaration', '	int cpus[4];\n', 'arrays are not supported'],
  ['a condition', '	if (kmalloc(8))\n		return 0;\n', 'kmalloc: objects of the slab allocator'],
  ['a loop', '	for (;; kfree(NULL))\n		break;\n', 'kfree: objects of the slab allocator'],
  ['a function', '	broken();\n', 'broken() is not defined'],
])('%s: reaching it ends with its position', async (_name, statement, reason) => {
  const text = withStatement(statement);
  const word = statement.trim().split(/[ (\n]/)[0];
  const line =
    text.split('\n').findIndex((one) => one.includes(`	${word}`) && statement.includes(one)) + 1;
  await expect(searched(text)).rejects.toThrow(
    new RegExp(
      `^vmem\\.c:(${line}|\\d+):\\d+: in \\w+\\(\\): this is reached, and it was not understood: .*${reason.replace(
        /[()]/g,
        '\\$&',
      )}`,
    ),
  );
});

test('a label in unsupported code', async () => {
  const text = withStatement(
    '	goto inside;\n	for (;; kfree(NULL)) {\ninside:\n		break;\n	}\n',
  );
  await expect(searched(text)).rejects.toThrow(
    'this is reached, and it was not understood: a jump into a statement that is not understood',
  );
});

test('a function that is not C', async () => {
  const text = editedText(walk, `	if (job.from == 1)\n		odd();\n${walk}`).replace(
    'static int walk_root',
    'static void odd(void)\n{\n	if (\n}\n\nstatic int walk_root',
  );
  const { violated } = await searched(text);
  expect(violated).toEqual((await searched(ownText)).violated);
});
