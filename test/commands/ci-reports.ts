/** Reports for CI: a harmless one, a hostile one, and random ones. */
import fc from 'fast-check';
import type { CiCase, CiReport } from '../../src/text/ci/ci-report.ts';

const base: CiCase = {
  group: ['check', 'linux-5.10'],
  name: 'freed-once',
  status: 'passed',
  rule: 'freed-once',
  message: 'Nothing is freed that is not allocated.',
  details: '',
  file: null,
  line: null,
  code: null,
  kernelFunction: null,
};

const rule = {
  id: 'freed-once',
  claim: 'Nothing is freed that is not allocated.',
  why: 'A double free hands the same memory to two owners.',
  source: 'page allocator.',
};

/** One case of each status, and one that tries to break out of every format. */
export const report: CiReport = {
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

const anything = fc.string({ unit: 'binary' });
/** Any possible report. */
export const anyCases = fc.array(
  fc.record({
    group: fc.array(anything, { minLength: 1, maxLength: 2 }),
    name: anything,
    status: fc.constantFrom('passed', 'failed', 'error', 'noted', 'skipped'),
    rule: fc.option(anything),
    message: anything,
    details: anything,
    file: fc.option(anything),
    line: fc.option(fc.integer({ min: 1, max: 9 })),
    code: fc.option(
      fc.record({
        function: anything,
        file: anything,
        path: anything,
        line: fc.integer({ min: 1, max: 9 }),
        column: fc.integer({ min: 1, max: 9 }),
      }),
    ),
    kernelFunction: fc.option(anything),
  }),
  { maxLength: 9 },
) as fc.Arbitrary<CiCase[]>;
