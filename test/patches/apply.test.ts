/** Diffs in mails: applied completely, or rejected with an error that names the hunk. */
import { describe, expect, test } from 'vitest';
import { diffsOf } from '../../src/patches/file-diffs.ts';
import { patchFiles } from '../../src/patches/patched-files.ts';

const path = 'arch/s390/mm/vmem.c';
const lines = Array.from({ length: 40 }, (_, at) => `line ${at + 1}`);
const text = `${lines.join('\n')}\n`;
const hunk = (at: number, to: string, start = at) =>
  `@@ -${start - 1},3 +${start - 1},3 @@\n line ${at - 1}\n-line ${at}\n+${to}\n line ${at + 1}\n`;
const diff = (...hunks: readonly string[]) =>
  `diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n${hunks.join('')}`;

function outcomeOf(mail: string, given = text) {
  const outcome = patchFiles([{ path, text: given }], diffsOf(mail));
  switch (outcome.kind) {
    case 'applied':
      return outcome.files[0].text === given ? 'the same text' : changesOf(outcome.files[0].text);
    case 'failed':
      return outcome.problem;
    default:
      return outcome.kind;
  }
}

function changesOf(after: string): string {
  const now = after.split(/\r?\n/);
  return now
    .flatMap((line, at) => (line === lines[at] || line === '' ? [] : [`${at + 1}: ${line}`]))
    .join('; ');
}

describe('a mail', () => {
  test('with text before the diff and a signature after it', () => {
    const words = 'Subject line\n\n--- what was\n---\n x.c | 2 +-\n\n';
    expect(outcomeOf(`${words}${diff(hunk(5, 'five'))}-- \n2.39\n\n+ a list\n`)).toBe('5: five');
  });

  test('with names without a/ and b/, or without a line of git', () => {
    const plain = diff(hunk(5, 'five')).replaceAll(/ [ab]\//g, ' ');
    expect(outcomeOf(plain)).toBe('5: five');
    expect(outcomeOf(plain.replace(/^diff.*\nindex.*\n/, ''))).toBe('5: five');
    expect(outcomeOf(diff(hunk(5, 'five')).replace(/^diff.*\nindex.*\n/, 'words\n'))).toBe(
      '5: five',
    );
  });

  test('with removed and added lines that look like file names', () => {
    const given = text.replace('line 5\n', '-- a\n');
    const odd = diff(
      hunk(5, '++ b')
        .replace('-line 5', '--- a')
        .replace('+++ b', '+++ b\n+@@ c')
        .replace(',3 @@', ',4 @@'),
    );
    expect(outcomeOf(odd, given)).toContain('5: ++ b; 6: @@ c');
  });

  test('with empty context lines that lost their leading space', () => {
    const given = text.replace('line 4\n', '\n');
    expect(outcomeOf(diff(hunk(5, 'five')).replace(' line 4\n', '\n'), given)).toBe('5: five');
  });

  test('that touches other files, copies the file, or has no diff', () => {
    expect(outcomeOf(diff(hunk(5, 'five')).replaceAll('vmem.c', 'init.c'))).toBe('untouched');
    expect(outcomeOf(diff(hunk(5, 'five')).replaceAll(path, `../../${path}`))).toBe('untouched');
    expect(
      outcomeOf(
        `diff --git a/${path} b/x.c\nsimilarity index 100%\ncopy from ${path}\ncopy to x.c\n`,
      ),
    ).toBe('untouched');
    expect(outcomeOf('Acked-by: A Reviewer\n> diff --git a/x b/x\n')).toBe('empty');
  });

  test('is applied completely or not at all, also with CRLF line ends', () => {
    expect(outcomeOf(diff(hunk(5, 'five'), hunk(20, 'twenty')))).toBe('5: five; 20: twenty');
    expect(outcomeOf(diff(hunk(5, 'five')), text.replaceAll('\n', '\r\n'))).toBe('5: five');
  });

  test('finds its lines at an offset, also for line numbers just past the end of the file; numbers far beyond it are refused', () => {
    expect(outcomeOf(diff(hunk(5, 'five', 9)))).toBe('5: five');
    const far = (start: string) =>
      outcomeOf(diff(hunk(5, 'five')).replace('-4,3 +4,3', `-${start},3 +${start},3`));
    expect(far('999')).toBe('5: five');
    for (const digits of [8, 30, 400]) {
      expect(far('9'.repeat(digits))).toContain('has invalid line numbers');
    }
  });
});

describe('a patch that does not apply names the hunk', () => {
  test.each([
    [
      'the third of three',
      diff(hunk(5, 'five'), hunk(20, 'twenty'), hunk(30, 'thirty').replace('-line 30', '-line 31')),
      'hunk 3 of 3 (@@ -29,3 +29,3 @@) does not apply',
    ],
    [
      'one before the first',
      diff(hunk(20, 'twenty'), hunk(5, 'five')),
      'hunk 2 of 2 (@@ -4,3 +4,3 @@) is not after the previous one',
    ],
    ['a truncated one', diff(hunk(5, 'five').replace(' line 6\n', '')), 'its diff is broken: '],
    [
      'one with too many lines',
      diff(hunk(5, 'five').replace('+five\n', '+five\n+six\n')),
      'its diff is broken: ',
    ],
    [
      'one with a wrong count',
      diff(hunk(5, 'five').replace(',3 +', `,${'9'.repeat(30)} +`)),
      'its diff is broken: ',
    ],
    [
      'one without numbers',
      diff(hunk(5, 'five').replace('-4,3 +4,3', '-x,3 +4,3')),
      'its diff is broken: ',
    ],
    [
      'a binary one',
      `diff --git a/${path} b/${path}\nindex 1..2\nGIT binary patch\nliteral 3\nabc\n`,
      'it is a binary patch',
    ],
    [
      'one that removes the file',
      diff(hunk(5, 'five')).replace(`+++ b/${path}`, '+++ /dev/null'),
      'it removes arch/s390/mm/vmem.c',
    ],
    [
      'one that creates it',
      `--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+x\n`,
      'it creates arch/s390/mm/vmem.c, which already exists',
    ],
  ])('%s', (_, mail, problem) => {
    expect(outcomeOf(mail)).toContain(problem);
  });
});

test('a file that is moved is followed', () => {
  const moved = `diff --git a/${path} b/mm/vmem.c\nsimilarity index 90%\nrename from ${path}\nrename to mm/vmem.c\n--- a/${path}\n+++ b/mm/vmem.c\n${hunk(5, 'five')}`;
  expect(patchFiles([{ path, text }], diffsOf(moved))).toEqual({
    kind: 'applied',
    files: [{ path: 'mm/vmem.c', text: text.replace('line 5\n', 'five\n') }],
  });
});
