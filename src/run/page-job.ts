/** The page of one counterexample as plain data, so that a thread of its own can compute it. */
import { type PartOf, pageDocument } from '../report/page-document.ts';
import { pageHtml } from '../report/page-html.ts';
import { plain } from '../report/paragraph.ts';
import { commandHere, quotedPath, type Self } from '../report/shell.ts';
import { showDocument } from '../report/show-document.ts';
import { showText } from '../report/show-text.ts';
import { showPath } from '../report/ui-list.ts';
import type { AskedWindow } from './asked-window.ts';
import { deflated, readPageAssets } from './page-files.ts';
import { replayFile } from './replay-files.ts';
import { outlineFile, pageTraceOf } from './trace-file.ts';

export interface PageJob {
  readonly kind: 'page';
  readonly file: string;
  /** The steps that were asked for. */
  readonly window: AskedWindow;
  /** For the commands in the story. */
  readonly self: Self;
  /** Of the objects of the thread. */
  readonly memoryBytesMax: number;
}

export interface PageAnswer {
  readonly kind: 'page';
  readonly html: string;
}

export function runPage({ file, window, self }: PageJob): PageAnswer {
  const replayed = replayFile(file);
  const { counterexample, invariant } = replayed;
  const document = showDocument(counterexample, invariant, pageTraceOf(file, replayed, window));
  const trace = outlineFile(file, replayed);
  const paint = { ...plain, self };
  const parts = { counterexample, invariant, trace, file, allSteps: false, paint };
  return {
    kind: 'page',
    html: pageHtml(
      readPageAssets(),
      pageDocument(document, showText(parts), partOf(file, self)),
      deflated,
      '/',
    ),
  };
}

function partOf(file: string, self: Self): PartOf {
  return ({ from, to }) => ({
    command: commandHere(
      `tablewalk show ${quotedPath(file)} --format html --from ${from} --to ${to} --out page.html`,
      self,
    ),
    address: `${showPath(file)}&from=${from}&to=${to}`,
  });
}
