/** Text of a Mermaid diagram. */

/** Removes the characters with a meaning in the syntax. */
export function mermaidText(text: string): string {
  return text.replaceAll(';', ',').replaceAll('#', '');
}
