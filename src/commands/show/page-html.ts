/** One counterexample as one HTML file without network access: the built page with an embedded document. */

import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { ModelError } from '../../errors.ts';
import { packageFolder } from '../../files/package.ts';
import { escaped, htmlPage } from '../../text/html.ts';
import { type PageDocument, packed } from './page-document.ts';

/** The output of `npm run build:page`. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** The page finds the document by this id. */
const documentId = 'counterexample';

/**
 * Nothing in the document can become markup or script, because `deflated` encodes it as Base64.
 * `home`: address of the list of counterexamples, if the page is served.
 */
export function pageHtml(
  { script, style }: PageAssets,
  document: PageDocument,
  deflated: (text: string) => string,
  home: string | null = null,
): string {
  if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style)) {
    throw new ModelError('the built page would end its own script or style element');
  }
  const title = `${document.revision} violates ${document.show.invariant.id}`;
  return htmlPage({
    title: `${title} - tablewalk`,
    style,
    head: [
      // Enforced by the browser: nothing is fetched, nothing is sent.
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">`,
    ],
    body: [
      // Shown where scripts do not run, as in a mail program; the script replaces it with the page.
      `<div id="page"${home === null ? '' : ` data-home="${escaped(home)}"`}><main><h1>${escaped(title)}</h1><pre>${escaped(document.story)}</pre></main></div>`,
      `<script type="text/plain" id="${documentId}">${deflated(JSON.stringify(packed(document)))}</script>`,
      `<script>${script}</script>`,
    ],
  });
}

const folder = new URL('dist/page/', packageFolder);

export function readPageAssets(): PageAssets {
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
  return { script: read('page.js'), style: read('page.css') };
}

/** Compressed, in Base64: a sixth of the size in a real geometry. The page decompresses it. */
export function deflated(text: string): string {
  return deflateRawSync(text).toString('base64');
}
