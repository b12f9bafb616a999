/** Constant folding of number tables in the bundle. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { foldTables } from '../../build/fold-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'tablewalk-fold-'));
writeFileSync(
  join(folder, 'tables.ts'),
  `export const Level = { pte: 0, pmd: 1 } as const;
export const Name = { pte: 'page table' } as const;
const Hidden = { one: 1 } as const;
`,
);

afterAll(() => rmSync(folder, { recursive: true }));

function folded(code: string, id = '/src/some.js'): string | null {
  const { transform } = foldTables(folder);
  if (typeof transform !== 'function') throw new Error('the plugin has no transform');
  const result: unknown = Reflect.apply(transform, undefined, [code, id]);
  return typeof result === 'object' && result !== null && 'code' in result
    ? String(result.code)
    : null;
}

test('a member of an exported table of numbers is replaced by its value', () => {
  expect(folded('f(Level.pte, Level.pmd + x); // Level.pmd\n')).toBe('f(0, 1 + x); // Level.pmd\n');
});

test('the table itself, computed members, other tables and other objects are unchanged', () => {
  const code = 'Object.keys(Level); Level[pmd]; Level.pud; Name.pte; Hidden.one; a.Level.pmd;\n';
  expect(folded(code)).toBe(code);
});

test('a library is unchanged', () => {
  expect(folded('Level.pmd', '/node_modules/a/b.js')).toBeNull();
});
