/**
 * Plain technical English: refuses words and constructions that we replaced, with a suggestion for
 * each.
 */
import { expect, test } from 'vitest';
import { filesBelow, filesNamed } from './files.ts';
import { findings, type Rule } from './rules.ts';

/** Each pattern with its replacement. */
const refused: readonly (readonly [RegExp, string])[] = [
  [/\b(tells?|told|telling)\b/i, 'reports, says'],
  [/\b(go|goes|gone|went) on\b/i, 'continues, is resumed'],
  [
    /\b(nobody|somebody|everybody|whoever|whomever|whom)\b/i,
    'nothing, no thread, another thread, any user',
  ],
  [
    /\b(thread|worker|call|caller's|page|table|step|state|entry|program|file|search|machine|block|section|claim|line) who\b/i,
    'which, that',
  ],
  [/\bat hand\b/i, 'current'],
  [/\bso many\b/i, 'N, this number of'],
  [/\b(asked|looked) for\b/i, 'requested, searched'],
  [/\bmet\b/i, 'seen, discovered'],
  [/\bdear\b/i, 'expensive'],
  [/\bin vain\b/i, 'without success'],
  [/\bbut for\b/i, 'except'],
  [/\bwhat(ever)? (became|becomes) of\b/i, 'the outcome of'],
  [/\bbugs? of (ours|tablewalk)\b/i, 'a bug in tablewalk'],
  [/\b(code|engine|proposal|question|reading|revision|search|text)s? of ours\b/i, 'our own ...'],
  [/\bhalf way\b/i, 'halfway'],
  [/\bas (a|the) subject has\b/i, 'as a member of the subject'],
  [/\/\*\* (As `[^`]+`,|As `[^`]+` has)/, 'Like `...`; See `...`'],
  [/\/\*\* (Of (all|a|an|each|one|the|this) |What (is|was|must|another|of) )/, 'a noun first'],
];

/** Exceptions: names of the public API, data in files, a claim, and toys about people. */
const kept =
  /\btell(?=[(<]|,$|,? \})|@link tell|tell\.ts|'at hand'|"at hand"|belongs to nobody|sees (nobody|no one)|somebody-\w+|nobody inside|Nobody looks|'met sets'/gm;

function old(path: string, text: string): string[] {
  const rest = text.replaceAll(kept, '');
  return refused.flatMap(([pattern, remedy]) => {
    const rule: Rule = (file) => findings(file, pattern, `write: ${remedy}`);
    return rule({ path, text: rest });
  });
}

test.each([
  '/** It tells what it found. */',
  '// The search goes on.',
  "test('nobody waits', wait);",
  'A thread who waits.',
  'so many states',
  'const told = 1;',
  'this is a bug of ours',
  '/** Of the whole run. */',
  '/** What is left. */',
  '/** As `load`, for a copy. */',
])('%s is refused', (line) => {
  expect(old('some.ts', line)).toHaveLength(1);
});

test.each([
  '/** It reports what it found; readers who know the code may skip it. */',
  'const goOn = atHand;',
  'import { tell } from "tablewalk";',
  'toldAgain(metadata);',
])('%s is not', (line) => {
  expect(old('some.ts', line)).toEqual([]);
});

test('src, page, docs and tests contain none', () => {
  const files = [
    ...filesBelow('src', '.ts'),
    ...filesBelow('src', '.md'),
    ...filesBelow('page', '.ts'),
    ...filesBelow('page', '.tsx'),
    ...filesBelow('docs', '.md'),
    ...filesBelow('test', '.ts').filter(({ path }) => path !== 'test/tidy/words.test.ts'),
    ...filesBelow('test', '.md'),
    ...filesBelow('docs-tools', '.ts'),
    ...filesBelow('build', '.ts'),
    ...filesBelow('bench', '.ts'),
    ...filesBelow('examples', '.md'),
    ...filesNamed('README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'),
  ].filter(({ path }) => !path.startsWith('docs/output/') && !path.startsWith('docs/api/'));
  expect(files.flatMap(({ path, text }) => old(path, text))).toEqual([]);
});
