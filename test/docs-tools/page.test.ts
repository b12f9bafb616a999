/** Hand-written and generated parts of a page. */
import { expect, test } from 'vitest';
import { makeBlock } from '../../docs-tools/make-block.ts';
import { countHandwrittenLines, remade, requestsOf } from '../../docs-tools/page.ts';
import type { Program } from '../../docs-tools/program.ts';

const page = `# Page

<!-- made: table counts -->
old
<!-- /made -->
Words.
<!-- made: console
tablewalk list goals | from b to c
-->
<!-- /made -->
`;

test('each block is regenerated, and nothing else changes', async () => {
  const text = await remade(page, ({ kind, argument }) => Promise.resolve(`${kind} ${argument}\n`));
  expect(text).toBe(
    page.replace('old', 'table counts').replace('-->\n<!-- /', '-->\nconsole \n<!-- /'),
  );
});

test('markers count as lines, generated text does not', () => {
  expect(countHandwrittenLines(page)).toBe(7);
  expect(countHandwrittenLines(page.replace('old', 'one\ntwo\nthree'))).toBe(7);
});

const program: Program = (argv) =>
  Promise.resolve({
    stdout: `a ${argv.join(' ')}\nb\nc\nVIOLATED: 1 of 2 claims.\n`,
    stderr: '',
    exitCode: 1,
  });

test('a session shows commands, their output, and their exit codes', async () => {
  const [, request] = requestsOf(page);
  expect(await makeBlock(request, program)).toMatchInlineSnapshot(`
    "\`\`\`console
    $ npx tablewalk list goals
    ...
    b
    c
    ...
    $ echo $?
    1
    \`\`\`
    "
  `);
});

test('a result block shows the line with the verdict', async () => {
  const request = { kind: 'answers', argument: '', lines: ['tablewalk check \\', '  --quiet'] };
  expect(await makeBlock(request, program)).toMatchInlineSnapshot(`
    "| Command | Answer | Exit code |
    | --- | --- | --- |
    | \`tablewalk check --quiet\` | VIOLATED: 1 of 2 claims. | 1 |
    "
  `);
});

test.each([
  ['a kind', { kind: 'guess', argument: '', lines: [] }, 'no such kind of block: guess'],
  ['a table', { kind: 'table', argument: 'of all', lines: [] }, 'no such table: of'],
  [
    'a program',
    { kind: 'output', argument: 'text ls', lines: [] },
    'not a command of tablewalk: ls',
  ],
  [
    'a part',
    { kind: 'output', argument: 'text tablewalk list | from x', lines: [] },
    'the output has no line with "x"',
  ],
])('%s that does not exist is refused', async (_, request, message) => {
  await expect(makeBlock(request, program)).rejects.toThrow(message);
});
