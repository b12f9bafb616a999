/** tablewalk check --identity in this process: its reports and its files. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const claim = 'success-means-mapped';
const question = ['check', '--geometry', 'tiny5', '--ops', '2', '--invariants', claim];

async function checked(...flags: string[]) {
  const { exitCode, stdout } = await cli([...question, ...flags, '--out', folder.at('out')]);
  const file = folder.at('out', `linux-5.10--${claim}.json`);
  const { request } = JSON.parse(readFileSync(file, 'utf8'));
  return { exitCode, stdout, file, request };
}

test('names: visible in the report, the counterexample file and its replay', async () => {
  const { exitCode, stdout, file, request } = await checked('--identity', 'names');
  expect(exitCode).toBe(1);
  expect(stdout.replaceAll('\n  ', ' ')).toContain('; frame numbers distinguish states; ');
  expect(stdout.replaceAll(' \\\n', '').replaceAll('    ', ' ')).toContain('--identity names');
  expect(request).toMatchObject({ identity: 'names' });
  const replayed = await cli(['replay', file]);
  expect([replayed.exitCode, folder.masked(replayed.stdout)]).toMatchInlineSnapshot(`
    [
      0,
      "reproduced  DIR/out/linux-5.10--success-means-mapped.json
      linux-5.10 violates success-means-mapped in operation 1 of 1

    1 counterexample: 1 reproduced, 0 fixed, 0 different
    ",
    ]
  `);
});

test('position is the default, is not shown, and is assumed if the field is missing', async () => {
  const { exitCode, stdout, file, request } = await checked();
  expect(exitCode).toBe(1);
  expect(stdout).not.toContain('frame holds');
  expect(stdout).not.toContain('--identity');
  expect(request).not.toHaveProperty('identity');
  const shown = await cli(['show', file]);
  expect([shown.exitCode, shown.stdout.includes('--identity')]).toEqual([0, false]);
});

test('a file with an unknown value is refused', async () => {
  const { file } = await checked('--identity', 'names');
  const wrong = readFileSync(file, 'utf8').replace('"identity": "names"', '"identity": "frames"');
  const { exitCode, stderr } = await cli(['replay', folder.write('x.json', wrong)]);
  expect([exitCode, folder.masked(stderr)]).toEqual([
    2,
    'tablewalk: error: DIR/x.json: request.identity is "frames"; it must be one of position, names\n',
  ]);
});
