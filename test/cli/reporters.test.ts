/** --reporter: CI formats agree with the exit code, for every command that has the option. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { falseSuccess } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { formatVmem } from '../support/vmem-files.ts';

const folder = folderForEachTest();
beforeEach(() => {
  folder.write('x.json', formatVmem(falseSuccess()));
});

/** The exit code and the numbers of all, failed, undecided and unjudged cases. */
async function counted(...argv: readonly string[]): Promise<string> {
  const { exitCode, stdout } = await cli([...argv, '--reporter', 'junit', '--quiet']);
  const counts = /tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/.exec(stdout);
  return [`exit ${exitCode}:`, ...(counts ?? []).slice(1)].join(' ');
}

const check = ['check', '--no-files', '--invariants'];

test('a case fails if and only if the exit code says so', async () => {
  const recording = 'test/golden/linux-5.10.t5-56-adv.jsonl.gz';
  const text = gunzipSync(readFileSync(recording)).toString();
  const spoilt = folder.write('spoilt.jsonl', text.replace('"ret":0', '"ret":-22'));
  const series = ['series', 'v2', '--contract', 'kernel', '--revisions', 'v2-7,v2-8', '--no-files'];
  const { path } = folder;
  const freed = ['--invariants', 'freed-once'];
  const rows = {
    'check, all claims': await counted('check', '--no-files'),
    'check, one that holds': await counted(...check, 'freed-once'),
    'check, not far enough': await counted(...check, 'freed-once', '--max-states', '10'),
    'replay, reproduced': await counted('replay', path),
    'replay, fixed': await counted('replay', path, '--revision', 'repaired'),
    'corpus run': await counted('corpus', 'run', '--dir', path),
    'corpus run, expected': await counted('corpus', 'run', '--dir', path, '--expect', 'fixed'),
    conform: await counted('conform', recording),
    'conform, spoilt': await counted('conform', recording, spoilt),
    'sample, violated': await counted('sample', '--runs', '200', '--no-files'),
    'sample, nothing seen': await counted('sample', '--runs', '1', '--no-files', ...freed),
    series: await counted(...series),
    'series, a gate': await counted(...series, '--fail-on', 'regress'),
  };
  expect(rows).toMatchInlineSnapshot(`
    {
      "check, all claims": "exit 1: 29 6 0 0",
      "check, not far enough": "exit 3: 1 0 1 0",
      "check, one that holds": "exit 0: 1 0 0 0",
      "conform": "exit 0: 1 0 0 0",
      "conform, spoilt": "exit 5: 2 1 0 0",
      "corpus run": "exit 0: 1 0 0 0",
      "corpus run, expected": "exit 4: 1 1 0 0",
      "replay, fixed": "exit 5: 1 1 0 0",
      "replay, reproduced": "exit 0: 1 0 0 0",
      "sample, nothing seen": "exit 3: 1 0 1 0",
      "sample, violated": "exit 1: 29 6 19 1",
      "series": "exit 0: 58 0 0 4",
      "series, a gate": "exit 4: 58 1 0 4",
    }
  `);
});

describe('SARIF', () => {
  test('the location is the written file and the kernel function', async () => {
    const out = folder.at('out');
    const argv = ['check', '--invariants', 'success-means-mapped', '--out', out];
    const { exitCode, stdout } = await cli([...argv, '--reporter', 'sarif', '--quiet']);
    expect(exitCode).toBe(1);
    const [run] = JSON.parse(stdout.replaceAll(folder.path, '/DIR')).runs;
    expect(run.results[0].locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: {
            uri: 'file:///DIR/out/linux-5.10--success-means-mapped.json',
            index: 0,
          },
          region: { startLine: 1 },
        },
        logicalLocations: [
          {
            name: 'vmemmap_populate',
            fullyQualifiedName: 'arch/s390/mm/vmem.c::vmemmap_populate',
            kind: 'function',
          },
        ],
      },
    ]);
  });
});

describe('a strict reading that is not given by name', () => {
  // linux-5.10 frees a table before it flushes: this violates `flush-before-free` without affecting
  // the verdict.
  const strict =
    'This is a strict reading, which the series violates by design; harmless if the range is not used and the memory is not reallocated before the flush. It does not affect the verdict.';
  const report = async (reporter: string, ...argv: string[]): Promise<string> =>
    (await cli([...argv, '--reporter', reporter, '--quiet'])).stdout;
  const checked = ['check', '--no-files', '--max-depth', '2'];

  test('JUnit marks it above the story', async () => {
    const xml = await report('junit', ...checked);
    const [, text] =
      /name="flush-before-free" time="0">\s*<system-out><!\[CDATA\[([^\]]*)/.exec(xml) ?? [];
    const [message, , first] = text.split('\n');
    expect(message).toMatch(/^noted: Nothing is freed while .* violates flush-before-free: /);
    expect(message.endsWith(strict)).toBe(true);
    expect(first).toBe(strict);
    // Three strict readings are violated, each with its message and its story; one is undecided.
    expect(xml.split('It does not affect the verdict.')).toHaveLength(1 + 3 * 2 + 1);
  });

  test('SARIF marks it in the result, with its premise in the rule', async () => {
    const [run] = JSON.parse(await report('sarif', ...checked)).runs;
    const results: { level: string; message: { text: string } }[] = run.results;
    for (const { level, message } of results) {
      expect([level, message.text.endsWith('It does not affect the verdict.')]).toEqual(
        level === 'note' ? ['note', true] : ['error', false],
      );
    }
    const rules: { id: string; help: { text: string } }[] = run.tool.driver.rules;
    expect(
      rules.filter(({ help }) => /strict reading/.test(help.text)).map(({ id }) => id),
    ).toEqual([
      'memory-goes-with-memmap',
      'no-dangling-entry',
      'flush-before-free',
      'flush-covers-range',
    ]);
  });

  test('GitHub marks it in the notice', async () => {
    const notices = (await report('github', ...checked))
      .split('\n')
      .filter((line) => line.startsWith('::notice'));
    expect(notices).toHaveLength(3);
    for (const notice of notices) expect(notice).toMatch(/It does not affect the verdict\.$/);
  });

  test('also in a series', async () => {
    const series = ['series', 'v2', '--contract', 'kernel', '--revisions', 'v2-7', '--no-files'];
    const [run] = JSON.parse(await report('sarif', ...series)).runs;
    const results: { ruleId: string; message: { text: string } }[] = run.results;
    const reported = results.filter(({ message }) => message.text.includes('strict reading'));
    expect(new Set(reported.map(({ ruleId }) => ruleId)).size).toBeGreaterThan(0);
    expect(
      reported.every(({ message }) => message.text.endsWith('It does not affect the verdict.')),
    ).toBe(true);
  });

  test('given by name, it decides the verdict: it fails, with its description only', async () => {
    const named = [...checked, '--invariants', 'flush-before-free'];
    const xml = await report('junit', ...named);
    expect(xml).toContain(strict.replace(' It does not affect the verdict.', ''));
    expect(xml).toContain('<failure');
    expect(xml).not.toContain('It does not affect the verdict.');
  });
});

describe('GitHub', () => {
  const argv = () => ['corpus', 'run', '--dir', folder.path, '--expect', 'fixed'];

  test('annotations on stdout; the summary is appended to the file of the runner', async () => {
    const summary = folder.write('summary.md', 'what another step wrote\n');
    const env = { GITHUB_STEP_SUMMARY: summary };
    const { exitCode, stdout, stderr } = await cli([...argv(), '--reporter', 'github'], { env });
    expect([exitCode, stderr]).toEqual([4, '']);
    expect(folder.masked(stdout)).toMatchInlineSnapshot(`
      "::error file=DIR/x.json,line=1,title=tablewalk%3A success-means-mapped::reproduced: linux-5.10 violates success-means-mapped in operation 1 of 1; expected: fixed
      tablewalk corpus run: 1 counterexample, 1 not fixed
      "
    `);
    expect(folder.masked(readFileSync(summary, 'utf8'))).toMatchInlineSnapshot(`
      "what another step wrote
      ## tablewalk corpus run

      1 counterexample, 1 not fixed

      | | | |
      | --- | --- | --- |
      | **failed** | DIR/x.json | reproduced: linux-5.10 violates success-means-mapped in operation 1 of 1; expected: fixed |

      0 cases passed.
      "
    `);
  });

  test('without a runner there is no summary; one that cannot be written is lost output', async () => {
    const plain = await cli([...argv(), '--reporter', 'github']);
    const env = { GITHUB_STEP_SUMMARY: folder.path };
    const run = await cli([...argv(), '--reporter', 'github'], { env });
    expect([plain.stderr, plain.exitCode]).toEqual(['', 4]);
    expect([run.exitCode, run.stdout]).toEqual([74, plain.stdout]);
    expect(folder.masked(run.stderr)).toBe(
      'tablewalk: error: the summary is "DIR"; it is a directory\n',
    );
  });
});

test('one reporter at a time, and only known ones', async () => {
  const argvs = [
    ['check', '--reporter', 'junit', '--json'],
    ['series', 'v2', '--reporter', 'junit', '--format', 'markdown'],
    ['replay', folder.path, '--reporter', 'xml'],
    ['conform', folder.path, '--reporte', 'junit'],
  ];
  const runs = await Promise.all(argvs.map((argv) => cli(argv)));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2]);
  expect(runs.map(({ stderr }) => stderr).join('')).toMatchInlineSnapshot(`
    "tablewalk: error: --reporter junit is given with --json; they are mutually exclusive: remove one of the two
    tablewalk: error: --reporter junit is given with --format markdown; they are mutually exclusive: remove one of the two
    tablewalk: error: --reporter is "xml"; it must be one of junit, sarif, github
    tablewalk: error: unknown option --reporte; did you mean --reporter?; see tablewalk conform --help
    "
  `);
});
