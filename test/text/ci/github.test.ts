/** GitHub: annotations and the job summary; no text breaks out of its line. */
import { test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { githubCommands, githubSummary } from '../../../src/text/ci/github.ts';
import { anyCases, report } from '../../commands/ci-reports.ts';

test('GitHub: annotations', () => {
  expect(githubCommands(report)).toMatchInlineSnapshot(`
    "::error file=out/a b%2Cc.json,line=1,title=tablewalk%3A freed-once::it is freed twice
    ::error title=tablewalk%3A freed-once::undecided
    ::error file=/tmp/100%25%2Cx%3Ay.json,line=7,title=tablewalk%3A hostile|\`<b>@you::50%25: a%0D%0A::error::x, "<&>" ]]>[31m
    ::notice title=tablewalk%3A freed-once::a strict reading
    tablewalk check: VIOLATED: 2 of 6 claims"
  `);
});

test('GitHub: summary', () => {
  expect(githubSummary(report)).toMatchInlineSnapshot(`
    "## tablewalk check

    VIOLATED: 2 of 6 claims

    | | | |
    | --- | --- | --- |
    | **failed** | failed | it is freed twice |
    | **undecided** | open | undecided |
    | noted | strict | a strict reading |
    | skipped | untested | nothing put it to the test |
    | **failed** | hostile&#124;&#96;&lt;b&gt;&#64;you | 50%: a ::error::x, "&lt;&amp;&gt;" &#93;&#93;&gt;&#91;31m |

    <details><summary>failed</summary>

    \`\`\`text
    A story
    of two lines.
    \`\`\`

    </details>

    <details><summary>hostile&#124;&#96;&lt;b&gt;&#64;you</summary>

    \`\`\`\`text
    ]]> and \`\`\` and </details>
    \`\`\`\`

    </details>

    1 case passed.
    "
  `);
});

test('GitHub: a custom summary replaces the table', () => {
  expect(githubSummary({ ...report, markdown: '| a matrix |' })).toBe(
    '## tablewalk check\n\nVIOLATED: 2 of 6 claims\n\n| a matrix |\n',
  );
});

test('GitHub: of more than ten annotations, nine are shown and the rest is counted', () => {
  const cases = Array.from({ length: 12 }, () => report.cases[1]);
  const lines = githubCommands({ ...report, cases }).split('\n');
  expect(lines).toHaveLength(11);
  expect(lines[9]).toBe('::error title=tablewalk::3 more results: see the job summary');
  expect(githubCommands({ ...report, cases: cases.slice(0, 10) }).split('\n')).toHaveLength(11);
});

property.prop([anyCases])('a line is a command or the verdict', (some) => {
  const lines = githubCommands({ ...report, cases: some }).split(/\r\n|[\r\n]/);
  const reported = some.filter(({ status }) => /failed|error|noted/.test(status)).length;
  expect(lines).toHaveLength(reported + 1);
  expect(lines.filter((line) => line.startsWith('::'))).toHaveLength(reported);
});
