/** Finds Chromium for the page tests: configured, installed by the system, or by playwright. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/**
 * The path of the browser, or null if there is none. A configured path that does not exist is an
 * error, because its user wants these tests to run.
 */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string | null {
  const named = env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${JSON.stringify(named)}; there is no such file`);
  }
  const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', chromium.executablePath()];
  return places.find((place) => existsSync(place)) ?? null;
}
