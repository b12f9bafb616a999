/**
 * The scripts for batch systems, run as those systems run them: the merged parts give the result of
 * one machine.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { programFolder } from '../../support/programs.ts';
import { runHere } from '../../support/run-here.ts';
import { type Ended, runIn } from '../../support/run-in.ts';
import { folderForEachTest } from '../../support/temporary-folder.ts';

const folder = folderForEachTest();
const planned = ['check', '--preset', 'standard', '--sections', '1,2', '--no-edat1', '--no-edat2'];

function run(command: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): Ended {
  const path = `${programFolder(folder.path)}:${process.env['PATH']}`;
  return runIn(folder.path, command, argv, { PATH: path, ...env });
}

const tablewalk = (...argv: readonly string[]): Promise<Ended> => runHere(folder.path, argv);

async function script(system: string): Promise<string> {
  const { status, stdout } = await tablewalk('plan', ...planned, '--for', system, '--parts', '3');
  expect(status).toBe(0);
  return stdout;
}

async function expectMerged(...folders: readonly string[]): Promise<void> {
  const { stdout, status } = await tablewalk('merge', ...folders);
  const alone = await tablewalk(...planned);
  expect([status, stdout]).toEqual([alone.status, alone.stdout]);
}

test('Slurm: each task of the array', async () => {
  const text = await script('slurm');
  expect(text).toContain('#SBATCH --array=1-3\n');
  writeFileSync(folder.at('plan.sbatch'), text);
  for (const task of ['1', '2', '3']) {
    const { status } = run('bash', ['plan.sbatch'], { SLURM_ARRAY_TASK_ID: task });
    expect(status).toBe(0);
  }
  await expectMerged('results');
});

test('Kubernetes: the published schema, and the command of the container for each index', async () => {
  const job = parse(await script('kubernetes'));
  new Job(job).validate();
  const { completions, backoffLimitPerIndex, template } = job.spec;
  expect([completions, backoffLimitPerIndex]).toEqual([3, 3]);
  const [{ command }] = template.spec.containers;
  for (const index of ['0', '1', '2']) {
    const [shell, ...argv] = command;
    expect(run(shell, argv, { JOB_COMPLETION_INDEX: index }).status).toBe(0);
  }
  await expectMerged('results');
});

test('Kubernetes: the schema refuses anything but a Job', async () => {
  const job = parse(await script('kubernetes'));
  expect(() => new Job({ ...job, spec: { ...job.spec, completions: 'three' } }).validate()).toThrow(
    'completions',
  );
});

interface Step {
  readonly run?: string;
}

test('GitHub: the commands of the plan, of each part of the matrix, and of the merge', async () => {
  const { jobs } = parse(await script('github'));
  const commands = (steps: readonly Step[]): string[] => steps.flatMap((step) => step.run ?? []);
  for (const command of commands(jobs.plan.steps)) {
    expect(run('bash', ['-c', command.replace('--out ', '--force --out ')]).status).toBe(0);
  }
  for (const part of jobs.part.strategy.matrix.part) {
    for (const command of commands(jobs.part.steps)) {
      const filled = command.replace(/[$]{{ matrix.part }}/, String(part));
      expect(run('bash', ['-c', filled]).status).toBe(0);
    }
    execFileSync('mkdir', ['-p', 'parts'], { cwd: folder.path });
    execFileSync('mv', ['part', `parts/part-${part}`], { cwd: folder.path });
  }
  const [merge] = commands(jobs.merge.steps);
  const merged = run('bash', ['-c', merge]);
  // As the script starts it, because its output names the program.
  const alone = run('tablewalk', planned);
  expect([merged.status, merged.stdout]).toEqual([alone.status, alone.stdout]);
});

test('the Containerfile installs the program under the name that the scripts use', () => {
  const text = readFileSync('Containerfile', 'utf8');
  const { bin, files } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(Object.keys(bin)).toEqual(['tablewalk']);
  expect(files).toContain('dist');
  expect(text).toMatch(/npm install --global .*tablewalk-\*\.tgz/);
});
