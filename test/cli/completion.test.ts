/** Completion is tested through bash itself; zsh and fish offer the same words. */
import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { allInvariantIds } from '../../src/invariants/catalogue.ts';
import { revisionNames } from '../../src/subjects/vmem/kernel/revisions.ts';
import { mutantIds } from '../../src/subjects/vmem/mutation/catalogue.ts';
import { presetNames } from '../../src/subjects/vmem/scope/presets.ts';
import { cli } from '../support/fake-io.ts';

const scripts: Record<string, string> = {};
beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { exitCode, stdout, stderr } = await cli(['completion', shell]);
    expect([exitCode, stderr]).toEqual([0, '']);
    scripts[shell] = stdout;
  }
});

/** The completions that bash offers for the last word of each line; `=` is a separate word. */
function offered(...lines: readonly string[]): string[][] {
  const asked = lines.map((line) => {
    const words = ['tablewalk', ...line.split(' ')].map((word) => `'${word}'`);
    return `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _tablewalk || :; echo "\${COMPREPLY[*]}"`;
  });
  // Loaded twice, as when a user sources the start-up file again. compopt fails outside interactive
  // completion, so its errors are ignored.
  const program = [scripts['bash'], scripts['bash'], 'compopt() { :; }', ...asked].join('\n');
  const output = execFileSync('bash', ['--norc', '--noprofile', '-eu'], {
    input: program,
    encoding: 'utf8',
  });
  const answers = output.split('\n').slice(0, -1);
  return answers.map((answer) => answer.split(' ').filter((word) => word !== ''));
}

describe('bash', () => {
  test('commands, and commands of commands', () => {
    expect(offered('', 'c', 'corpus ', 'help co', 'corpus help r', 'completion ')).toEqual([
      [
        ...[
          'check',
          'sample',
          'size',
          'replay',
          'show',
          'explain',
          'shrink',
          'bisect',
          'corpus',
          'series',
        ],
        ...[
          'claims',
          'conform',
          'record',
          'source',
          'diff',
          'mutate',
          'plan',
          'run-jobs',
          'merge',
          'swarm',
          'ui',
          'list',
          'completion',
          'help',
        ],
      ],
      ['check', 'corpus', 'claims', 'conform', 'completion'],
      ['add', 'list', 'run', 'prune', 'help'],
      ['corpus', 'conform', 'completion'],
      ['run'],
      ['bash', 'zsh', 'fish'],
    ]);
  });

  test('options of the typed command only', () => {
    expect(offered('check --se', 'replay --re', 'corpus run --', '--v', 'list -')).toEqual([
      ['--section-size', '--sections', '--search'],
      ['--revision', '--reporter'],
      [
        ['--dir', '--revision', '--expect', '--reporter', '--system'],
        ['--workers', '--time-limit', '--max-memory'],
        ['--json', '--color', '--quiet', '--source', '--with', '--lazy', '--help'],
      ].flat(),
      ['--version'],
      ['--system', '--arch', '--json', '--color', '--quiet', '-h', '--help'],
    ]);
  });

  test('every value of an option with fixed values', () => {
    const lines = [
      'check --revision ',
      'sample --preset ',
      'check --invariants ',
      'mutate --mutants ',
      'series v2 --revisions ',
      'check --geometry tiny',
      'corpus run --expect ',
      'diff v1-',
      'list ',
    ];
    expect(offered(...lines)).toEqual([
      revisionNames,
      presetNames,
      allInvariantIds,
      mutantIds,
      revisionNames,
      ['tiny3', 'tiny4', 'tiny5'],
      ['reproduced', 'fixed', 'different'],
      Array.from({ length: 9 }, (_, index) => `v1-${index + 1}`),
      ['revisions', 'invariants', 'features', 'presets', 'threads', 'goals', 'mutants', 'claims'],
    ]);
  });

  test('values after an equals sign, and later items of a list', () => {
    expect(
      offered(
        'check --revision = linux-5.1',
        'check --revision =',
        'check --revision=linux-5.1',
        'check --invariants freed-once,unused-',
        'check --invariants=freed-once,unused-t',
      ),
    ).toEqual([
      ['linux-5.10'],
      revisionNames,
      ['--revision=linux-5.10'],
      ['freed-once,unused-means-unused', 'freed-once,unused-tail-valid'],
      ['--invariants=freed-once,unused-tail-valid'],
    ]);
  });

  test('after a plus, features and mutants of a revision', () => {
    expect(
      offered(
        'check --revision linux-5.10+keeps',
        'diff v2-8 v2-9+no-keeps',
        'replay x --revision=base+mutant-drop-fl',
        'series v2 --revisions v2-7,v2-8+keepsErrorCode+mutant-drop-fl',
        'check --preset quick+',
      ),
    ).toEqual([
      ['linux-5.10+keepsErrorCode'],
      ['v2-9+no-keepsErrorCode'],
      ['--revision=base+mutant-drop-flush'],
      ['v2-7,v2-8+keepsErrorCode+mutant-drop-flush'],
      [],
    ]);
  });

  test('files, directories, numbers and hostile words are left to the shell', () => {
    const lines = ['replay ', 'check --out ', 'check --max-states ', 'check $(exit) `x` ;'];
    expect(offered(...lines)).toEqual([[], [], [], []]);
  });
});

describe('zsh and fish', () => {
  test('zsh: names with descriptions, values, files', () => {
    const lines = scripts['zsh'].split('\n').map((line) => line.trim());
    expect(lines[0]).toBe('#compdef tablewalk');
    expect(lines.at(-2)).toBe('fi');
    expect(lines).toContain("compadd -- 'reproduced' 'fixed' 'different'");
    expect(lines).toContain(
      `compset -P '*,'; compadd -- ${mutantIds.map((id) => `'${id}'`).join(' ')}`,
    );
    expect(lines.filter((line) => line === '_files')).not.toEqual([]);
    expect(scripts['zsh']).toContain(
      "if compset -P '*+'; then compadd -- 'removesRecursively' 'addsRecursively' ",
    );
    expect(scripts['zsh']).toContain("'list:List presets, revisions, invariants and other names.'");
  });

  test('fish: a line for each option of each command', () => {
    const lines = scripts['fish'].split('\n');
    const head = "complete -c tablewalk -n '__tablewalk_at tablewalk";
    expect(lines).toContain(
      `${head}' -a list -d 'List presets, revisions, invariants and other names.'`,
    );
    expect(lines).toContain(
      `${head} corpus run' -l expect -x -a 'reproduced fixed different' -d 'reproduced, fixed, different: exit with 4 if any file has another outcome'`,
    );
    expect(lines).toContain(`${head} replay' -F`);
    expect(scripts['fish']).toContain(
      `${head} replay' -l revision -x -a '(__tablewalk_variants ${revisionNames.join(' ')} -- removesRecursively `,
    );
    expect(lines).toContain(`${head} check' -s h -l help -d 'display help for command'`);
  });
});

test('an unsupported shell is refused by name', async () => {
  const { exitCode, stderr } = await cli(['completion', 'bosh']);
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    'tablewalk: error: the shell is "bosh"; it must be one of bash, zsh, fish; did you mean bash?\n',
  );
});
