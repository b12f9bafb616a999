/**
 * Text from outside, made safe for a terminal and for the log of a CI system: control and invisible
 * characters become `\uXXXX`.
 */

/**
 * Control characters except the line feed, direction marks, zero-width characters, Unicode line ends,
 * unpaired surrogates and noncharacters.
 */
const hidden =
  /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** Any number of lines. Escaped JSON is still the same JSON; escaping twice changes nothing. */
export function visibleText(text: string): string {
  return text.replaceAll(hidden, escaped);
}

/** One line, whatever the text contains. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', escaped);
}

/**
 * What a CI runner would execute when it reads the log: a line that starts with `::` after white space
 * (GitHub), and `##[`, `##vso[`, `##teamcity[` anywhere.
 */
export function inertText(text: string): string {
  return text
    .replaceAll(/^([^\S\n]*)(:)(?=:)/gm, (_, space: string, sign: string) => space + escaped(sign))
    .replaceAll(/#(?=#\w*\[)/g, escaped);
}

/** Only printable ASCII and line feeds: for a mail. */
export function asciiText(text: string): string {
  return text.replaceAll(/[^\n\x20-\x7e]/gu, escaped);
}

/** A character outside the basic plane takes two units. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
