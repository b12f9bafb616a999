/** Splits an mbox into mails: each begins behind a line "From ADDRESS DATE". */

/** The line that separates mails ends in a time and a year; other lines that begin with From do not. */
const separator = /^From \S.*\d\d:\d\d.*\d{4}/;
/** A line of a mail that begins with From was written with a > before it; that one is taken off. */
const stuffed = /^>+From /;

/** The mails as they were sent, each a string with one character for each byte. */
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
  // Lines before the first separator are a mail only if there is no separator.
  const kept = mails.length === 1 ? mails : mails.slice(1);
  return kept.map((one) => one.join('\n')).filter((one) => one.trim() !== '');
}
