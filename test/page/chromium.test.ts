/** The browser that the page tests use, and the error for an invalid one. */
import { expect, test } from 'vitest';
import { findChromium } from '../support/chromium.ts';

test('the configured one', () => {
  expect(findChromium({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
});

test('a path that does not exist is an error', () => {
  expect(() => findChromium({ CHROMIUM_PATH: '/no/such/browser' })).toThrow(
    'CHROMIUM_PATH is "/no/such/browser"; there is no such file',
  );
});
