/** Text for a shell: words survive quoting, and commands and files have their local names. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandLines } from '../../src/text/paragraph.ts';
import {
  anywhere,
  commandHere,
  ownFile,
  quoted,
  quotedPath,
  textHere,
} from '../../src/text/shell.ts';

const words = [
  'plain-file.json',
  '',
  'two words',
  "it's",
  '"double"',
  '$HOME `id` $(id) \\ !! ; & | < > * ? [a] {a,b} ~ #x',
  '--option',
  'a  --b',
  'line\nline',
  'tab\there',
  "\u001b[31mred's\u001b[0m",
  'back\\slash \u0007 1',
  'ä€😀',
  'right\u202eto left',
  '\u2028',
];

test('bash reads each quoted word back, also from wrapped lines', () => {
  const [command] = [['tablewalk', ...words].map(quoted).join(' ')];
  const pasted = commandLines(command, anywhere).join('\n');
  const script = `tablewalk() { printf '%s\\0' "$@"; }\n${pasted}\n`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.split('\0').slice(0, -1)).toEqual(words);
});

test('no control and no format character reaches the terminal', () => {
  expect(words.map(quoted).join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(quoted('\u001b1')).toBe("$'\\0331'");
});

test('a name that starts with a dash is not an option', () => {
  expect(['-x.json', '--', 'a-b', 'my file'].map(quotedPath)).toEqual([
    './-x.json',
    './--',
    'a-b',
    "'my file'",
  ]);
});

test('a command is wrapped before options only, never within quotes', () => {
  const command = `tablewalk replay '${'x'.repeat(60)} --a' --revision base`;
  expect(commandLines(command, anywhere)).toEqual([
    `  tablewalk replay '${'x'.repeat(60)} --a' \\`,
    '    --revision base',
  ]);
});

test('commands and files of the package have their local names', () => {
  const self = { program: 'npx tablewalk', folder: "/it's/tablewalk" };
  expect(commandHere('tablewalk check --out tablewalk', self)).toBe(
    'npx tablewalk check --out tablewalk',
  );
  expect(textHere('see tablewalk check --help; this tablewalk does not know it', self)).toBe(
    'see npx tablewalk check --help; this tablewalk does not know it',
  );
  expect(textHere('a/tablewalk check, tablewalk checks, docs/COMMANDS.md', self)).toBe(
    "a/tablewalk check, tablewalk checks, '/it'\\''s/tablewalk/docs/COMMANDS.md'",
  );
  expect(ownFile('corpus', self)).toBe("'/it'\\''s/tablewalk/corpus'");
  expect(ownFile('corpus', anywhere)).toBe('corpus');
});
