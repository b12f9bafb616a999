/** Variants of revisions: one name each, and a reason for every name that is none. */
import { describe, expect, test } from 'vitest';
import { checkRevision, variant } from '../../src/config/variants.ts';
import { findRevision, revisions } from '../../src/model/kernel/revisions.ts';

test('a variant is named after what it switches, in one order, and nothing else', () => {
  const name = 'linux-5.10+no-takesMutex+keepsErrorCode';
  expect(variant('linux-5.10', { keepsErrorCode: true, takesMutex: false })).toBe(name);
  expect(variant('linux-5.10', { takesMutex: false, keepsErrorCode: true })).toBe(name);
  expect(variant('linux-5.10', { takesMutex: true, keepsErrorCode: false })).toBe('linux-5.10');
});

test('it has the features of its revision but for those', () => {
  const features = findRevision('linux-5.10')?.features;
  expect(findRevision('linux-5.10+no-takesMutex+keepsErrorCode')).toEqual({
    name: 'linux-5.10+no-takesMutex+keepsErrorCode',
    source: 'v5.10.198, arch/s390/mm/vmem.c; changed by hand',
    changes: 'without takesMutex, keepsErrorCode',
    features: { ...features, takesMutex: false, keepsErrorCode: true },
  });
  expect(findRevision(variant('linux-5.10', { keepsErrorCode: true }))?.features).toEqual(
    findRevision('error-kept')?.features,
  );
});

test('every revision is still found by its name', () => {
  for (const revision of revisions) expect(findRevision(revision.name)).toBe(revision);
});

describe('a name that is none is refused', () => {
  test.each([
    [
      'linux-5.1',
      /^--revision is "linux-5.1"; it must be one of base, .*; did you mean linux-5.9\?$/,
    ],
    ['linux-5.11+keepsErrorCode', /^--revision is "linux-5.11"; it must be one of base, /],
    [
      'linux-5.10+keepErrorCode',
      /^--revision names feature "keepErrorCode"; it must be one of .*; did you mean keepsErrorCode\?$/,
    ],
    ['linux-5.10+', /^--revision names feature ""; /],
    [
      'linux-5.10+keepsErrorCode+no-takesMutex',
      '--revision is "linux-5.10+keepsErrorCode+no-takesMutex"; the name of what it switches is "linux-5.10+no-takesMutex+keepsErrorCode"',
    ],
    [
      'linux-5.10+takesMutex',
      '--revision is "linux-5.10+takesMutex"; the name of what it switches is "linux-5.10"',
    ],
    ['linux-5.10+__proto__', /^--revision names feature "__proto__"; /],
  ])('%s', (name, message) => {
    expect(findRevision(name)).toBeUndefined();
    expect(() => checkRevision(name)).toThrow(message);
  });

  test('also in code', () => {
    expect(() => variant('linux-6', {})).toThrow(
      /^revision is "linux-6"; it must be one of base, /,
    );
    expect(() => variant('base', JSON.parse('{"takesMutx": true}'))).toThrow(
      /^switches names feature "takesMutx"; .*; did you mean takesMutex\?$/,
    );
  });
});
