/** An option that lacks its value does not take the next option for it. */
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

test('an option is no value of another', async () => {
  const runs = await Promise.all(
    [
      ['check', '--out', '--json'],
      ['check', '--checkpoint', '--quiet'],
      ['series', 'v1', '--html', '--json'],
      ['corpus', 'list', '--dir', '--json'],
      ['check', '--revision', '--quiet'],
    ].map((argv) => cli(argv)),
  );
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2, 2]);
  expect(runs.map(({ stderr }) => stderr).join('')).toMatchInlineSnapshot(`
    "tablewalk: error: --out has no value, "--json" follows; see tablewalk check --help (a file of that name is ./--json)
    tablewalk: error: --checkpoint has no value, "--quiet" follows; see tablewalk check --help (a file of that name is ./--quiet)
    tablewalk: error: --html has no value, "--json" follows; see tablewalk series --help (a file of that name is ./--json)
    tablewalk: error: --dir has no value, "--json" follows; see tablewalk corpus list --help (a file of that name is ./--json)
    tablewalk: error: --revision has no value, "--quiet" follows; see tablewalk check --help (a file of that name is ./--quiet)
    "
  `);
});
