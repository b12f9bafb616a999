/** Random walks report shrunk violations. */
import { describe, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

describe('sample', () => {
  const argv = ['sample', '--seed', '2', '--runs', '20', '--invariants', 'unused-means-unused'];

  test('reports the sizes before and after, and writes the result', async () => {
    const { stdout } = await cli([...argv, '--out', folder.path]);
    expect(stdout).toMatch(/found in 12 operations, shrunk to \d\n\s+\(\d+ steps\)/);
    const file = folder.at('linux-5.10--unused-means-unused.json');
    expect((await cli(['replay', file])).exitCode).toBe(0);
    expect((await cli(['shrink', file])).stdout).toContain('MINIMAL ALREADY');
    const json = await cli([...argv, '--no-files', '--json']);
    expect(JSON.parse(json.stdout).violations).toMatchObject([
      { found: { operations: 12 }, minimal: true },
    ]);
  });

  test('--no-shrink reports the violation as found', async () => {
    const { stdout } = await cli([...argv, '--no-files', '--no-shrink']);
    expect(stdout).toMatch(/ in 12 operations \(\d+ steps\)/);
    expect(stdout).not.toContain('shrunk');
  });
});
