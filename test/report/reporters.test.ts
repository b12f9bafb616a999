/** JUnit, SARIF and GitHub: whole documents, from results as kind and as hostile as they come. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { CiCase, CiReport } from '../../src/report/ci-report.ts';
import { githubCommands, githubSummary } from '../../src/report/github.ts';
import { junitXml } from '../../src/report/junit.ts';
import { sarifText } from '../../src/report/sarif.ts';

const base: CiCase = {
  group: ['check', 'linux-5.10'],
  name: 'freed-once',
  status: 'passed',
  rule: 'freed-once',
  message: 'Nothing is freed that is not allocated.',
  details: '',
  file: null,
  line: null,
  kernelFunction: null,
};

const rule = {
  id: 'freed-once',
  claim: 'Nothing is freed that is not allocated.',
  why: 'A double free hands the same memory to two owners.',
  source: 'page allocator.',
};

/** One case of each status, and one that tries to break out of every format. */
const report: CiReport = {
  version: '0.1.0',
  name: 'check',
  verdict: 'VIOLATED: 2 of 6 claims',
  rules: [rule],
  cases: [
    base,
    {
      ...base,
      name: 'failed',
      status: 'failed',
      message: 'it is freed twice',
      details: 'A story\nof two lines.',
      file: 'out/a b,c.json',
      line: 1,
      kernelFunction: 'vmemmap_free',
    },
    { ...base, name: 'open', status: 'error', message: 'undecided' },
    { ...base, name: 'strict', status: 'noted', message: 'a strict reading', details: 'Story.' },
    { ...base, name: 'untested', status: 'skipped', message: 'nothing put it to the test' },
    {
      ...base,
      group: ['check', '<i>"&'],
      name: 'hostile|`<b>@you',
      status: 'failed',
      rule: null,
      message: '50%: a\r\n::error::x, "<&>" ]]>[31m',
      details: ']]> and ``` and </details>',
      file: '/tmp/100%,x:y.json',
      line: 7,
    },
  ],
};

test('JUnit', async () => {
  expect(await junitXml(report)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="tablewalk check" tests="6" failures="2" errors="1" skipped="1">
      <testsuite name="tablewalk.check.linux-5.10" time="0" tests="5" failures="1" errors="1" skipped="1">
        <properties>
          <property name="version" value="0.1.0"/>
          <property name="verdict" value="VIOLATED: 2 of 6 claims"/>
        </properties>
        <testcase classname="tablewalk.check.linux-5.10" name="freed-once" time="0"/>
        <testcase classname="tablewalk.check.linux-5.10" name="failed" time="0" file="out/a b,c.json">
          <failure message="it is freed twice" type="freed-once"><![CDATA[A story
    of two lines.]]></failure>
        </testcase>
        <testcase classname="tablewalk.check.linux-5.10" name="open" time="0">
          <error message="undecided" type="freed-once"><![CDATA[undecided]]></error>
        </testcase>
        <testcase classname="tablewalk.check.linux-5.10" name="strict" time="0">
          <system-out><![CDATA[noted: a strict reading

    Story.]]></system-out>
        </testcase>
        <testcase classname="tablewalk.check.linux-5.10" name="untested" time="0">
          <skipped/>
          <system-out><![CDATA[nothing put it to the test]]></system-out>
        </testcase>
      </testsuite>
      <testsuite name="tablewalk.check.&lt;i>&quot;&amp;" time="0" tests="1" failures="1" errors="0" skipped="0">
        <properties>
          <property name="version" value="0.1.0"/>
          <property name="verdict" value="VIOLATED: 2 of 6 claims"/>
        </properties>
        <testcase classname="tablewalk.check.&lt;i>&quot;&amp;" name="hostile|\`&lt;b>@you" time="0" file="/tmp/100%,x:y.json">
          <failure message="50%: a&#xD;&#xA;::error::x, &quot;&lt;&amp;>&quot; ]]>[31m" type="failed"><![CDATA[]]]]><![CDATA[> and \`\`\` and </details>]]></failure>
        </testcase>
      </testsuite>
    </testsuites>"
  `);
});

test('SARIF', async () => {
  expect(await sarifText(report)).toMatchInlineSnapshot(`
    "{
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        {
          "tool": {
            "driver": {
              "name": "tablewalk",
              "rules": [
                {
                  "id": "freed-once",
                  "shortDescription": {
                    "text": "Nothing is freed that is not allocated."
                  },
                  "fullDescription": {
                    "text": "A double free hands the same memory to two owners."
                  },
                  "help": {
                    "text": "Nothing is freed that is not allocated.\\n\\nWhy it matters: A double free hands the same memory to two owners.\\n\\nPromised by: page allocator."
                  }
                }
              ],
              "version": "0.1.0"
            }
          },
          "results": [
            {
              "level": "error",
              "message": {
                "text": "it is freed twice"
              },
              "ruleId": "freed-once",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "out/a%20b%2Cc.json",
                      "index": 0
                    },
                    "region": {
                      "startLine": 1
                    }
                  },
                  "logicalLocations": [
                    {
                      "name": "vmemmap_free",
                      "fullyQualifiedName": "arch/s390/mm/vmem.c::vmemmap_free",
                      "kind": "function"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "tablewalkCase/v1": "check/linux-5.10/failed"
              },
              "ruleIndex": 0
            },
            {
              "level": "note",
              "message": {
                "text": "a strict reading"
              },
              "ruleId": "freed-once",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "arch/s390/mm/vmem.c",
                      "index": 1
                    }
                  }
                }
              ],
              "partialFingerprints": {
                "tablewalkCase/v1": "check/linux-5.10/strict"
              },
              "ruleIndex": 0
            },
            {
              "level": "error",
              "message": {
                "text": "50%: a\\r\\n::error::x, \\"<&>\\" ]]>[31m"
              },
              "ruleId": "check.<i>\\"&",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "file:///tmp/100%25%2Cx%3Ay.json",
                      "index": 2
                    },
                    "region": {
                      "startLine": 7
                    }
                  }
                }
              ],
              "partialFingerprints": {
                "tablewalkCase/v1": "check/<i>\\"&/hostile|\`<b>@you"
              }
            }
          ],
          "columnKind": "utf16CodeUnits",
          "invocations": [
            {
              "executionSuccessful": false,
              "toolExecutionNotifications": [
                {
                  "level": "error",
                  "message": {
                    "text": "undecided"
                  },
                  "associatedRule": {
                    "id": "freed-once"
                  }
                }
              ]
            }
          ],
          "properties": {
            "command": "check",
            "verdict": "VIOLATED: 2 of 6 claims"
          },
          "artifacts": [
            {
              "sourceLanguage": "JSON",
              "location": {
                "uri": "out/a%20b%2Cc.json"
              }
            },
            {
              "sourceLanguage": "C",
              "location": {
                "uri": "arch/s390/mm/vmem.c"
              }
            },
            {
              "sourceLanguage": "JSON",
              "location": {
                "uri": "file:///tmp/100%25%2Cx%3Ay.json"
              }
            }
          ]
        }
      ]
    }"
  `);
});

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

test('GitHub: a summary of its own takes the place of the table', () => {
  expect(githubSummary({ ...report, markdown: '| a matrix |' })).toBe(
    '## tablewalk check\n\nVIOLATED: 2 of 6 claims\n\n| a matrix |\n',
  );
});

test('GitHub: of more than ten, nine are shown and the rest is counted', () => {
  const cases = Array.from({ length: 12 }, () => report.cases[1]);
  const lines = githubCommands({ ...report, cases }).split('\n');
  expect(lines).toHaveLength(11);
  expect(lines[9]).toBe('::error title=tablewalk::3 more results: see the job summary');
  expect(githubCommands({ ...report, cases: cases.slice(0, 10) }).split('\n')).toHaveLength(11);
});

describe('whatever is told', () => {
  const anything = fc.string({ unit: 'binary' });
  const cases = fc.array(
    fc.record({
      group: fc.array(anything, { minLength: 1, maxLength: 2 }),
      name: anything,
      status: fc.constantFrom('passed', 'failed', 'error', 'noted', 'skipped'),
      rule: fc.option(anything),
      message: anything,
      details: anything,
      file: fc.option(anything),
      line: fc.option(fc.integer({ min: 1, max: 9 })),
      kernelFunction: fc.option(anything),
    }),
    { maxLength: 9 },
  ) as fc.Arbitrary<CiCase[]>;

  property.prop([cases])('a line is a command or the verdict', (some) => {
    const lines = githubCommands({ ...report, cases: some }).split(/\r\n|[\r\n]/);
    const told = some.filter(({ status }) => /failed|error|noted/.test(status)).length;
    expect(lines).toHaveLength(told + 1);
    expect(lines.filter((line) => line.startsWith('::'))).toHaveLength(told);
  });

  property.prop([cases])(
    'SARIF is JSON, with a result for each that failed or is noted',
    async (some) => {
      const [run] = JSON.parse(await sarifText({ ...report, cases: some })).runs;
      const told = some.filter(({ status }) => /failed|noted/.test(status)).length;
      expect(run.results).toHaveLength(told);
    },
  );

  property.prop([cases])(
    'JUnit counts what failed, and holds no character that XML forbids',
    async (some) => {
      const xml = await junitXml({ ...report, cases: some });
      const count = (status: string) => some.filter((one) => one.status === status).length;
      const counts = `tests="${some.length}" failures="${count('failed')}" errors="${count('error')}"`;
      expect(xml).toContain(`<testsuites name="tablewalk check" ${counts}`);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    },
  );
});
