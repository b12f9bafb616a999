/** Splits an mbox into mails: each starts after a line "From ADDRESS DATE". */

/** The separator line ends with a time and a year; other lines that start with From do not. */
const separator = /^From \S.*\d\d:\d\d.*\d{4}/;
/** A > before a line that starts with From was added by the mailbox and is removed. */
const stuffed = /^>+From /;

/** The mails as they were sent, each a string with one character per byte. */
export function splitMbox(content: Uint8Array): string[] {
  const lines = Buffer.from(content).toString('latin1').split('\n');
  let mail: string[] = [];
  const mails = [mail];
  for (const [at, line] of lines.entries()) {
    const isAfterBlank = at === 0 || lines[at - 1].trim() === '';
    if (isAfterBlank && separator.test(line)) {
      mail = [];
      mails.push(mail);
    } else mail.push(stuffed.test(line) ? line.slice(1) : line);
  }
  // Lines before the first separator form a mail only if there is no separator.
  const kept = mails.length === 1 ? mails : mails.slice(1);
  return kept.map((one) => one.join('\n')).filter((one) => one.trim() !== '');
}
