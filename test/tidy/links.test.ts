/** Documentation links to repository files and headings are valid. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { exists, filesBelow, filesNamed, type TextFile } from './files.ts';

const documents = [
  ...filesNamed('README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'),
  ...['corpus', 'docs', 'examples', 'src', 'test', 'bench', 'page', 'docs-tools', 'record'].flatMap(
    (folder) => filesBelow(folder, '.md'),
  ),
];

/** Fenced blocks and code spans contain examples, not links. */
function withoutCode(text: string): string {
  return text.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, '');
}

function deadLinks({ path, text }: TextFile, isThere = exists): string[] {
  const links = withoutCode(text).matchAll(/\]\(([^)\s]+)(?:\s"[^"]*")?\)/g);
  const targets = [...links]
    .map((link) => link[1])
    .filter((target) => !/^([a-z]+:|#)/.test(target));
  return targets
    .filter((target) => !isThere(join(dirname(path), decodeURI(target.replace(/#.*/, '')))))
    .map((target) => `${path}: ${target}`);
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return words.replaceAll(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-');
}

function anchorsOf(text: string): string[] {
  const headings = text.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading]) => anchorOf(heading));
}

/** Links to headings that do not exist. */
function deadAnchors({ path, text }: TextFile): string[] {
  const links = withoutCode(text).matchAll(/\]\(((?:[^)\s:#]*\.md)?)#([^)\s]+)\)/g);
  return [...links].flatMap(([, file, anchor]) => {
    const target = join(dirname(path), file);
    const document = file === '' ? { text } : documents.find((one) => one.path === target);
    const isThere = document !== undefined && anchorsOf(document.text).includes(anchor);
    return isThere ? [] : [`${path}: ${file}#${anchor}`];
  });
}

test('a link to a missing heading is detected, within a document and across documents', () => {
  const text =
    '# The `page`: one, two\n\n[a](#the-page-one-two) [b](#gone) [c](MODEL.md#searches) [d](MODEL.md#x)';
  expect(deadAnchors({ path: 'docs/a.md', text })).toEqual([
    'docs/a.md: #gone',
    'docs/a.md: MODEL.md#x',
  ]);
});

test('no document links to a missing heading', () => {
  expect(documents.flatMap(deadAnchors)).toEqual([]);
});

test('a dead link is detected, relative to the folder of its document', () => {
  const text = [
    '[a](b.md) [c](../src/d.ts#L3) [e](gone.md "title")',
    '[web](https://example.org/x.md) [here](#part) `[code](gone.md)`',
    '```',
    '[block](gone.md)',
    '```',
  ].join('\n');
  const there = ['docs/b.md', 'src/d.ts'];
  expect(deadLinks({ path: 'docs/a.md', text }, (path) => there.includes(path))).toEqual([
    'docs/a.md: gone.md',
  ]);
});

test('published documents do not link to unpublished files', () => {
  const { files }: { files: string[] } = JSON.parse(readFileSync('package.json', 'utf8'));
  const shipped = [...files, 'README.md', 'package.json'];
  const isShipped = (path: string): boolean =>
    shipped.some((one) => path === one || path.startsWith(`${one}/`)) && exists(path);
  const published = documents.filter(({ path }) => isShipped(path));
  expect(published.map(({ path }) => path)).toContain('docs/MODEL.md');
  expect(published.flatMap((document) => deadLinks(document, isShipped))).toEqual([]);
});

test('installing the package runs nothing', () => {
  const { scripts }: { scripts: object } = JSON.parse(readFileSync('package.json', 'utf8'));
  const onInstall = ['preinstall', 'install', 'postinstall', 'prepare'];
  expect(Object.keys(scripts).filter((name) => onInstall.includes(name))).toEqual([]);
});

test('no document has a dead link', () => {
  expect(documents.map(({ path }) => path)).toContain('src/explorer/README.md');
  expect(documents.flatMap((document) => deadLinks(document))).toEqual([]);
});
