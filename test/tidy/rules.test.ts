/** Each project rule on a bad and a good input, then on our files. */
import { describe, expect, test } from 'vitest';
import { filesBelow, type TextFile } from './files.ts';
import {
  beginsWithSentence,
  hasOnePurpose,
  leavesNoTestOut,
  type Rule,
  takesNoHiddenInput,
  waitsForNoClock,
} from './rules.ts';

const source = filesBelow('src', '.ts');
const tests = filesBelow('test', '.ts');
const benchmarks = filesBelow('bench', '.ts');
const examples = filesBelow('examples', '.ts');
const page = [...filesBelow('page', '.ts'), ...filesBelow('page', '.tsx')];

function below(...folders: readonly string[]): TextFile[] {
  return folders.flatMap((folder) => filesBelow(`src/${folder}`, '.ts'));
}

function report(rule: Rule, text: string): string[] {
  return rule({ path: 'some.ts', text });
}

test('the files are found', () => {
  expect(source.length).toBeGreaterThan(90);
  expect(tests.length).toBeGreaterThan(30);
  expect(benchmarks.length).toBeGreaterThan(0);
  expect(page.length).toBeGreaterThan(10);
});

describe('a file starts with a sentence', () => {
  test.each([
    ['nothing', 'export const a = 1;\n'],
    ['an import first', "import './a.ts';\n/** What it is. */\n"],
    ['a plain comment', '// What it is.\n'],
    ['a label', '/** helpers */\n'],
    ['an empty comment', '/** */\n/** Something else. */\n'],
  ])('%s is reported', (_what, text) => {
    expect(report(beginsWithSentence, text)).toEqual([
      'some.ts:1: begin with a doc comment that says in a sentence what the file is for',
    ]);
  });

  test.each([
    '/** What it is. */\nexport const a = 1;\n',
    '#!/usr/bin/env node\n/** What it is. */\n',
    '/**\n * What it is\n * on two lines.\n *\n * More: of it\n */\n',
  ])('a sentence is accepted: %j', (text) => {
    expect(report(beginsWithSentence, text)).toEqual([]);
  });

  test('all files', () => {
    expect(
      [...source, ...tests, ...benchmarks, ...page, ...examples].flatMap(beginsWithSentence),
    ).toEqual([]);
  });
});

describe('no code below the shell rooms reads a clock, a seed or the environment', () => {
  test.each([
    'Math.random()',
    'Date.now()',
    'new Date()',
    'performance.now()',
    "process.env['A']",
    'process.hrtime()',
  ])('%s is reported', (call) => {
    expect(report(takesNoHiddenInput, `// Why.\nconst a = ${call};`)).toEqual([
      'some.ts:2: hidden input; take seed, clock and options as arguments',
    ]);
  });

  test('an injected clock is accepted', () => {
    expect(report(takesNoHiddenInput, 'const a = hooks.now();')).toEqual([]);
  });

  test('all files', () => {
    const files = below(
      'model',
      'invariants',
      'explorer',
      'conformance',
      'trace',
      'report',
      'config',
    );
    expect(files.flatMap(takesNoHiddenInput)).toEqual([]);
  });
});

describe('no test is skipped', () => {
  // Assembled here, so that this file does not violate the rule that it tests.
  test.each([
    ['test', 'skip'],
    ['it', 'only'],
    ['describe', 'todo'],
    ['test', 'concurrent', 'skip'],
    ['test', 'skipIf'],
  ])('%s.%s is reported', (...words) => {
    expect(report(leavesNoTestOut, `${words.join('.')}('a', () => {});`)).toHaveLength(1);
  });

  test('test.fails and a generator that skips are accepted', () => {
    expect(report(leavesNoTestOut, "test.fails('a', b);\nsource.skip(1);")).toEqual([]);
  });

  test('all files', () => {
    expect([...tests, ...examples].flatMap(leavesNoTestOut)).toEqual([]);
  });
});

describe('no test waits for time', () => {
  test.each(['set'.concat('Timeout(done, 10)'), 'set'.concat('Interval(look, 10)')])(
    '%s is reported',
    (call) => {
      expect(report(waitsForNoClock, call)).toEqual([
        'some.ts:1: a test waits for an event, never for time',
      ]);
    },
  );

  test('a turn of the event loop is accepted', () => {
    expect(report(waitsForNoClock, 'setImmediate(done)')).toEqual([]);
  });

  test('all files', () => {
    expect(tests.flatMap(waitsForNoClock)).toEqual([]);
  });
});

describe('a file of src or page has at most 300 lines', () => {
  test('301 lines are reported, blank ones count', () => {
    expect(report(hasOnePurpose, `a${'\n\na\na'.repeat(99)}\n\na\n`)).toEqual([]);
    expect(report(hasOnePurpose, `a${'\n\na\na'.repeat(100)}\n`)).toEqual([
      'some.ts:1: 301 lines; split at 300',
    ]);
  });

  test('all files', () => {
    expect([...source, ...page].flatMap(hasOnePurpose)).toEqual([]);
  });
});
