/** Parses a mail: its headers, and its body with textual attachments. */
import PostalMime from 'postal-mime';

export interface MailHead {
  /** Empty if there is none. */
  readonly subject: string;
  readonly messageId: string | null;
  /** In milliseconds; null if missing or invalid. */
  readonly sentAt: number | null;
}

/** A line that looks like a mail header: a bare diff has none. */
const header = /^[\w-]+:/;

/** `raw` has one character per byte. */
export async function readHead(raw: string): Promise<MailHead> {
  if (!header.test(raw)) return { subject: '', messageId: null, sentAt: null };
  const end = /\r?\n\r?\n/.exec(raw)?.index ?? raw.length;
  const { subject = '', messageId = null, date } = await parse(`${raw.slice(0, end)}\n\n`);
  const sentAt = date === undefined ? Number.NaN : Date.parse(date);
  return { subject, messageId, sentAt: Number.isNaN(sentAt) ? null : sentAt };
}

/** The decoded body of a mail, with line feeds as line ends. */
export async function readBody(raw: string): Promise<string> {
  if (!header.test(raw)) return withLineFeeds(Buffer.from(raw, 'latin1').toString('utf8'));
  const { text = '', attachments } = await parse(raw);
  const attached = attachments
    .filter(({ mimeType }) => mimeType.startsWith('text/'))
    .map(({ content }) =>
      typeof content === 'string' ? content : new TextDecoder().decode(content),
    );
  return withLineFeeds([text, ...attached].join('\n'));
}

function parse(raw: string) {
  return PostalMime.parse(Buffer.from(raw, 'latin1'), { attachmentEncoding: 'arraybuffer' });
}

function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
