/** Options that name the versions of a C source: the commits of a range, or the patches of a mailbox. */

import { basename } from 'node:path';
import { Option } from 'commander';
import { InputError } from '../errors.ts';
import type { Subject } from '../subject/subject.ts';
import type { TextVersion } from '../subject/texts.ts';
import { needed } from './capability.ts';
import { countOption, valued } from './common-options.ts';
import { withOption } from './source-options.ts';

export interface VersionValues {
  readonly git?: string;
  readonly mbox?: string;
  readonly base?: string;
  readonly patchVersion?: number;
  readonly path?: string;
  readonly with?: readonly string[];
}

export function versionOptions({ texts }: Subject, what: string): Option[] {
  const usual = texts?.path ?? '';
  return [
    new Option('--git <tree>', `${what} for each commit of a range in this repository`).conflicts(
      'mbox',
    ),
    new Option('--mbox <file>', `${what} for each patch of a series in these mails; needs --base`),
    new Option('--base <file>', 'C source that the first patch applies to, or a kernel tree'),
    countOption(
      '--patch-version <n>',
      'version of the series, 2 for [PATCH v2 ...] (default: the newest)',
      1,
      99_999,
    ),
    valued('--path <file>', `path of the C source in the tree (default: ${usual})`, (flag, text) =>
      parsePath(usual, flag, text),
    ),
    withOption(),
  ];
}

/** Git and patches name files relative to the root of the tree. */
function parsePath(usual: string, flag: string, text: string): string {
  const parts = text.split('/');
  if (parts.every((part) => !['', '.', '..'].includes(part)) && !/\p{Cc}/u.test(text)) return text;
  throw new InputError(
    `${flag} is ${JSON.stringify(text.slice(0, 100))}; it must be a path from the top of the tree, such as ${usual}`,
  );
}

export interface GivenVersions {
  /** As used in titles. */
  readonly title: string;
  /** Oldest first; the first one is the base of the others. */
  readonly versions: readonly TextVersion[];
}

/** Null if neither `--git` nor `--mbox` is given. `range` is the positional argument. */
export async function givenVersions(
  subject: Subject,
  command: string,
  range: string | undefined,
  values: VersionValues,
): Promise<GivenVersions | null> {
  const { git: tree, mbox, with: further = [] } = values;
  if (mbox !== undefined) return patchesOf(subject, range, mbox, values);
  refuseWithout('--mbox, which names the patches', {
    '--base': values.base,
    '--patch-version': values.patchVersion,
  });
  if (tree === undefined) {
    refuseWithout('--git or --mbox', {
      '--path': values.path,
      '--with': values.with,
    });
    return null;
  }
  if (range === undefined) {
    throw new InputError(`--git needs a range of commits: tablewalk ${command} --git TREE A..B`);
  }
  const texts = needed(subject, 'texts', '--git');
  const { path = texts.path } = values;
  return { title: range, versions: await texts.ofCommits({ tree, range, path, further }) };
}

async function patchesOf(
  subject: Subject,
  range: string | undefined,
  mbox: string,
  { base, path: given, with: further = [], patchVersion }: VersionValues,
): Promise<GivenVersions> {
  if (range !== undefined) {
    throw new InputError(
      `${JSON.stringify(range.slice(0, 100))} is given with --mbox: remove one of the two`,
    );
  }
  if (base === undefined) {
    throw new InputError('--mbox needs --base: the text that the first patch changes');
  }
  const texts = needed(subject, 'texts', '--mbox');
  const path = given ?? texts.path;
  const request = { mbox, base, path, further, version: patchVersion ?? null };
  const { version, versions } = await texts.ofPatches(request);
  const title = [basename(mbox), ...(version === null ? [] : [`v${version}`])].join(' ');
  return { title, versions };
}

/** Options that need another option. */
function refuseWithout(other: string, given: Readonly<Record<string, unknown>>): void {
  for (const [flag, value] of Object.entries(given)) {
    if (value !== undefined) throw new InputError(`${flag} is given without ${other}`);
  }
}
