/** tablewalk series in this process: the printed matrix, the gate, the files, and wrong usage. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rememberingCli } from '../support/remembered-jobs.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

// Most tests ask for the same matrix.
const cli = rememberingCli();

const claims = 'success-means-mapped,flush-covers-range,live-memmap-not-marked,unused-means-unused';
const narrow = ['--revisions', 'v2-7,v2-8', '--contract', 'kernel', '--invariants', claims];

test('text: matrix, legend, regressions, histories and stories in 72 columns of ASCII', async () => {
  const { exitCode, stdout } = await cli(['series', 'v2', ...narrow, '--no-files']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
  // An option in the repeat command cannot be wrapped.
  const [report] = stdout.split('Repeat:');
  expect(report.split('\n').filter((line) => line.length > 72)).toEqual([]);
  expect(stdout).toMatchInlineSnapshot(`
    "tablewalk 0.1.0 series v2: 2 revisions, 4 invariants, contract kernel
    200 scopes, 11,780 states, all searched completely, for runs of any
    length; states lost to a shared fingerprint: probability at most
    9.5e-14.

    Contract kernel: callers add, online and remove whole memory blocks, one
    call at a time

          smm  fcr* lmnm umu
    v2-7  V1   V1   -    .
    v2-8  V1   V1   v2   v3

      .    holds: put to the test, and every scope searched completely: runs
           of any length, of up to three memory blocks (kernel) or of ranges
           between up to six chosen pages (any)
      Vn   a cause: on some path no other claim of the row is violated
           first; the shortest story has n operations
      vn   violated, and follows from others: on every path to it one of
           them is violated first
      Vn?  violated; the search for its cause did not finish
      ?    undecided: a limit was reached first
      -    not applicable: nothing in the sweep puts it to the test, so it
           is not violated either
      *    a strict reading, which the series violates by design; it counts
           as a cause only if named with --invariants

      smm   success-means-mapped
      fcr*  flush-covers-range
      lmnm  live-memmap-not-marked
      umu   unused-means-unused

    Findings, and which claims each violates by itself:
      v2-7, kernel: F01: smm; F19: fcr*
      v2-8, kernel: F01: smm; F19: fcr*; follow: lmnm, umu

    What they need on a real machine:
      F01: a failed table allocation is reported as success; needs an add
        that needs two tables of one level (debug_pagealloc, no EDAT1, or
        memmap across 2 GiB), and an allocation of 2 or 16 KiB that fails
      F19: freed first, cleared next, flushed last; needs a CPU that uses
        memory while it is being removed: the premise of the series

    Regressions (held in the row before):
      v2-8 after v2-7, kernel: unused-means-unused v3

    Newly applicable and violated (not put to the test in the row before):
      v2-8 after v2-7, kernel: live-memmap-not-marked v2

    Line by line:
      success-means-mapped
        v2  kernel  violated throughout (V1)
      flush-covers-range
        v2  kernel  violated throughout (V1)
      live-memmap-not-marked
        v2  kernel  not applicable in v2-7, violated from v2-8 (v2)
      unused-means-unused
        v2  kernel  holds in v2-7, broken by v2-8 (v3)

    Shortest stories, at the first row of each violation:
      success-means-mapped
        v2-7, kernel: add section 2 (allocation 3 fails)
      flush-covers-range
        v2-7, kernel: add section 1 (allocation 2 fails)
      live-memmap-not-marked
        v2-8, kernel: add section 1 (allocation 4 fails); add section 2
      unused-means-unused
        v2-8, kernel: add section 1 (allocation 4 fails); add section 2;
          remove section 2

    Repeat:
      tablewalk series v2 --revisions v2-7,v2-8 --contract kernel \\
        --invariants success-means-mapped,flush-covers-range,live-memmap-not-marked,unused-means-unused \\
        --no-files
    "
  `);
});

test('JSON: a cell for each revision, invariant and contract; a violated cell names its file', async () => {
  const files = ['--out', folder.path, '--quiet'];
  const { stdout, stderr } = await cli(['series', 'v2', ...narrow, ...files, '--json']);
  const { schema, cells, regressions, findings } = JSON.parse(stdout);
  expect([schema, cells.length, stderr]).toEqual(['tablewalk/series/1', 8, '']);
  expect(cells[0]).toMatchInlineSnapshot(
    { file: expect.any(String) },
    `
    {
      "byItself": true,
      "calls": 2,
      "closed": true,
      "configuration": "--geometry tiny3 --sections 1,2 --fresh zero --faults go-on",
      "contract": "kernel",
      "file": Any<String>,
      "finding": "F01",
      "followsFrom": [],
      "invariant": "success-means-mapped",
      "judged": 9467,
      "operations": 1,
      "revision": "v2-7",
      "steps": 16,
      "text": "v2-7 violates success-means-mapped: add section 2 (allocation 3 fails)",
      "verdict": "violated",
      "violated": true,
    }
  `,
  );
  // The mark that 8/9 leaves for a section that failed is a consequence; the gate still counts it.
  expect(cells.at(-1)).toMatchObject({
    invariant: 'unused-means-unused',
    byItself: false,
    followsFrom: ['success-means-mapped'],
    finding: null,
  });
  expect(
    findings.map(({ revision, findings: found }: { revision: string; findings: unknown[] }) => [
      revision,
      found,
    ]),
  ).toMatchObject([
    ['v2-7', [{ finding: 'F01', followed: [] }, { finding: 'F19' }]],
    [
      'v2-8',
      [
        { finding: 'F01', followed: ['live-memmap-not-marked', 'unused-means-unused'] },
        { finding: 'F19', followed: [] },
      ],
    ],
  ]);
  for (const { file, verdict, violated } of cells) {
    expect(violated).toBe(verdict === 'violated');
    expect(file !== null && existsSync(file)).toBe(verdict === 'violated');
  }
  const replay = await cli(['replay', folder.at('kernel')]);
  expect(replay.exitCode).toBe(0);
  expect(regressions).toEqual([
    {
      revision: 'v2-8',
      after: 'v2-7',
      invariant: 'unused-means-unused',
      contract: 'kernel',
      strict: false,
    },
  ]);
});

test('Markdown: the same matrix as a table', async () => {
  const argv = ['series', 'v2', ...narrow, '--no-files', '--format', 'markdown'];
  const { stdout } = await cli(argv);
  expect(stdout).toContain('| Revision | smm | fcr\\* | lmnm | umu | Findings |\n| --- | --- |');
  expect(stdout).toContain('| v2-8 | **V1** | **V1** | v2 | v3 | F01, F19 |');
});

describe('--html', () => {
  test('writes a complete file in addition to the other format', async () => {
    const file = folder.at('sub', 'page.html');
    const { exitCode, stderr } = await cli([
      ...['series', 'v2', ...narrow, '--no-files', '--html', file],
    ]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`the page is ${file}`);
    expect(readdirSync(folder.at('sub'))).toEqual(['page.html']);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!DOCTYPE html>[\s\S]*<\/html>\n$/);
  });

  test('to a directory is refused before the search', async () => {
    const runJob = () => Promise.reject(new Error('searched'));
    const { exitCode, stderr } = await cli(['series', 'v1', '--html', folder.path], { runJob });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('; it is a directory');
  });
});

describe('exit codes', () => {
  test('4: with the gate, a row violates a claim that held in the previous row', async () => {
    const argv = ['series', 'v2', ...narrow, '--no-files', '--fail-on', 'regress'];
    const { exitCode, stderr } = await cli(argv);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('--fail-on regress: 1 regression, 0 of them in strict readings');
  });

  test('0: newly applicable and violated is not a regression', async () => {
    const argv = ['series', 'v2', '--revisions', 'v2-7,v2-8', '--contract', 'kernel'];
    const claim = ['--invariants', 'live-memmap-not-marked', '--no-files'];
    const { exitCode, stdout } = await cli([...argv, ...claim, '--fail-on', 'regress']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('v2-8 after v2-7, kernel: live-memmap-not-marked V2');
  });

  test('3: a limit was reached; the matrix shows where', async () => {
    const argv = ['series', 'v2', ...narrow, '--no-files', '--max-states', '2'];
    const { exitCode, stdout } = await cli(argv);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(
      /Undecided:\n {2}v2-7, kernel: \d+ scopes stopped by the limit of states \(2\)/,
    );
  });

  test('130: interrupted, and the matrix is marked as partial', async () => {
    const { exitCode, stdout } = await cli(['series', 'v2', ...narrow, '--no-files'], {
      interrupts: 1,
    });
    expect(exitCode).toBe(130);
    expect(stdout).toContain('INTERRUPTED, the matrix is partial: ');
    expect(stdout).toMatch(/^v2-8 +\? +\? +\? +\?$/m);
  });

  test('2: unknown words; the error lists the known ones', async () => {
    const lines: string[] = [];
    for (const argv of [
      ['v3'],
      ['v1', '--revisions', 'v2-1'],
      ['v1', '--contract', 'kernl'],
      ['v1', '--fail-on', 'regres'],
      ['v1', '--workers', '0'],
      ['v1', '--format', 'pdf'],
    ]) {
      const { exitCode, stdout, stderr } = await cli(['series', ...argv]);
      expect([exitCode, stdout]).toEqual([2, '']);
      lines.push(stderr.trimEnd());
    }
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "tablewalk: error: the series is "v3"; it must be one of v1, v2, all; did you mean v1?
      tablewalk: error: --revisions names v2-1, and series v1 has no row v2-1; it has base, v1-1, v1-2, v1-3, v1-4, v1-5, v1-6, v1-7, v1-8, v1-9, linux-6.12, linux-7.2, error-kept, part-marked, repaired, strict-order, marks-at-once
      tablewalk: error: --contract is "kernl"; it must be one of kernel, any, both; did you mean kernel?
      tablewalk: error: --fail-on is "regres"; it must be one of regress; did you mean regress?
      tablewalk: error: --workers is "0"; it must be a whole number from 1 to 64 (1000, 1_000 and 1e3 are the same)
      tablewalk: error: --format is "pdf"; it must be one of text, markdown, json, html"
    `);
  });
});

test('a proposal given by name is a row', async () => {
  const argv = ['series', 'all', '--revisions', 'linux-5.10,error-kept', '--contract', 'kernel'];
  const claim = ['--invariants', 'success-means-mapped', '--no-files'];
  const { stdout } = await cli([...argv, ...claim]);
  expect(stdout).toMatch(/^linux-5\.10 {2}V1\nerror-kept {2}\.$/m);
  expect(stdout).toMatch(/violated in linux-5\.10 \(V1\), repaired by\s+error-kept/);
});
