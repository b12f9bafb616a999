/** Parses the tag in the subject of a patch mail: `[RFC PATCH v2 3/9] s390/vmem: ...`. */

export interface PatchTag {
  readonly version: number;
  readonly isRfc: boolean;
  /** 0 is the cover letter; null if patches have no numbers. */
  readonly number: number | null;
  readonly total: number | null;
}

export interface ReadSubject {
  /** A reply or a forwarded mail: what it quotes is not a patch. */
  readonly isReply: boolean;
  /** Null if the subject has no patch tag. */
  readonly tag: PatchTag | null;
}

/** More digits than any series needs. */
const digits = '\\d{1,5}';

export function readSubject(subject: string): ReadSubject {
  const line = subject.trim();
  const isReply = /^(re|aw|sv|antw|fwd?)\s*:/i.test(line);
  const tag = /\[([^[\]]*\bpatch\b[^[\]]*)\]/i.exec(line)?.[1];
  if (tag === undefined) return { isReply, tag: null };
  const numbers = new RegExp(`(?<!\\d)(${digits})/(${digits})(?!\\d)`).exec(tag);
  const version = new RegExp(`\\bv(${digits})(?!\\d)`, 'i').exec(tag);
  return {
    isReply,
    tag: {
      version: version === null ? 1 : Number(version[1]),
      isRfc: /\brfc\b/i.test(tag),
      number: numbers === null ? null : Number(numbers[1]),
      total: numbers === null ? null : Number(numbers[2]),
    },
  };
}
