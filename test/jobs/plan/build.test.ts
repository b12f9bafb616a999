/** The build id of a plan: different code of the same version has a different id. */
import { expect, test } from 'vitest';
import { buildOf, version, versionIn } from '../../../src/files/package.ts';
import { parseJobPlan, planOfRun, planText } from '../../../src/jobs/plan/plan.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';

test('a version with a hash', () => {
  expect(buildOf()).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
  expect(buildOf()).toBe(buildOf());
  expect(versionIn(buildOf())).toBe(version);
});

test('a plan made by different code of the same version is refused by name', () => {
  const plan = planText(planOfRun(vmem, ['check'], []));
  expect(parseJobPlan('plan.jsonl', plan).command).toEqual(['check']);
  const other = `${version}+0123456789ab`;
  expect(() => parseJobPlan('plan.jsonl', plan.replace(buildOf(), other))).toThrow(
    `plan.jsonl: the plan was made by tablewalk ${other}, but this is ${buildOf()}, other code of the same version: run it with ${other}, or plan again`,
  );
});
