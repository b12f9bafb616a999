/** Text from outside, made safe for a terminal and a CI log: invisible characters become `\uXXXX`. */

/**
 * Control characters except the line feed, direction marks, zero-width characters, Unicode line ends,
 * unpaired surrogates and noncharacters.
 */
const hidden =
  /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** Any number of lines. Escaped JSON is still the same JSON; escaping twice changes nothing. */
export function visibleText(text: string): string {
  return text.replaceAll(hidden, escapedCharacter);
}

/** Always a single line. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', escapedCharacter);
}

/**
 * What a CI runner would execute when it reads the log: a line that starts with `::` after white space
 * (GitHub), and `##[`, `##vso[`, `##teamcity[` anywhere.
 */
export function inertText(text: string): string {
  return text
    .replaceAll(
      /^([^\S\n]*)(:)(?=:)/gm,
      (_, space: string, sign: string) => space + escapedCharacter(sign),
    )
    .replaceAll(/#(?=#\w*\[)/g, escapedCharacter);
}

/** Only printable ASCII and line feeds: for a mail. */
export function asciiText(text: string): string {
  return text.replaceAll(/[^\n\x20-\x7e]/gu, escapedCharacter);
}

/** The beginning of a long text, so that a message stays short. */
export function shortened(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 3)}...` : text;
}

/** A value from outside, for a message. */
export function quotedValue(text: string, max = 60): string {
  return JSON.stringify(shortened(text, max));
}

/** A character outside the basic plane takes two units. */
function escapedCharacter(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
