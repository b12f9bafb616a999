/**
 * The table of imports in .dependency-cruiser.cjs is true of a small tree of files made here: every
 * forbidden edge is reported, every allowed one is not. The real tree is checked by `check:imports`.
 */
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { expect, test } from 'vitest';
import { folderForAllTests } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = folderForAllTests();

type Edge = readonly [from: string, to: string];

const forbidden: readonly Edge[] = [
  ['src/c/a.ts', 'src/model/kernel/a.ts'],
  ['src/c/a.ts', 'src/model/machine/a.ts'],
  ['src/c/a.ts', 'node:fs'],
  ['src/model/kernel/a.ts', 'src/c/b.ts'],
  ['src/model/kernel-c/a.ts', 'src/model/reference/b.ts'],
  ['src/config/a.ts', 'src/model/vector/a.ts'],
  ['src/model/machine/a.ts', 'src/model/kernel/a.ts'],
  ['src/model/kernel/a.ts', 'src/model/environment/a.ts'],
  ['src/model/vector/a.ts', 'src/model/reference/a.ts'],
  ['src/model/reference/a.ts', 'src/model/vector/b.ts'],
  ['src/model/vector/a.ts', 'src/model/kernel/walker.ts'],
  ['src/model/kernel/a.ts', 'src/config/scope-config.ts'],
  ['src/model/kernel/a.ts', 'src/model/mutation/a.ts'],
  ['src/model/machine/a.ts', 'node:fs'],
  ['src/model/machine/a.ts', 'zod'],
  ['src/invariants/a.ts', 'src/model/machine/b.ts'],
  ['src/explorer/a.ts', 'src/model/facts.ts'],
  ['src/explorer/a.ts', 'src/invariants/catalogue.ts'],
  ['src/conformance/a.ts', 'src/model/vector/a.ts'],
  ['src/trace/a.ts', 'src/explorer/a.ts'],
  ['src/report/a.ts', 'src/run/a.ts'],
  ['src/report/a.ts', 'node:fs'],
  ['src/run/a.ts', 'src/cli/main.ts'],
  ['src/run/a.ts', 'test/a.ts'],
  ['src/run/a.ts', 'bench/a.ts'],
  ['src/run/a.ts', 'vitest'],
  ['src/cli/main.ts', 'src/run/b.ts'],
  ['src/run/a.ts', 'src/api/index.ts'],
  ['src/api/a.ts', 'fast-check'],
  ['src/cli/main.ts', 'src/api/index.ts'],
  ['src/model/defined/a.ts', 'src/model/machine/b.ts'],
  ['examples/a.ts', 'src/run/b.ts'],
  ['src/run/a.ts', 'page/a.ts'],
  ['page/a.ts', 'src/run/b.ts'],
  ['page/a.ts', 'zod'],
  ['bench/a.ts', 'test/a.ts'],
  // A cycle is reported once.
  ['src/config/loop-back.ts', 'src/config/loop.ts'],
  ['src/loose.ts', 'src/errors.ts'],
  ['test/a.ts', 'src/loose.ts'],
  ['test/a.ts', './gone.ts'],
];

const allowed: readonly Edge[] = [
  ['src/c/b.ts', 'web-tree-sitter'],
  ['src/model/kernel-c/b.ts', 'src/c/b.ts'],
  ['src/model/kernel-c/b.ts', 'src/model/kernel/b.ts'],
  ['src/config/b.ts', 'src/errors.ts'],
  ['src/config/b.ts', 'src/model/machine/c.ts'],
  ['src/config/b.ts', 'zod'],
  ['src/config/loop.ts', 'src/config/loop-back.ts'],
  ['src/model/kernel/b.ts', 'src/model/machine/c.ts'],
  ['src/model/vector/c.ts', 'src/model/kernel/request.ts'],
  ['src/model/reference/b.ts', 'src/model/facts.ts'],
  ['src/model/build-scope.ts', 'src/config/scope-config.ts'],
  ['src/invariants/b.ts', 'src/model/facts.ts'],
  ['src/explorer/b.ts', 'src/model/system.ts'],
  ['src/explorer/b.ts', 'src/invariants/invariant.ts'],
  ['src/run/b.ts', 'node:fs'],
  ['src/run/b.ts', 'src/model/vector/c.ts'],
  ['src/cli-api.ts', 'src/run/b.ts'],
  ['src/cli/run.ts', 'src/cli-api.ts'],
  ['src/api/index.ts', 'src/run/b.ts'],
  ['src/api/fast-check.ts', 'fast-check'],
  ['src/api/vitest.ts', 'vitest'],
  ['src/run/b.ts', 'src/model/defined/b.ts'],
  ['examples/b.ts', 'src/api/index.ts'],
  ['examples/b.ts', 'vitest'],
  ['page/b.ts', 'src/trace/steps.ts'],
  ['page/b.ts', 'src/report/page-document.ts'],
  ['page/b.ts', 'preact'],
  ['test/b.ts', 'bench/b.ts'],
  ['bench/b.ts', 'src/explorer/b.ts'],
];

test('every forbidden import is reported, and no other', async () => {
  writeTree([...forbidden, ...allowed]);
  const reported = new Set(await reportedEdges());
  expect(reported).toEqual(new Set(forbidden.map(named)));
});

function named([from, to]: Edge): string {
  return `${from} → ${to.replace(/^node:/, '')}`;
}

/** Writes each file with one type-only import a line, and each file of src that is imported. */
function writeTree(edges: readonly Edge[]): void {
  const files = new Map<string, string>();
  for (const [from, to] of edges) {
    files.set(from, `${files.get(from) ?? ''}import type {} from '${specifier(from, to)}';\n`);
    if (isOurs(to)) files.set(to, files.get(to) ?? '');
  }
  for (const [path, text] of files) {
    mkdirSync(folder.at(dirname(path)), { recursive: true });
    folder.write(path, `${text}export {};\n`);
  }
  for (const shared of ['package.json', 'tsconfig.json', 'node_modules']) {
    symlinkSync(join(root, shared), folder.at(shared));
  }
}

function specifier(from: string, to: string): string {
  if (!isOurs(to)) return to;
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

async function reportedEdges(): Promise<string[]> {
  const options = await extractDepcruiseOptions(join(root, '.dependency-cruiser.cjs'));
  const { output } = await cruise(['src', 'test', 'bench', 'page', 'examples'], {
    ...options,
    baseDir: folder.path,
  });
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(({ from, to, unresolvedTo }) =>
    named([from, isOurs(to) ? to : (unresolvedTo ?? to)]),
  );
}

function isOurs(path: string): boolean {
  return /^(src|test|bench|page|examples)\//.test(path);
}
