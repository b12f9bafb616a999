/** Selects the mails of an mbox that are the patches of a series, and their order. */
import type { MailHead } from './mail.ts';
import { type PatchTag, readSubject } from './subject.ts';

export interface MailOfMbox extends MailHead {
  readonly raw: string;
}

/** A patch of the series; `mail` is null if the mbox lacks it. */
export interface ChosenPatch {
  readonly name: string;
  readonly mail: MailOfMbox | null;
}

export interface ChosenSeries {
  /** Null if the subjects have no tag. */
  readonly version: number | null;
  readonly patches: readonly ChosenPatch[];
  /** Skipped items, each as a sentence without its full stop. */
  readonly notes: readonly string[];
  /** All versions in the mbox. */
  readonly versions: readonly number[];
}

interface TaggedMail {
  readonly mail: MailOfMbox;
  readonly tag: PatchTag;
}

/**
 * The newest version, or the requested one. Replies are not patches. If no subject has a tag, all mails are
 * taken in their order.
 */
export function chooseSeries(all: readonly MailOfMbox[], version: number | null): ChosenSeries {
  const mails = withoutCopies(all).filter(({ subject }) => !readSubject(subject).isReply);
  const tagged = mails.flatMap((mail): TaggedMail[] => {
    const { tag } = readSubject(mail.subject);
    return tag === null ? [] : [{ mail, tag }];
  });
  if (tagged.length === 0) {
    const patches = mails.map((mail, at) => ({ name: `${at + 1}`, mail }));
    return { version: null, patches, notes: [], versions: [] };
  }
  const groups = groupsOf(tagged.filter(({ tag }) => tag.number !== 0));
  const versions = [...new Set(groups.map(([{ tag }]) => tag.version))].sort((a, b) => a - b);
  const [chosen = [], ...others] = groups.filter(
    ([{ tag }]) => version === null || tag.version === version,
  );
  const leftOut = [...others, ...groups.filter((group) => group !== chosen)];
  const { patches, notes } = inOrder(chosen);
  return {
    version: chosen[0]?.tag.version ?? null,
    patches,
    notes: [...notes, ...[...new Set(leftOut)].map(leftOutNote)],
    versions,
  };
}

/** A mail to several lists occurs several times in an mbox. */
function withoutCopies(mails: readonly MailOfMbox[]): MailOfMbox[] {
  const seen = new Set<string>();
  return mails.filter(({ messageId }) => {
    if (messageId === null) return true;
    if (seen.has(messageId)) return false;
    seen.add(messageId);
    return true;
  });
}

/** Patches of one series share version and length. Sorted by version, newest first; then non-RFC before RFC. */
function groupsOf(mails: readonly TaggedMail[]): TaggedMail[][] {
  const groups = new Map<string, TaggedMail[]>();
  for (const one of mails) {
    const { version, isRfc, total } = one.tag;
    const key = `${version} ${isRfc} ${total}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()].sort(
    ([{ tag: a }, ...restA], [{ tag: b }, ...restB]) =>
      b.version - a.version || Number(a.isRfc) - Number(b.isRfc) || restB.length - restA.length,
  );
}

function leftOutNote(group: readonly TaggedMail[]): string {
  const [{ tag }] = group;
  const rfc = tag.isRfc ? 'RFC ' : '';
  const numbers = tag.total === null ? '' : ` with numbers n/${tag.total}`;
  const mails = group.length === 1 ? '1 mail is' : `${group.length} mails are`;
  return `${mails} skipped: ${rfc}v${tag.version}${numbers}`;
}

/** By number. Of two mails with the same number the later one counts. */
function inOrder(group: readonly TaggedMail[]): Pick<ChosenSeries, 'patches' | 'notes'> {
  const total = group[0]?.tag.total ?? null;
  if (total === null) {
    const patches = group.map(({ mail }, at) => ({ name: `${at + 1}`, mail }));
    return { patches, notes: [] };
  }
  const byNumber = new Map<number, MailOfMbox>();
  const notes: string[] = [];
  for (const { mail, tag } of group) {
    const number = tag.number ?? 0;
    const known = byNumber.get(number);
    if (known !== undefined) notes.push(`${number}/${total} occurs twice: the later mail is used`);
    if (known === undefined || (mail.sentAt ?? 0) >= (known.sentAt ?? 0))
      byNumber.set(number, mail);
  }
  const last = Math.max(...byNumber.keys());
  const numbers = new Set([...byNumber.keys(), ...upTo(Math.max(total, last))]);
  const gaps = total - byNumber.size;
  if (total > missingMax && gaps > 0) notes.push(`${gaps} of ${total} patches are missing`);
  const patches = [...numbers]
    .sort((a, b) => a - b)
    .map((number) => ({ name: `${number}/${total}`, mail: byNumber.get(number) ?? null }));
  return { patches, notes };
}

/** Adds rows for missing patches, unless nearly all are missing. */
const missingMax = 100;

function upTo(total: number): number[] {
  return total > missingMax ? [] : Array.from({ length: total }, (_, at) => at + 1);
}
