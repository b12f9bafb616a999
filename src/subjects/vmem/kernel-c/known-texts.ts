/** Maps git blob ids of vmem.c to revisions. The texts themselves are not part of this project. */

import { blobDigits } from '../../c-kernel/text-files.ts';

/** The first twelve digits of the id, and the name of the revision. */
const revisionOfBlob: ReadonlyMap<string, string> = new Map([
  ['3b9e71654c37', 'base'],
  ['66c5333020ea', 'v2-1'],
  ['6fe156c3f035', 'v1-2'],
  ['16e109c292bf', 'v1-3'],
  ['bcddabd509da', 'v1-4'],
  ['aa968f67d7f9', 'v1-5'],
  ['5239130770b7', 'v1-6'],
  ['b7fdb9536707', 'v1-7'],
  ['a981ff5d4722', 'v1-8'],
  ['9db15fc864fc', 'v1-9'],
  ['177daf389d39', 'v2-2'],
  ['43fe1e2eb90e', 'v2-3'],
  ['be32a38bb91f', 'v2-4'],
  ['a2b79681df69', 'v2-5'],
  ['b831f9f9130a', 'v2-6'],
  ['e82a63de19db', 'v2-7'],
  ['df361bbacda1', 'v2-8'],
  ['70ebfc7958a6', 'v2-9'],
  ['1aed1a4dfc2d', 'linux-5.9-rc1'],
  ['cbfff2460e58', 'linux-5.10'],
  ['dd971826652a', 'linux-6.12'],
  // 7.1, 7.2 and 7.3 do the same.
  ['eeadff45e0e1', 'linux-7.2'],
  ['94ee06ae8913', 'linux-7.2'],
  ['d2879ce860a1', 'linux-7.2'],
]);

/** Undefined if the text was not compared with recordings. */
export function knownRevision(blob: string): string | undefined {
  return revisionOfBlob.get(blob.slice(0, blobDigits));
}
