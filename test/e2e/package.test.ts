/** The installed package: the content of its tarball, its public imports, and its examples. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { folderForAllTests } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(root, 'node_modules');
const folder = folderForAllTests();

/** Its dependencies, which `npm install` would fetch. */
const dependencies = Object.keys(
  z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).dependencies,
);
const peers = ['fast-check', 'pure-rand', 'vitest'];

let packed: string[] = [];

beforeAll(() => {
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder.path];
  const reported = JSON.parse(
    execFileSync('npm', pack, { cwd: root, encoding: 'utf8', stdio: 'pipe' }),
  );
  const [{ filename, files }] = z
    .tuple([z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })])
    .parse(reported);
  packed = files.map(({ path }) => path);
  const target = folder.at('node_modules', 'tablewalk');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', folder.at(filename), '-C', target, '--strip-components', '1']);
  for (const name of dependencies) link(name);
});

function link(name: string): void {
  symlinkSync(join(modules, name), folder.at('node_modules', name));
}

/** Runs a module in the folder where the package is installed. */
function run(name: string, source: string): string {
  folder.write(name, source);
  return execFileSync(process.execPath, [name], {
    cwd: folder.path,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

/** Compiles in strict mode, including the types of the package. Returns the errors. */
function compile(names: readonly string[]): string {
  const tsc = join(modules, 'typescript/lib/tsc.js');
  const options = '--strict --exactOptionalPropertyTypes --module nodenext --target es2023';
  const argv = [tsc, ...options.split(' '), ...names];
  return execFileSync(process.execPath, argv, {
    cwd: folder.path,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

test('the tarball contains the program, its types, and every file that its documents link to', () => {
  expect(new Set(packed.map((path) => path.split('/')[0]))).toEqual(
    new Set([
      '.dependency-cruiser.cjs',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'THIRD-PARTY-NOTICES.md',
      'bench',
      'build',
      'corpus',
      'dist',
      'docs',
      'docs-tools',
      'examples',
      'package.json',
      'page',
      'record',
      'src',
      'test',
    ]),
  );
  for (const entry of ['index', 'fast-check', 'vitest']) {
    expect(packed).toContain(`dist/api/${entry}.js`);
    expect(packed).toContain(`dist/api/${entry}.d.ts`);
  }
  expect(packed.filter((path) => path.startsWith('docs/api/'))).toEqual([]);
});

describe('an external project imports', () => {
  test('the package, without fast-check or vitest', () => {
    const source = `
      import { checkSystem, defineSystem, invariant, range } from 'tablewalk';
      const system = defineSystem({ value: range(0, 3) }, {
        actions: [{ name: 'count', when: (s) => s.value < 3, effect: (s) => { s.value++; } }],
      });
      const small = invariant({ id: 'small', claim: 'It is small.', holds: (s) => s.value < 3 });
      const { verdict, states, violations } = checkSystem(system, { invariants: [small] });
      console.log(verdict, states, violations[0].schedule.join());`;
    expect(run('own.mjs', source)).toBe('violated 4 count,count,count\n');
  });

  test('the bridges, beside fast-check and vitest', () => {
    for (const name of peers) link(name);
    const source = `
      import fc from 'fast-check';
      import { scope } from 'tablewalk';
      import { operationSequences } from 'tablewalk/fast-check';
      const [one] = fc.sample(operationSequences(scope(), { maxLength: 3 }), { seed: 1, numRuns: 1 });
      console.log(fc.stringify(one));
      console.log(import.meta.resolve('tablewalk/vitest').endsWith('/dist/api/vitest.js'));`;
    expect(run('bridges.mjs', source)).toMatchInlineSnapshot(`
      "linux-5.10: add section 3 (allocation 5 fails); add section 3 (allocation 5 fails)
      true
      "
    `);
  });

  test('no other module of it', () => {
    const source = `await import('tablewalk/dist/run/check.js').catch(({ code }) => console.log(code));`;
    expect(run('inner.mjs', source)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });
});

test('a strict external program compiles, and docs/API.md prints the lines that its comments show', () => {
  const text = readFileSync(join(root, 'docs/API.md'), 'utf8');
  const [own, kernel] = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  const reported = Object.entries({ own, kernel });
  for (const [name, code] of reported) folder.write(`${name}.mts`, code);
  folder.write(
    'typed.mts',
    `import { checkSystem, defineSystem, invariant, oneOf, type StateOf } from 'tablewalk';
     const fields = { light: oneOf('red', 'green') };
     const stays = invariant<StateOf<typeof fields>>({
       id: 'stays', claim: 'It stays red.', holds: ({ light }) => light === 'red',
     });
     const system = defineSystem(fields, {
       actions: [{ name: 'go', effect: (state) => { state.light = 'green'; } }],
     });
     const result = checkSystem(system, { invariants: [stays] });
     if (result.verdict === 'violated') result.violations[0].schedule.join();
     // @ts-expect-error: there is no such light.
     defineSystem(fields, { actions: [{ name: 'go', effect: (state) => { state.light = 'blue'; } }] });
    `,
  );
  expect(compile(['typed.mts', 'own.mts', 'kernel.mts'])).toBe('');
  for (const [name, code] of reported) {
    const [, comment] = /; \/\/ (.*?)(?: \.\.\.)?\n/.exec(code) ?? [];
    const argv = [`${name}.mjs`];
    const printed = execFileSync(process.execPath, argv, { cwd: folder.path, encoding: 'utf8' });
    expect(printed.replaceAll('\n', ' ')).toContain(comment);
  }
});

test('example kernel-variant: which of two features is the repair', () => {
  const argv = ['examples/kernel-variant/check.mjs'];
  const reported = execFileSync(process.execPath, argv, { cwd: root, encoding: 'utf8' });
  const story = 'violates success-means-mapped: add section 2 (allocation 7 fails)';
  expect(reported.split('\n')).toEqual([
    'linux-5.10: violated (619 states)',
    `  linux-5.10 ${story}`,
    'linux-5.10+marksContinuedPart: violated (411 states)',
    `  linux-5.10+marksContinuedPart ${story}`,
    'linux-5.10+keepsErrorCode: holds (553 states)',
    '',
  ]);
});
