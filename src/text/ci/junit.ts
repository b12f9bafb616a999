/** JUnit XML, which every CI system reads. No times and no host names: equal results give equal bytes. */

import type { Builder, TestCase } from 'junit-report-builder';
import { visibleLine, visibleText } from '../visible-text.ts';
import type { CiCase, CiReport } from './ci-report.ts';

export async function junitXml({ name, version, verdict, cases }: CiReport): Promise<string> {
  // Loaded on demand: the libraries behind it would add a tenth of a second to every start.
  const library = await import('junit-report-builder');
  // Its types describe an ES module; Node loads a module whose default export is the builder itself.
  const report = (library.default as unknown as Builder).newBuilder().name(`tablewalk ${name}`);
  const groups = new Map<string, CiCase[]>();
  for (const one of cases) {
    const group = one.group.join('.');
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  for (const [group, members] of groups) {
    const suite = report
      .testSuite()
      .name(visibleLine(`tablewalk.${group}`))
      .time(0);
    suite.property('version', version).property('verdict', visibleLine(verdict));
    for (const one of members) addCase(suite.testCase(), group, one);
  }
  return report.build().trimEnd();
}

/** XML cannot represent most control characters, so they are escaped first. */
function addCase(testCase: TestCase, group: string, one: CiCase): void {
  const { name, status, rule, file } = one;
  const message = visibleText(one.message);
  const details = visibleText(one.details);
  testCase
    .className(visibleLine(`tablewalk.${group}`))
    .name(visibleLine(name))
    .time(0);
  if (file !== null) testCase.file(visibleLine(file));
  const type = rule ?? status;
  switch (status) {
    case 'failed':
      testCase.failure(message, type).stacktrace(details === '' ? message : details);
      break;
    case 'error':
      testCase.error(message, type, details === '' ? message : details);
      break;
    case 'skipped':
      testCase.skipped().standardOutput(message);
      break;
    case 'noted':
      testCase.standardOutput(`noted: ${message}\n\n${details}`);
      break;
    case 'passed':
      break;
  }
}
