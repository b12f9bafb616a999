/** Text that controls a terminal or a CI runner if it is printed unescaped. */

// Listed explicitly rather than derived from the program, to find what the program misses.
export const raw =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the test searches for them
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]|[\u{e0000}-\u{e007f}]|\p{Cs}/u;
/** GitHub ignores white space before the sign; the other two work anywhere in a line. */
const command = /^\s*::|##\w*\[/m;

/** Forbidden text in the output, with its context. */
export function actingIn(text: string, patterns = [raw, command]): string[] {
  return patterns.flatMap((pattern) => {
    const at = pattern.exec(text)?.index;
    return at === undefined ? [] : [JSON.stringify(text.slice(Math.max(0, at - 40), at + 40))];
  });
}
