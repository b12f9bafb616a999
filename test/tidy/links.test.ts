/** Links of the documentation to files of the repository lead somewhere. */
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { exists, filesBelow, filesNamed, type TextFile } from './files.ts';

const documents = [
  ...filesNamed('README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'),
  ...['corpus', 'docs', 'examples', 'src', 'test', 'bench'].flatMap((folder) =>
    filesBelow(folder, '.md'),
  ),
];

/** Fenced blocks and code spans hold examples, no links. */
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

test('a dead link is found, from the folder of its document', () => {
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

test('no document has one', () => {
  expect(documents.map(({ path }) => path)).toContain('src/explorer/README.md');
  expect(documents.flatMap((document) => deadLinks(document))).toEqual([]);
});
