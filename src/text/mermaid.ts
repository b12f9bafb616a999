/** Text of a Mermaid diagram. */

/** Without the characters that end or start something there. */
export function mermaidText(text: string): string {
  return text.replaceAll(';', ',').replaceAll('#', '');
}
