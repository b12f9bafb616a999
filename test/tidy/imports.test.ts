/**
 * Tests the import rules in .dependency-cruiser.cjs on a small generated tree: every forbidden import
 * is reported, and no allowed one. `check:imports` checks the real tree.
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
  ['src/counterexample/a.ts', 'src/subjects/vmem/kernel/a.ts'],
  ['src/counterexample/a.ts', 'src/commands/replay/a.ts'],
  ['src/commands/show/a.ts', 'src/subjects/vmem/trace/a.ts'],
  ['src/commands/shrink/a.ts', 'src/subjects/vmem/shrink/a.ts'],
  ['src/commands/record/a.ts', 'src/subjects/vmem/recordings/a.ts'],
  ['src/subjects/vmem/on-machine/a.ts', 'src/commands/record/b.ts'],
  ['src/commands/bisect/a.ts', 'src/subjects/vmem/kernel/revisions.ts'],
  ['src/c/a.ts', 'src/subjects/vmem/kernel/a.ts'],
  ['src/c/a.ts', 'src/subjects/vmem/machine/a.ts'],
  ['src/c/a.ts', 'node:fs'],
  ['src/subjects/vmem/kernel/a.ts', 'src/c/b.ts'],
  ['src/subjects/vmem/kernel-c/a.ts', 'src/subjects/vmem/plain/b.ts'],
  ['src/subjects/vmem/scope/a.ts', 'src/subjects/vmem/fast/a.ts'],
  ['src/subjects/vmem/machine/a.ts', 'src/subjects/vmem/kernel/a.ts'],
  ['src/subjects/vmem/kernel/a.ts', 'src/subjects/vmem/environment/a.ts'],
  ['src/subjects/vmem/fast/a.ts', 'src/subjects/vmem/plain/a.ts'],
  ['src/subjects/vmem/plain/a.ts', 'src/subjects/vmem/fast/b.ts'],
  ['src/subjects/vmem/fast/a.ts', 'src/subjects/vmem/kernel/walker.ts'],
  ['src/subjects/vmem/kernel/a.ts', 'src/subjects/vmem/scope/scope-config.ts'],
  ['src/subjects/vmem/kernel/a.ts', 'src/subjects/vmem/mutation/a.ts'],
  ['src/subjects/vmem/machine/a.ts', 'node:fs'],
  ['src/subjects/vmem/machine/a.ts', 'zod'],
  ['src/subjects/vmem/recordings/a.ts', 'src/subjects/vmem/fast/a.ts'],
  ['src/subjects/vmem/recordings/a.ts', 'src/subjects/vmem/kernel/features.ts'],
  ['src/subjects/vmem/scope/a.ts', 'src/subjects/vmem/kernel/features.ts'],
  ['src/subjects/vmem/story/a.ts', 'node:fs'],
  ['src/invariants/a.ts', 'src/subjects/vmem/machine/b.ts'],
  ['src/explorer/a.ts', 'src/invariants/facts.ts'],
  ['src/subject/a.ts', 'src/subjects/vmem/subject.ts'],
  ['src/subject/a.ts', 'src/jobs/a.ts'],
  ['src/text/a.ts', 'src/subjects/vmem/subject.ts'],
  ['src/input/a.ts', 'src/subjects/vmem/subject.ts'],
  ['src/jobs/a.ts', 'src/subjects/vmem/subject.ts'],
  ['src/checkpoint/a.ts', 'src/subjects/vmem/subject.ts'],
  ['src/counterexample/a.ts', 'src/subjects/vmem/subject.ts'],
  ['src/commands/a.ts', 'src/subjects/vmem/subject.ts'],
  ['src/cli/a.ts', 'src/subjects/vmem/subject.ts'],
  ['src/text/a.ts', 'src/commands/b.ts'],
  ['src/jobs/a.ts', 'src/commands/b.ts'],
  ['src/checkpoint/a.ts', 'src/commands/b.ts'],
  ['src/counterexample/a.ts', 'src/commands/b.ts'],
  ['src/cli/a.ts', 'src/commands/b.ts'],
  ['src/subject/a.ts', 'src/commands/b.ts'],
  ['src/explorer/a.ts', 'src/invariants/catalogue.ts'],
  ['src/commands/a.ts', 'src/main/main.ts'],
  ['src/commands/a.ts', 'test/a.ts'],
  ['src/commands/a.ts', 'bench/a.ts'],
  ['src/commands/a.ts', 'vitest'],
  ['src/commands/a.ts', 'src/api/index.ts'],
  ['src/commands/a.ts', 'page/a.ts'],
  ['src/cli/a.ts', 'src/main/main.ts'],
  ['src/main/a.ts', 'src/api/index.ts'],
  ['src/api/a.ts', 'fast-check'],
  ['src/subjects/defined/a.ts', 'src/subjects/vmem/machine/b.ts'],
  ['src/subjects/memmap/a.ts', 'src/subjects/vmem/kernel/a.ts'],
  ['src/subjects/memmap/a.ts', 'src/subjects/x86-64/a.ts'],
  ['src/subjects/x86-64/a.ts', 'src/subjects/arm64/a.ts'],
  ['src/subjects/vmem/kernel/a.ts', 'src/subjects/c-kernel/a.ts'],
  ['examples/a.ts', 'src/commands/b.ts'],
  ['page/a.ts', 'src/commands/b.ts'],
  ['page/a.ts', 'zod'],
  ['page/a.ts', 'page/vmem/a.ts'],
  ['page/a.ts', 'page/fields/a.ts'],
  ['page/a.ts', 'src/subjects/vmem/trace/steps.ts'],
  ['page/fields/a.ts', 'page/vmem/a.ts'],
  ['bench/a.ts', 'test/a.ts'],
  // A cycle is reported once.
  ['src/input/loop-back.ts', 'src/input/loop.ts'],
  ['src/loose.ts', 'src/errors.ts'],
  ['test/a.ts', 'src/loose.ts'],
  ['test/a.ts', './gone.ts'],
];

const allowed: readonly Edge[] = [
  ['src/c/b.ts', 'web-tree-sitter'],
  ['src/subjects/vmem/kernel-c/b.ts', 'src/c/b.ts'],
  ['src/subjects/vmem/kernel-c/b.ts', 'src/subjects/vmem/kernel/b.ts'],
  ['src/subjects/vmem/scope/b.ts', 'src/errors.ts'],
  ['src/subjects/vmem/scope/b.ts', 'src/subjects/vmem/machine/c.ts'],
  ['src/subjects/vmem/scope/b.ts', 'zod'],
  ['src/input/loop.ts', 'src/input/loop-back.ts'],
  ['src/subjects/vmem/kernel/b.ts', 'src/subjects/vmem/machine/c.ts'],
  ['src/subjects/vmem/fast/c.ts', 'src/subjects/vmem/kernel/request.ts'],
  ['src/subjects/vmem/plain/b.ts', 'src/invariants/facts.ts'],
  ['src/subjects/vmem/build-scope.ts', 'src/subjects/vmem/scope/scope-config.ts'],
  ['src/invariants/b.ts', 'src/model/masks.ts'],
  ['src/explorer/b.ts', 'src/model/system.ts'],
  ['src/explorer/b.ts', 'src/invariants/invariant.ts'],
  ['src/commands/b.ts', 'node:fs'],
  ['src/main/run.ts', 'src/commands/b.ts'],
  ['src/api/index.ts', 'src/commands/b.ts'],
  ['src/api/fast-check.ts', 'fast-check'],
  ['src/api/vitest.ts', 'vitest'],
  ['src/api/index.ts', 'src/subjects/defined/b.ts'],
  ['examples/b.ts', 'src/api/index.ts'],
  ['examples/b.ts', 'vitest'],
  ['page/b.ts', 'src/subject/trace.ts'],
  ['page/vmem/b.ts', 'src/subjects/vmem/trace/steps.ts'],
  ['page/vmem/b.ts', 'page/b.ts'],
  ['page/b.ts', 'src/commands/show/page-document.ts'],
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

/** Writes each file with one type-only import per line, and each imported file of src. */
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
