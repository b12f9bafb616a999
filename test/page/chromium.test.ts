/** Which browser the tests of the page use, and that a wrong one is an error. */
import { expect, test } from 'vitest';
import { findChromium } from '../support/chromium.ts';

test('the one that is named', () => {
  expect(findChromium({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
});

test('a name that leads nowhere is an error', () => {
  expect(() => findChromium({ CHROMIUM_PATH: '/no/such/browser' })).toThrow(
    'CHROMIUM_PATH is "/no/such/browser"; there is no such file',
  );
});
