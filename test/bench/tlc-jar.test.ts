/** How the TLC jar is located, and the error for a file that is not a jar. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type BenchCase, findBenchCase } from '../../bench/cases.ts';
import { buildPeer } from '../../bench/peers.ts';
import { findTlcJar } from '../../bench/tlc-jar.ts';
import { InputError } from '../../src/errors.ts';

const directory = mkdtempSync(join(tmpdir(), 'tablewalk-tlc-jar-'));
const jar = join(directory, 'tla2tools.jar');
writeFileSync(jar, 'PK\u0003\u0004 tlc2/TLC.class PK\u0001\u0002');
const otherJar = join(directory, 'other.jar');
writeFileSync(otherJar, 'PK\u0003\u0004 org/example/Other.class');
const nowhere = join(directory, 'nowhere.jar');
afterAll(() => rmSync(directory, { recursive: true }));

test('the option names the jar, otherwise the environment variable', () => {
  expect(findTlcJar(jar, nowhere)).toBe(jar);
  expect(findTlcJar(undefined, jar)).toBe(jar);
  expect(findTlcJar(undefined, undefined)).toBe(undefined);
  expect(findTlcJar(undefined, '')).toBe(undefined);
});

test('a relative path becomes absolute, because TLC runs in another folder', () => {
  expect(findTlcJar(relative(process.cwd(), jar), undefined)).toBe(jar);
});

test.each([
  {
    option: nowhere,
    variable: jar,
    message: `--tlc "${nowhere}": no such file or directory`,
  },
  {
    option: '',
    variable: jar,
    message: '--tlc "": no such file or directory',
  },
  {
    option: undefined,
    variable: nowhere,
    message: `TLA2TOOLS_JAR "${nowhere}": no such file or directory`,
  },
  {
    option: directory,
    variable: undefined,
    message: `--tlc "${directory}": cannot be read (EISDIR)`,
  },
  {
    option: otherJar,
    variable: undefined,
    message: `--tlc "${otherJar}": this file has no TLC in it; name a tla2tools.jar`,
  },
])('the error is one sentence: $message', ({ option, variable, message }) => {
  expect(() => findTlcJar(option, variable)).toThrow(new InputError(message));
});

test('without a jar TLC is skipped, with a hint how to configure it', () => {
  expect(buildPeer('tlc', findBenchCase('small-1') as BenchCase, undefined)).toBe(
    'name its jar with --tlc FILE or in TLA2TOOLS_JAR',
  );
});
