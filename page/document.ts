/** The document of the page, as `show --format html` wrote it into it. */
import { unpacked } from '../src/report/packed-document.ts';
import type { PageDocument } from '../src/report/page-document.ts';

export function readDocument(): PageDocument {
  const text = document.getElementById('counterexample')?.textContent;
  return unpacked(JSON.parse(text ?? ''));
}
