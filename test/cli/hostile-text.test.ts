/** No text from files, arguments or names controls a terminal or a CI runner. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { actingIn, raw } from '../support/acting-text.ts';
import { falseSuccess } from '../support/counterexamples.ts';
import type { CliOptions } from '../support/fake-io.ts';
import { rememberingCli } from '../support/remembered-jobs.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { contentOfVmem } from '../support/vmem-files.ts';

// Each command prints the same result in each of its formats.
const cli = rememberingCli();
const folder = folderForEachTest();

/**
 * C0 and C1 controls, a direction mark, a zero-width character, Unicode line ends, an unpaired
 * surrogate, and runner commands.
 */
const hostile =
  '\u001b]0;x\u0007\u009b31m\u202e\u200b\u2028\u2066\ufeff\ud800\u{e0041}\r\n::error file=x::forged\n \u00a0::set-env name=A::b\n##vso[task.complete]##[error]x';
/**
 * The same as a file name: without characters that file systems reject, and with the runner command
 * on a line of its own.
 */
const hostileName = 'a\u001b[31m\u202e\n::error file=x::forged\n##[error]b';

async function actingOf(argv: readonly string[], options: CliOptions = {}): Promise<string[]> {
  const { stdout, stderr, exitCode } = await cli(argv, options);
  // Exit code 70 would be a bug.
  expect([argv, exitCode]).not.toEqual([argv, 70]);
  expect(stdout + stderr).not.toBe('');
  const isGithub = argv.includes('github');
  const meant = isGithub ? stdout.replaceAll(/^::(?:error|notice) [^\r\n]*$/gm, '') : stdout;
  return [...actingIn(meant), ...actingIn(stderr)];
}

function hostileFile(change: object = {}): string {
  const content = {
    ...contentOfVmem(falseSuccess()),
    tool: `${hostile} > On Monday x wrote:`,
    claim: hostile,
    text: hostile,
    ...change,
  };
  return folder.write(`${hostileName}.json`, JSON.stringify(content));
}

test('the patterns find every hostile text', () => {
  for (const character of hostile.replaceAll(/[\n\u00a0\x20-\x7e]/g, '')) {
    expect([character, actingIn(`x${character}x`).length]).toEqual([character, 1]);
  }
  for (const line of ['::error::x', ' \u00a0::error::x', 'x ##[error]x', '##vso[x]']) {
    expect([line, actingIn(`x\n${line}`).length]).toEqual([line, 1]);
  }
});

describe('a counterexample file with hostile text in every string', () => {
  const reporters = ['junit', 'sarif', 'github'].map((name) => ['--reporter', name]);
  const forms = [[], ['--json'], ['--color', 'always']];

  test('replay, on its revision and on a repaired one', async () => {
    const file = hostileFile();
    for (const form of [[], ['--json'], ...reporters]) {
      for (const revision of [[], ['--revision', 'repaired'], ['--revision', 'base']]) {
        expect(await actingOf(['replay', file, ...form, ...revision])).toEqual([]);
      }
    }
  });

  test.each(['text', 'mail', 'json', 'mermaid', 'itf', 'html'])(
    'show --format %s',
    async (format) => {
      const file = hostileFile();
      expect(await actingOf(['show', file, '--format', format])).toEqual([]);
      const out = folder.at(`out-${hostileName}`);
      await cli(['show', file, '--format', format, '--out', out]);
      expect(actingIn(readFileSync(out, 'utf8'))).toEqual([]);
    },
  );

  test('a mail is plain ASCII', async () => {
    const file = hostileFile({ tool: '0.1.0 \u{1f600} é' });
    const { stdout } = await cli(['show', file, '--format', 'mail']);
    expect(stdout).toContain('Found with: tablewalk 0.1.0 \\ud83d\\ude00 \\u00e9, on a bounded');
    expect(stdout.replaceAll(/[\n\x20-\x7e]/g, '')).toBe('');
  });

  test('shrink, explain, bisect', async () => {
    const file = hostileFile();
    for (const form of forms) {
      if (form[0] !== '--color') {
        expect(await actingOf(['shrink', file, '--out', folder.at(hostileName), ...form])).toEqual(
          [],
        );
        expect(await actingOf(['explain', file, ...form])).toEqual([]);
        expect(await actingOf(['bisect', file, ...form])).toEqual([]);
      }
    }
    expect(actingIn(readFileSync(folder.at(hostileName), 'utf8'), [raw])).toEqual([]);
  });

  test('corpus', async () => {
    const file = hostileFile();
    const dir = ['--dir', folder.at(`corpus ${hostileName}`)];
    for (const form of [[], ['--json']]) {
      // The first run adds the file, the second skips it.
      expect(await actingOf(['corpus', 'add', file, ...dir, ...form])).toEqual([]);
      expect(await actingOf(['corpus', 'list', ...dir, ...form])).toEqual([]);
      const prune = ['corpus', 'prune', ...dir, '--revision', 'repaired', ...form];
      expect(await actingOf(prune)).toEqual([]);
    }
    for (const form of [[], ['--json'], ...reporters]) {
      const run = ['corpus', 'run', ...dir, '--expect', 'fixed', ...form];
      expect(await actingOf(run)).toEqual([]);
    }
    const [kept] = readdirSync(dir[1]);
    const stored = readFileSync(folder.at(`corpus ${hostileName}`, kept), 'utf8');
    expect(actingIn(stored, [raw])).toEqual([]);
  });

  test('the summary of a job', async () => {
    const summary = folder.at('summary.md');
    const env = { GITHUB_STEP_SUMMARY: summary };
    await cli(['replay', hostileFile(), '--reporter', 'github', '--revision', 'repaired'], { env });
    expect(actingIn(readFileSync(summary, 'utf8'))).toEqual([]);
  });

  test('its error is reported in one line', async () => {
    const wrong = [
      { request: { ...falseSuccess().request, revision: hostile } },
      { request: { ...falseSuccess().request, [hostile]: 1 } },
      { [hostile]: 1 },
      { [`toool${hostile}`]: 1 },
      { invariant: hostile },
      { schema: hostile },
      { operations: [{ op: 'add\u001b\u202e' }] },
      { operations: [{ op: 'add', sections: [2], [hostile]: 1 }] },
      { operations: [{ op: 'add', sections: [2], start: hostile }] },
      { expected: { [hostile]: 1 } },
      { expected: { invariant: hostile } },
    ];
    for (const change of wrong) {
      const file = hostileFile(change);
      const argvs = [
        ['replay', file],
        ['show', file],
        ['shrink', file, '--out', folder.at('x.json')],
        ['explain', file],
        ['bisect', file],
        ['corpus', 'add', file, '--dir', folder.at('corpus')],
        ['corpus', 'list', '--dir', folder.path],
      ];
      for (const argv of argvs) {
        const { exitCode, stderr } = await cli(argv);
        if (exitCode === 2) expect([argv, stderr.split('\n').length]).toEqual([argv, 2]);
        expect(await actingOf(argv)).toEqual([]);
      }
    }
    for (const content of [
      '',
      '{',
      hostile,
      `{"${'a'}": ${hostile}`,
      '\u001b',
      `{"\u202e":1,"\u202e":2}`,
    ]) {
      expect(await actingOf(['replay', folder.write(hostileName, content)])).toEqual([]);
    }
  });
});

test('arguments', async () => {
  const argvs = [
    [hostile],
    [`--${hostile}`],
    ['check', hostile],
    ['check', `--${hostile}`],
    ['check', '--preset', hostile],
    ['check', '--revision', hostile],
    ['check', '--revision', `linux-5.10+${hostile}`],
    ['check', '--invariants', hostile],
    ['check', '--max-states', hostile],
    ['check', '--sections', hostile],
    ['check', '--resume', hostile],
    ['check', '--reporter', hostile],
    ['sample', '--seed', hostile],
    ['size', '--preset', hostile],
    ['replay', hostile],
    ['replay', '/dev/null', '--revision', hostile],
    ['show', hostile, '--format', hostile],
    ['corpus', hostile],
    ['series', hostile],
    ['series', 'v2', '--revisions', hostile],
    ['claims', '--only', hostile],
    ['conform', hostile],
    ['diff', hostile, 'base'],
    ['mutate', '--mutants', hostile],
    ['list', hostile],
    ['completion', hostile],
    ['ui', hostile],
  ];
  for (const argv of argvs) {
    const { stdout, stderr } = await cli(argv);
    expect([argv, stdout, stderr.split('\n').length]).toEqual([argv, '', 2]);
    expect(await actingOf(argv)).toEqual([]);
  }
});

describe('names of folders and files', () => {
  test('check and sample', async () => {
    const out = ['--out', folder.at(hostileName)];
    for (const form of [
      [],
      ['--json'],
      ['--reporter', 'junit'],
      ['--reporter', 'sarif'],
      ['--reporter', 'github'],
    ]) {
      expect(await actingOf(['check', ...out, ...form])).toEqual([]);
    }
    for (const form of [[], ['--json']]) {
      expect(await actingOf(['sample', '--runs', '50', ...out, ...form])).toEqual([]);
    }
    writeFileSync(folder.at('file'), '');
    expect(await actingOf(['check', '--out', folder.at('file', hostileName)])).toEqual([]);
  });

  test('series', async () => {
    const html = folder.at(`\`${hostileName}\`.html`);
    const series = ['series', 'v2', '--revisions', 'v2-7,v2-8', '--max-states', '200'];
    const out = ['--out', folder.at(`\`${hostileName}`), '--html', html];
    for (const form of [[], ['--format', 'markdown'], ['--json'], ['--reporter', 'github']]) {
      expect(await actingOf([...series, ...out, ...form])).toEqual([]);
    }
    expect(actingIn(readFileSync(html, 'utf8'), [raw])).toEqual([]);
  });
});

describe('recordings', () => {
  const golden = 'test/golden/linux-5.9-rc1.t4-56-oops.jsonl.gz';
  const lines = gunzipSync(readFileSync(golden)).toString().trimEnd().split('\n');
  const [header, first] = lines.map((line): object => JSON.parse(line));
  const recorded = (...objects: readonly object[]): string =>
    folder.write(`${hostileName}.jsonl`, objects.map((one) => JSON.stringify(one)).join('\n'));

  test('unknown fields, operations, events and revisions', async () => {
    const wrong = [
      [{ ...header, [hostile]: 1 }, first],
      [{ ...header, revision: hostile }, first],
      [{ ...header, format: hostile }, first],
      [{ ...header, name: hostile }, first],
      [header, { ...first, [hostile]: 1 }],
      [header, { ...first, op: hostile }],
      [header, { ...first, events: [[hostile, '0x0', hostile]] }],
      [header, { ...first, start: hostile }],
      [header, { ...first, state: { [hostile]: 1 } }],
      [header, { ...first, events: [['lock'], ['unlock']] }],
      [header],
    ];
    for (const objects of wrong) {
      const file = recorded(...objects);
      for (const form of [
        [],
        ['--json'],
        ['--reporter', 'junit'],
        ['--reporter', 'sarif'],
        ['--reporter', 'github'],
      ]) {
        expect(await actingOf(['conform', file, ...form])).toEqual([]);
        expect(await actingOf(['conform', file, '--skip-unknown-revisions', ...form])).toEqual([]);
      }
    }
  });
});

test('a C source', async () => {
  const texts = [
    '',
    hostile,
    `int f(void) { return "${hostile}"; }`,
    `#error ${hostile}\n`,
    `#include "${hostile}"\nint vmem_add_mapping(void) { return ${hostile}; }`,
  ];
  for (const text of texts) {
    const file = folder.write(`${hostileName}.c`, text);
    for (const form of [[], ['--json']]) {
      expect(await actingOf(['source', file, ...form])).toEqual([]);
      expect(await actingOf(['source', file, '--with', file, ...form])).toEqual([]);
    }
    expect(await actingOf(['conform', 'test/golden', '--source', file])).toEqual([]);
  }
});
