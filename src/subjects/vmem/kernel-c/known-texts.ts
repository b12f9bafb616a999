/** Maps git blob ids of vmem.c to revisions. The texts themselves are not part of this project. */

import { blobDigits } from '../../c-kernel/text-files.ts';

/** The first twelve digits of the id, and the name of the revision. */
const revisionOfBlob: ReadonlyMap<string, string> = new Map([
  ['3b9e71654c37', 'base'],
  ['66c5333020ea', 'v2-1'],
  ['cbfff2460e58', 'linux-5.10'],
  ['dd971826652a', 'linux-6.12'],
  ['94ee06ae8913', 'linux-7.2'],
]);

/** Undefined if the text was not compared with recordings. */
export function knownRevision(blob: string): string | undefined {
  return revisionOfBlob.get(blob.slice(0, blobDigits));
}
