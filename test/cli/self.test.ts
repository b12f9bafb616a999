/** How the program was invoked, and where its package is relative to the current directory. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { findSelf, type Started } from '../../src/cli/self.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const npm = { npm_execpath: '/usr/lib/node_modules/npm/bin/npm-cli.js' };

/** A checkout, a project with the package installed, an empty folder, and a link in a bin folder. */
beforeEach(() => {
  for (const name of ['checkout/dist/main', 'checkout/docs', 'project/src', 'empty', 'bin']) {
    mkdirSync(folder.at(name), { recursive: true });
  }
  folder.write('checkout/package.json', '{}');
  folder.write('checkout/dist/main/main.js', '');
  folder.write('project/package.json', '{}');
  link('bin/tablewalk', 'checkout/dist/main/main.js');
});

function link(from: string, to: string): void {
  mkdirSync(dirname(folder.at(from)), { recursive: true });
  symlinkSync(folder.at(to), folder.at(from));
}

function selfOf(started: Partial<Started>) {
  const { program, folder: own } = findSelf({
    script: folder.at('checkout/dist/main/main.js'),
    env: {},
    packageFolder: `${folder.at('checkout')}/`,
    cwd: folder.at('empty'),
    ...started,
  });
  return [folder.masked(program), folder.masked(own)];
}

test('in a checkout, and below it, npx finds it', () => {
  expect(selfOf({ cwd: folder.at('checkout') })).toEqual(['npx tablewalk', '']);
  expect(selfOf({ cwd: folder.at('checkout/docs') })).toEqual(['npx tablewalk', '..']);
});

test('elsewhere the command is node with a file', () => {
  expect(selfOf({})).toEqual(['node DIR/checkout/dist/main/main.js', 'DIR/checkout']);
  expect(selfOf({ cwd: folder.path })).toEqual(['node checkout/dist/main/main.js', 'checkout']);
});

test('a folder of another project is not a checkout', () => {
  expect(selfOf({ cwd: folder.at('project') })).toEqual([
    'node DIR/checkout/dist/main/main.js',
    'DIR/checkout',
  ]);
});

test('a path with a space and a quote is one word', () => {
  link("my it's/tablewalk", 'checkout/dist/main/main.js');
  expect(selfOf({ script: folder.at("my it's/tablewalk"), cwd: folder.path })[0]).toBe(
    "node 'my it'\\''s/tablewalk'",
  );
});

test('a link in PATH is used by name, unless PATH has another program of that name first', () => {
  const script = folder.at('bin/tablewalk');
  const env = { PATH: `/nowhere:${folder.at('bin')}` };
  expect(selfOf({ script, env })[0]).toBe('tablewalk');
  expect(selfOf({ script, env, cwd: folder.at('checkout') })[0]).toBe('tablewalk');
  expect(selfOf({ script })[0]).toBe('node DIR/bin/tablewalk');
  folder.write('empty/tablewalk', '');
  const other = { PATH: `${folder.at('empty')}:${folder.at('bin')}` };
  expect(selfOf({ script, env: other })[0]).toBe('node DIR/bin/tablewalk');
});

test('installed in a project, npx finds it; entries that npm adds to PATH are ignored', () => {
  link('project/node_modules/.bin/tablewalk', 'checkout/dist/main/main.js');
  const script = folder.at('project/node_modules/.bin/tablewalk');
  const env = { ...npm, PATH: dirname(script) };
  expect(selfOf({ script, env, cwd: folder.at('project/src') })[0]).toBe('npx tablewalk');
  expect(selfOf({ script, cwd: folder.at('project/src') })[0]).toBe('npx tablewalk');
  expect(selfOf({ script, cwd: folder.at('empty') })[0]).toBe(
    'node DIR/project/node_modules/.bin/tablewalk',
  );
});

test.each([
  ['tablewalk', 'npx tablewalk'],
  ['tablewalk@0.1.0', 'npx tablewalk@0.1.0'],
  ['../tablewalk-0.1.0.tgz', 'node DIR/cache/node_modules/.bin/tablewalk'],
])('fetched by npx as %s', (spec, program) => {
  link('cache/node_modules/.bin/tablewalk', 'checkout/dist/main/main.js');
  folder.write('cache/package.json', JSON.stringify({ _npx: { packages: [spec] } }));
  const script = folder.at('cache/node_modules/.bin/tablewalk');
  expect(selfOf({ script, env: { ...npm, PATH: dirname(script) } })[0]).toBe(program);
});
