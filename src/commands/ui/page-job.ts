/** The page of one counterexample as plain data for a worker thread. */

import type { JobHooks, JobKind } from '../../jobs/job.ts';
import { plain } from '../../text/paragraph.ts';
import { commandHere, quotedPath, type Self } from '../../text/shell.ts';
import { replayFile } from '../replay/run.ts';
import type { AskedWindow } from '../show/asked-window.ts';
import { showDocument } from '../show/document.ts';
import { type PartOf, pageDocument } from '../show/page-document.ts';
import { deflated, readPageAssets } from '../show/page-files.ts';
import { pageHtml } from '../show/page-html.ts';
import { showText } from '../show/text.ts';
import { pageTraceOf } from '../show/trace-file.ts';
import { showPath } from './list.ts';

export interface PageJob {
  readonly file: string;
  /** The requested steps. */
  readonly window: AskedWindow;
  /** For the commands in the story. */
  readonly self: Self;
  /** Memory for the objects of the thread. */
  readonly memoryBytesMax: number;
}

export interface PageAnswer {
  readonly html: string;
}

export const pages: JobKind<PageJob, PageAnswer> = {
  name: 'page',
  run: runPage,
  memoryBytesMax: (job) => job.memoryBytesMax,
};

function runPage({ file, window, self }: PageJob, { subject }: JobHooks): PageAnswer {
  const replayed = replayFile(subject, file);
  const { counterexample, invariant } = replayed;
  const { trace, purposes } = pageTraceOf(subject, replayed, window);
  const document = showDocument(subject, counterexample, invariant, trace);
  const paint = { ...plain, self };
  const parts = { counterexample, invariant, file, allSteps: false, paint };
  return {
    html: pageHtml(
      readPageAssets(),
      pageDocument(subject, document, showText(subject, parts), purposes, partOf(file, self)),
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
