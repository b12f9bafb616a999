/** Each invariant has a scenario that violates it, and a good twin in which it holds. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { invariantIds } from '../../src/invariants/catalogue.ts';

const directory = new URL('../scenarios/', import.meta.url);
const files = readdirSync(directory).filter((name) => name.endsWith('.test.ts'));

test('exactly one scenario file per invariant', () => {
  expect(files.sort()).toEqual(invariantIds.map((id) => `${id}.test.ts`).sort());
});

test.each(invariantIds)('%s is violated, and each bad scenario has a good twin', (id) => {
  const text = readFileSync(new URL(`${id}.test.ts`, directory), 'utf8');
  const count = (pattern: RegExp) => [...text.matchAll(pattern)].length;
  const bad = count(/^test\(\s*['"]bad: /gm);
  expect(bad).toBeGreaterThan(0);
  expect(count(/^test\(\s*['"]good: /gm)).toBe(bad);
  // One test with a pair: the same scenario in the other kind of program.
  const pairs = bad + count(/^test\(\s*['"]the same /gm);
  expect(count(/\bviolationOf\((\w+\.)?bad\)/g)).toBe(pairs);
  expect(count(/\bheldBy\((\w+\.)?good\)/g)).toBe(pairs);
  expect(count(/\b(twins|textTwins)\(\s*'/g)).toBe(pairs);
  expect(count(new RegExp(`\\b(twins|textTwins)\\(\\s*'${id}'`, 'g'))).toBe(pairs);
});
