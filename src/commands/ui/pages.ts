/** Pages of counterexamples, computed on demand: a few at a time, each in its own thread and within limits. */

import { MemoryError } from '../../errors.ts';
import type { JobHooks, JobKind } from '../../jobs/job.ts';
import type { JobRunner } from '../../jobs/job-runner.ts';
import { Stopped } from '../../stop.ts';
import type { Subject } from '../../subject/subject.ts';
import { formatBytes, plain } from '../../text/paragraph.ts';
import { commandHere, quotedPath, type Self } from '../../text/shell.ts';
import { replayFile } from '../replay/run.ts';
import { type AskedWindow, pageTraceOf } from '../show/asked-window.ts';
import { showDocument } from '../show/document.ts';
import { type PartOf, pageDocument } from '../show/page-document.ts';
import { deflated, pageHtml, readPageAssets } from '../show/page-html.ts';
import { showText } from '../show/text.ts';
import { showPath } from './list.ts';

export interface PageLimits {
  /** Per page, from its start. */
  readonly elapsedMsMax: number;
  /** Memory for the objects of one page. */
  readonly memoryBytesMax: number;
}

export interface PagesControl {
  readonly subjectOf: (file: string) => Promise<Subject>;
  readonly runJob: JobRunner;
  readonly now: () => number;
  readonly self: Self;
  readonly pageLimits: PageLimits;
}

/** Pages computed in parallel: each takes a thread, and memory up to its limit. */
const atOnce = 4;

/** Node ignores longer timeouts. */
const timerMsMax = 2 ** 31 - 1;

/** A page that was not computed; the message is a sentence for the browser. */
export class PageRefused extends Error {
  override readonly name = 'PageRefused';
}

export class UiPages {
  private readonly control: PagesControl;
  private readonly stopping = new AbortController();
  private readonly waiting: (() => void)[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private taken = 0;

  constructor(control: PagesControl) {
    this.control = control;
  }

  /**
   * The page of a counterexample. `left`: aborted when the browser no longer waits for it. Throws
   * `PageRefused` if a limit was reached, and `InputError` for an invalid file.
   */
  async page(file: string, window: AskedWindow, left: AbortSignal): Promise<string> {
    await this.turn(left);
    const page = this.compute(file, window, left);
    const settled = page.catch(() => undefined);
    this.running.add(settled);
    try {
      return await page;
    } finally {
      this.running.delete(settled);
      this.taken--;
      this.wake();
    }
  }

  /** Aborts all pages and waits for their threads. */
  async stopAll(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await Promise.all(this.running);
  }

  /** Waits until fewer pages are being computed, then takes a slot unless the request was aborted. */
  private async turn(left: AbortSignal): Promise<void> {
    const isOver = (): boolean => this.stopping.signal.aborted || left.aborted;
    while (this.taken >= atOnce && !isOver()) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        left.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    if (isOver()) throw new PageRefused('This page is no longer requested.');
    this.taken++;
  }

  /** All waiting requests check again, in order. */
  private wake(): void {
    for (const look of this.waiting.splice(0)) look();
  }

  private async compute(file: string, window: AskedWindow, left: AbortSignal): Promise<string> {
    const { subjectOf, runJob, now, self, pageLimits } = this.control;
    const { elapsedMsMax, memoryBytesMax } = pageLimits;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), Math.min(elapsedMsMax, timerMsMax));
    const signal = AbortSignal.any([left, late.signal, this.stopping.signal]);
    try {
      const job = { file, window, self, memoryBytesMax };
      const subject = await subjectOf(file);
      const control = { subject, now, signal, onProgress: () => undefined };
      return (await runJob(pages, job, control)).html;
    } catch (error) {
      if (error instanceof Stopped) throw new PageRefused(lateText(file, elapsedMsMax));
      if (error instanceof MemoryError) throw new PageRefused(largeText(file, memoryBytesMax));
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function lateText(file: string, elapsedMsMax: number): string {
  return `${file}: its page is not finished after ${elapsedMsMax / 1000} s; start tablewalk ui with a larger --time-limit, or ask for the text: tablewalk show`;
}

function largeText(file: string, memoryBytesMax: number): string {
  return `${file}: its page needs more memory than ${formatBytes(memoryBytesMax)}; start tablewalk ui with a larger --max-memory, or ask for the text: tablewalk show`;
}

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
