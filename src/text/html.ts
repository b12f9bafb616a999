/** Text within HTML. */
import { visibleText } from './visible-text.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe as the content of an element and as a quoted attribute. */
export function escaped(text: string): string {
  return visibleText(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

export interface HtmlParts {
  readonly title: string;
  readonly style: string;
  /** Additional elements of the head. */
  readonly head?: readonly string[];
  readonly body: readonly string[];
}

/** A whole page, without a line end after it. `title` is text; `style` and the rest are inserted verbatim. */
export function htmlPage({ title, style, head = [], body }: HtmlParts): string {
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    ...head,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    ...body,
    '</body>',
    '</html>',
  ].join('\n');
}
