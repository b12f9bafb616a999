/** JUnit: a whole document; it is well-formed for any content. */
import { test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { junitXml } from '../../../src/text/ci/junit.ts';
import { anyCases, report } from '../../commands/ci-reports.ts';

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
          <failure message="50%: a\\u000d&#xA;::error::x, &quot;&lt;&amp;>&quot; ]]>[31m" type="failed"><![CDATA[]]]]><![CDATA[> and \`\`\` and </details>]]></failure>
        </testcase>
      </testsuite>
    </testsuites>"
  `);
});

property.prop([anyCases])(
  'JUnit counts what failed, and holds no character that XML forbids',
  async (some) => {
    const xml = await junitXml({ ...report, cases: some });
    const count = (status: string) => some.filter((one) => one.status === status).length;
    const counts = `tests="${some.length}" failures="${count('failed')}" errors="${count('error')}"`;
    expect(xml).toContain(`<testsuites name="tablewalk check" ${counts}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test searches for these.
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  },
);
