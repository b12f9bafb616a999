/** The document of the page, embedded by `show --format html` as compressed JSON in Base64. */
import { unpackDocument } from '../src/commands/show/page-document.ts';
import type { PageDocument } from './page-document.ts';

export async function readDocument(): Promise<PageDocument> {
  const text = atob(document.getElementById('counterexample')?.textContent ?? '');
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return unpackDocument(await new Response(stream).json()) as PageDocument;
}
