/** One counterexample as one HTML file that needs no network: the built page, filled with a document. */
import { ModelError } from '../../errors.ts';
import { escaped, htmlPage } from '../../text/html.ts';
import { packed } from './packed-document.ts';
import type { PageDocument } from './page-document.ts';

/** What `npm run build:page` made. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** Scripts of the page find the document under this id. */
const documentId = 'counterexample';

/**
 * Whatever the document holds, none of it becomes markup or script: `deflated` makes Base64 of it. `home`: where a list of counterexamples
 * is, if the page is served beside one.
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
  const { counterexample, invariant } = document.show;
  const title = `${counterexample.request.revision} violates ${invariant.id}`;
  return htmlPage({
    title: `${title} - tablewalk`,
    style,
    head: [
      // Also in a browser that knows a way: nothing is fetched, nothing is sent.
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">`,
    ],
    body: [
      // Read where scripts do not run, as in a mail program; the script puts the page in its place.
      `<div id="page"${home === null ? '' : ` data-home="${escaped(home)}"`}><main><h1>${escaped(title)}</h1><pre>${escaped(document.story)}</pre></main></div>`,
      `<script type="text/plain" id="${documentId}">${deflated(JSON.stringify(packed(document)))}</script>`,
      `<script>${script}</script>`,
    ],
  });
}
