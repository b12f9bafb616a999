/** The versions of a file that result from the patches of an mbox. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../../errors.ts';
import { orInputError } from '../../../files/read-lines.ts';
import {
  type ChosenSeries,
  chooseSeries,
  type MailOfMbox,
} from '../../../patches/choose-series.ts';
import { diffsOf } from '../../../patches/file-diffs.ts';
import { readBody, readHead } from '../../../patches/mail.ts';
import { splitMbox } from '../../../patches/mbox.ts';
import { type PatchedFile, type PatchOutcome, patchFiles } from '../../../patches/patched-files.ts';
import type { GivenFile, PatchedTexts, PatchSeries, TextVersion } from '../../../subject/texts.ts';
import { readTextBytes } from '../../c-kernel/text-files.ts';

const mboxBytesMax = 2 ** 28;
const patchesMax = 500;

export async function mboxTexts(request: PatchSeries): Promise<PatchedTexts> {
  const { mbox, path } = request;
  const base = baseOf(request);
  const series = await seriesOf(request);
  const rows: TextVersion[] = [
    {
      name: 'base',
      subject: base.name,
      origin: null,
      files: givenFiles(base.files, base),
      notes: series.notes,
    },
  ];
  const missing: string[] = [];
  let { files } = base;
  let isTouched = false;
  for (const { name, mail } of series.patches) {
    const outcome = mail === null ? null : await patchedBy(mail, files);
    // Mails without a tag may be about anything.
    if (outcome?.kind === 'empty' && series.version === null) continue;
    const note = noteOf(outcome, base.files);
    if (outcome?.kind === 'applied') files = outcome.files;
    const isTried = outcome?.kind === 'applied' || outcome?.kind === 'failed';
    isTouched ||= isTried;
    const isGap = outcome?.kind !== 'applied' && outcome?.kind !== 'untouched';
    const without =
      isTried && missing.length > 0 ? [`tried on the text without ${missing.join(', ')}`] : [];
    rows.push({
      name,
      subject: mail?.subject ?? '',
      origin: mail?.messageId ?? null,
      files: isGap ? null : givenFiles(files, base),
      notes: [...(note === null ? [] : [note]), ...without],
    });
    if (isGap) missing.push(name);
  }
  if (isTouched) return { version: series.version, versions: rows };
  throw new InputError(`${mbox}: no patch changes ${path}; name the file with --path`);
}

function givenFiles(files: readonly PatchedFile[], { fixed }: Base): GivenFile[] {
  return [...files, ...fixed].map(({ path, text }) => ({
    file: path,
    content: Buffer.from(text),
  }));
}

/** Null if there is nothing to report. */
function noteOf(outcome: PatchOutcome | null, files: readonly PatchedFile[]): string | null {
  switch (outcome?.kind) {
    case undefined:
      return 'MISSING: the mbox lacks this patch';
    case 'applied':
      return null;
    case 'untouched':
      return `does not change ${files.map(({ path }) => path).join(', ')}`;
    case 'empty':
      return 'NO DIFF: the mail contains none';
    case 'failed':
      return `DOES NOT APPLY: ${outcome.problem}`;
  }
}

async function patchedBy(mail: MailOfMbox, files: readonly PatchedFile[]): Promise<PatchOutcome> {
  try {
    return patchFiles(files, diffsOf(await readBody(mail.raw)));
  } catch (error) {
    // Mails with endless nesting, and other input that the decoder rejects.
    return { kind: 'failed', problem: error instanceof Error ? error.message : 'it is not a mail' };
  }
}

interface Base {
  readonly name: string;
  /** Files that patches may change, the text first. */
  readonly files: readonly PatchedFile[];
  /** Files outside the tree. */
  readonly fixed: readonly PatchedFile[];
}

function baseOf({ base, path, further }: PatchSeries): Base {
  const isTree = orInputError(base, () => statSync(base)).isDirectory();
  const read = (file: string, from: string): PatchedFile => ({
    path: file,
    text: readTextBytes(from).toString('utf8'),
  });
  const isInTree = (file: string): boolean =>
    isTree && statSync(join(base, file), { throwIfNoEntry: false })?.isFile() === true;
  const name = isTree ? join(base, path) : base;
  const helpers = further.filter(isInTree).map((file) => read(file, join(base, file)));
  return {
    name,
    files: [read(path, name), ...helpers],
    fixed: further.filter((file) => !isInTree(file)).map((file) => read(file, file)),
  };
}

async function seriesOf({ mbox, version }: PatchSeries): Promise<ChosenSeries> {
  const mails: MailOfMbox[] = [];
  for (const raw of splitMbox(mboxBytesOf(mbox))) mails.push({ raw, ...(await readHead(raw)) });
  const series = chooseSeries(mails, version);
  if (series.patches.length === 0) {
    const versions = series.versions.map((one) => `v${one}`).join(', ');
    throw new InputError(
      versions === ''
        ? `${mbox}: contains no patch`
        : `${mbox}: contains no patch of v${version}; it has ${versions}`,
    );
  }
  if (series.patches.length > patchesMax) {
    throw new InputError(
      `${mbox}: the series has ${series.patches.length} patches; the maximum is ${patchesMax}`,
    );
  }
  return series;
}

/** Archives of mailing lists are compressed. */
function mboxBytesOf(mbox: string): Buffer {
  const status = orInputError(mbox, () => statSync(mbox));
  if (!status.isFile()) throw new InputError(`${mbox}: is not a file`);
  if (status.size > mboxBytesMax) {
    throw new InputError(`${mbox}: is larger than ${mboxBytesMax} bytes`);
  }
  const content = orInputError(mbox, () => readFileSync(mbox));
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  try {
    return gunzipSync(content, { maxOutputLength: mboxBytesMax });
  } catch {
    throw new InputError(
      `${mbox}: cannot be decompressed, or is larger than ${mboxBytesMax} bytes`,
    );
  }
}
