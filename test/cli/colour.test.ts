/** Colour is used on a terminal that supports it, and nowhere else. */

import { describe, expect, test } from 'vitest';
import { falseSuccess } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { formatVmem } from '../support/vmem-files.ts';

const folder = folderForEachTest();

function stored(): string {
  return folder.write('x.json', formatVmem(falseSuccess()));
}

describe('colour', () => {
  const argv = ['list', 'goals'];
  const hasColour = ({ stdout }: { stdout: string }): boolean => stdout.includes('\u001b[');

  test.each([
    ['a terminal', { isTTY: true }, [], true],
    ['no terminal', { isTTY: false }, [], false],
    ['NO_COLOR', { isTTY: true, env: { NO_COLOR: '1' } }, [], false],
    ['NO_COLOR empty', { isTTY: true, env: { NO_COLOR: '' } }, [], true],
    ['a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }, [], false],
    ['always', { env: { NO_COLOR: '1' } }, ['--color', 'always'], true],
    ['never', { isTTY: true }, ['--color', 'never'], false],
  ] as const)('%s', async (_, options, flags, expected) => {
    expect(hasColour(await cli([...argv, ...flags], options))).toBe(expected);
  });

  test('NO_COLOR on a terminal: no command prints an escape, on either stream', async () => {
    const file = stored();
    const argvs = [
      ['--help'],
      ['check', '--no-files'],
      ['check', '--help'],
      ['sample', '--runs', '20', '--no-files'],
      ['replay', file],
      ['show', file],
      ['shrink', file],
      ['corpus', 'run', '--dir', folder.path, '--expect', 'fixed'],
      ['corpus', 'prune', '--dir', folder.path],
      ['claims', '--only', 'tlb-author'],
      ['conform', 'test/golden/linux-5.10.t5-56-adv.jsonl.gz'],
      ['diff', 'v2-8', 'v2-9', '--geometry', 'tiny3'],
      ['list', 'invariants'],
      ['completion', 'bash'],
      ['lst'],
    ];
    for (const words of argvs) {
      const options = { isTTY: true, env: { NO_COLOR: '1' } };
      const { stdout, stderr } = await cli(words, options);
      expect([words, `${stdout}${stderr}`.includes('\u001b')]).toEqual([words, false]);
    }
  });
});
