/** Variants of revisions: one name each, and a reason for every invalid name. */
import { describe, expect, test } from 'vitest';
import { findRevision, revisions } from '../../../../src/subjects/vmem/kernel/revisions.ts';
import { findMutant, mutantIds } from '../../../../src/subjects/vmem/mutation/catalogue.ts';
import { findKernel, kernelName } from '../../../../src/subjects/vmem/mutation/named-kernel.ts';
import { checkRevision, variant } from '../../../../src/subjects/vmem/scope/variants.ts';

test('a variant is named after its switches, in a fixed order', () => {
  const name = 'linux-5.10+no-takesMutex+keepsErrorCode';
  expect(variant('linux-5.10', { keepsErrorCode: true, takesMutex: false })).toBe(name);
  expect(variant('linux-5.10', { takesMutex: false, keepsErrorCode: true })).toBe(name);
  expect(variant('linux-5.10', { takesMutex: true, keepsErrorCode: false })).toBe('linux-5.10');
});

test('it has the features of its revision, except for the switched ones', () => {
  const features = findRevision('linux-5.10')?.features;
  expect(findRevision('linux-5.10+no-takesMutex+keepsErrorCode')).toEqual({
    name: 'linux-5.10+no-takesMutex+keepsErrorCode',
    parent: 'linux-5.10+no-takesMutex',
    source: 'v5.10.198, arch/s390/mm/vmem.c; changed by hand',
    origin: 'linux',
    changes: 'without takesMutex, keepsErrorCode',
    features: { ...features, takesMutex: false, keepsErrorCode: true },
    programs: {
      name: 'linux-5.10+no-takesMutex+keepsErrorCode',
      features: { ...features, takesMutex: false, keepsErrorCode: true },
    },
  });
  expect(findRevision(variant('linux-5.10', { keepsErrorCode: true }))?.features).toEqual(
    findRevision('error-kept')?.features,
  );
});

test('every revision can be found by its name', () => {
  for (const revision of revisions) expect(findRevision(revision.name)).toBe(revision);
});

test('every mutant names a kernel, except one that switches nothing', () => {
  const unchanged = mutantIds.filter(
    (id) => findKernel(kernelName('strict-order', id)) === undefined,
  );
  // strict-order has every feature that these could switch off, and every other mutant rewrites steps.
  expect(unchanged).toEqual([]);
  expect(findKernel('linux-5.10+keepsErrorCode+mutant-no-mutex')).toEqual({
    name: 'linux-5.10+keepsErrorCode+mutant-no-mutex',
    parent: 'linux-5.10+keepsErrorCode',
    source: 'v5.10.198, arch/s390/mm/vmem.c; changed by hand; with mutant no-mutex',
    origin: 'linux',
    changes: 'populate and free take no mutex',
    features: findRevision('linux-5.10+no-takesMutex+keepsErrorCode')?.features,
    programs: {
      name: 'linux-5.10+keepsErrorCode',
      features: findRevision('linux-5.10+no-takesMutex+keepsErrorCode')?.features,
    },
    mutant: { id: 'no-mutex', mistake: findMutant('no-mutex')?.mistake, origin: 'systematic' },
  });
});

describe('an invalid name is rejected', () => {
  test.each([
    [
      'linux-5.1',
      /^--revision is "linux-5.1"; it must be one of the \d+ that tablewalk list revisions lists; did you mean linux-5.9\?$/,
    ],
    ['linux-5.11+keepsErrorCode', /^--revision is "linux-5.11"; it must be one of the /],
    [
      'linux-5.10+keepErrorCode',
      /^--revision names feature "keepErrorCode"; it must be one of .*; did you mean keepsErrorCode\?$/,
    ],
    ['linux-5.10+', /^--revision names feature ""; /],
    [
      'linux-5.10+keepsErrorCode+no-takesMutex',
      '--revision is "linux-5.10+keepsErrorCode+no-takesMutex"; the name of the variant is "linux-5.10+no-takesMutex+keepsErrorCode"',
    ],
    [
      'linux-5.10+takesMutex',
      '--revision is "linux-5.10+takesMutex"; the name of the variant is "linux-5.10"',
    ],
    ['linux-5.10+__proto__', /^--revision names feature "__proto__"; /],
    [
      'linux-5.10+drop-flush',
      '--revision is "linux-5.10+drop-flush"; the name of the variant is "linux-5.10+mutant-drop-flush"',
    ],
    [
      'linux-5.10+mutant:drop-flush',
      '--revision is "linux-5.10+mutant:drop-flush"; the name of the variant is "linux-5.10+mutant-drop-flush"',
    ],
    [
      'linux-5.10+mutant-drop-flush+keepsErrorCode',
      '--revision is "linux-5.10+mutant-drop-flush+keepsErrorCode"; the name of the variant is "linux-5.10+keepsErrorCode+mutant-drop-flush"',
    ],
    [
      'linux-5.10+mutant-drop-flsh',
      '--revision names mutant "drop-flsh"; it must be one of the 76 that tablewalk list mutants lists; did you mean drop-flush?',
    ],
    ['linux-5.10+mutant-', /^--revision names mutant ""; /],
    [
      'linux-5.10+mutant-no-mutex+mutant-drop-flush',
      '--revision names mutants "no-mutex" and "drop-flush"; a variant contains at most one mistake',
    ],
    [
      'linux-5.10+mutant-error-code-lost',
      '--revision names mutant error-code-lost, which changes nothing in linux-5.10: the feature already has that value',
    ],
  ])('%s', (name, message) => {
    expect(findKernel(name)).toBeUndefined();
    expect(() => checkRevision(name)).toThrow(message);
  });

  test('also through the API', () => {
    expect(() => variant('linux-6', {})).toThrow(/^revision is "linux-6"; it must be one of the /);
    expect(() => variant('base', JSON.parse('{"takesMutx": true}'))).toThrow(
      /^switches names feature "takesMutx"; .*; did you mean takesMutex\?$/,
    );
  });
});
