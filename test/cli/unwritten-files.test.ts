/**
 * Files that cannot be written after the search: the whole result is printed first, then one error
 * line; exit code 74.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type JobRunner, runInThisThread } from '../../src/jobs/job-runner.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

/** After the search, a file takes the place of the folder. */
function blocking(...places: readonly string[]): JobRunner {
  return async (kind, job, control) => {
    const answer = await runInThisThread(kind, job, control);
    for (const place of places) {
      rmSync(place, { recursive: true, force: true });
      writeFileSync(place, '');
    }
    return answer;
  };
}

const two = ['--invariants', 'success-means-mapped,no-leaked-tables'];
const check = ['check', ...two];
const sample = ['sample', ...two, '--runs', '50', '--no-shrink'];

test.each([
  ['check', check],
  ['check', [...check, '--json']],
  ['check', [...check, '--reporter', 'junit']],
  ['check', [...check, '--reporter', 'sarif']],
  ['check', [...check, '--reporter', 'github']],
  ['sample', sample],
  ['sample', [...sample, '--json']],
])('%s: %j', async (_, argv) => {
  const out = folder.at('out');
  const whole = await cli([...argv, '--no-files', '--quiet']);
  const lost = await cli([...argv, '--out', out, '--quiet'], { runJob: blocking(out) });
  const command = (text: string): string => text.replaceAll(/--no-files|--out \S+/g, 'PLACE');
  expect(withoutUnwritten(command(lost.stdout))).toBe(command(whole.stdout));
  expect([lost.exitCode, lost.stderr]).toEqual([
    74,
    `tablewalk: error: --out is "${out}"; a part of the path is not a directory\n`,
  ]);
});

/** JSON gives for each violation the reason why it has no file. */
function withoutUnwritten(text: string): string {
  return text.replaceAll(/,?\n *"unwritten": .*?(?=,?\n)/g, '');
}

test('JSON: why a violation has no file', async () => {
  const out = folder.at('out');
  const argv = [...check, '--json', '--out', out];
  const { stdout } = await cli(argv, { runJob: blocking(out) });
  const { verdict, violations } = JSON.parse(folder.masked(stdout));
  const unwritten = '--out is "DIR/out"; a part of the path is not a directory';
  expect(verdict).toBe('violated');
  expect(violations[0]).toMatchObject({ file: null, unwritten });
});

test.each(['text', 'json'])(
  'series: the matrix as %s, then an error for each place',
  async (form) => {
    const [out, pages] = [folder.at('out'), folder.at('pages')];
    // The first state is violated, so a few states are enough.
    const rows = ['--revisions', 'linux-5.10', '--contract', 'kernel', '--max-states', '10'];
    const places = ['--out', out, '--html', `${pages}/page.html`];
    const argv = ['series', 'v2', ...rows, ...two, ...places, '--format', form, '--quiet'];
    const { exitCode, stdout, stderr } = await cli(argv, { runJob: blocking(out, pages) });
    expect(stdout).toContain('add section 2 (allocation 3 fails)');
    expect([exitCode, folder.masked(stderr)]).toEqual([
      74,
      [
        'tablewalk: error: --out is "DIR/out/kernel"; a part of the path is not a directory',
        'tablewalk: error: --html is "DIR/pages/page.html"; a part of the path is not a directory',
        '',
      ].join('\n'),
    ]);
  },
);

test.each(['check', 'replay', 'conform', 'corpus run'])(
  '%s: the summary of a job that cannot be written',
  async (command) => {
    const argv: Readonly<Record<string, readonly string[]>> = {
      check: ['check', '--no-files', '--quiet', '--invariants', 'freed-once'],
      replay: ['replay', 'corpus/F02-mark-left-out--linux-5.10.json'],
      conform: ['conform', '--quiet', 'test/golden/linux-5.10.t5-56-adv.jsonl.gz'],
      'corpus run': ['corpus', 'run'],
    };
    const form = [...argv[command], '--reporter', 'github'];
    const env = { GITHUB_STEP_SUMMARY: folder.path };
    const [whole, lost] = [await cli(form), await cli(form, { env })];
    expect(lost.stdout).toBe(whole.stdout);
    expect([lost.exitCode, folder.masked(lost.stderr)]).toEqual([
      74,
      'tablewalk: error: the summary is "DIR"; it is a directory\n',
    ]);
  },
);
