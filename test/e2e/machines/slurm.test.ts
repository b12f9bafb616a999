/** The array script on a real Slurm: the merged parts give the result of one machine. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mainScript } from '../../support/programs.ts';
import { runHere } from '../../support/run-here.ts';
import { runIn } from '../../support/run-in.ts';
import { Slurm } from '../../support/slurm.ts';
import { folderForAllTests, folderForEachTest } from '../../support/temporary-folder.ts';

const own = folderForAllTests();
const folder = folderForEachTest();
const planned = ['check', '--preset', 'standard', '--sections', '1,2', '--no-edat1', '--no-edat2'];

let slurm: Slurm;
beforeAll(async () => {
  slurm = await Slurm.start(own.path);
});
afterAll(async () => {
  await slurm.stop();
});

const tablewalk = (...argv: readonly string[]) => runHere(folder.path, argv);

function submit(...argv: readonly string[]) {
  const TABLEWALK = `${process.execPath} ${mainScript}`;
  const env = { ...slurm.env, TABLEWALK };
  return runIn(folder.path, 'sbatch', ['--wait', ...argv, 'plan.sbatch'], env);
}

test('each task of the array runs its part; merged, they give the result of one machine', async () => {
  const script = await tablewalk('plan', ...planned, '--for', 'slurm', '--parts', '3');
  expect(script.stdout).toContain(
    '# Memory: 64 MiB for the largest job by its estimate, 1024 MiB for the program. To change it: sbatch --mem=4G ...\n',
  );
  writeFileSync(folder.at('plan.sbatch'), script.stdout);
  expect(submit().status).toBe(0);
  const logs = readdirSync(folder.path).filter((name) => name.endsWith('.log'));
  const said = logs.map((name) => readFileSync(folder.at(name), 'utf8')).join('');
  expect(said.match(/shard [123]\/3: 1 job, 1 run; results in results/g)).toHaveLength(3);
  const merged = await tablewalk('merge', 'results');
  const alone = await tablewalk(...planned);
  expect([merged.status, merged.stdout]).toEqual([alone.status, alone.stdout]);
  // Only a lost part is run again; the memory setting of the script is a default.
  const [lost] = readdirSync(folder.at('results', 'jobs'));
  rmSync(folder.at('results', 'jobs', lost));
  expect((await tablewalk('merge', 'results')).status).toBe(2);
  expect(submit('--mem=512M').status).toBe(0);
  expect((await tablewalk('merge', 'results')).stdout).toBe(alone.stdout);
});
