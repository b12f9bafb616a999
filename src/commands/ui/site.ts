/** Requests and responses of the ui, independent of HTTP: the list, counterexamples, jobs. */

import { findCounterexamples } from '../../counterexample/files.ts';
import { InputError, unlessRefused } from '../../errors.ts';
import { parseCount } from '../../input/parse-values.ts';
import type { Subject } from '../../subject/subject.ts';
import type { AskedWindow } from '../show/asked-window.ts';
import { type PageAssets, readPageAssets } from '../show/page-html.ts';
import { UiFiles } from './files.ts';
import { uiErrorHtml, uiIndexHtml, uiJobHtml } from './html.ts';
import { checkSeconds, type RunnerControl, type RunningJob, UiJobs } from './jobs.ts';
import { filterOf, type ListFilter } from './list.ts';
import { type PageLimits, UiPages } from './pages.ts';
import { type SwarmView, swarmHtml, type UiSwarm } from './swarm.ts';

export type SiteReply =
  | { readonly kind: 'page'; readonly status: number; readonly html: string }
  | { readonly kind: 'see'; readonly path: string }
  | { readonly kind: 'events'; readonly follow: EventSource };

/** Where the events of a page go. */
export interface EventStream {
  send(event: string, data: object): void;
  end(): void;
}

/** Returns what ends it. */
type EventSource = (stream: EventStream) => () => void;

export interface SiteControl extends RunnerControl {
  readonly subjectOf: (file: string) => Promise<Subject>;
  /** The swarm to follow; null for none. */
  readonly swarm: UiSwarm | null;
  readonly pageLimits: PageLimits;
}

function page(html: string): SiteReply {
  return { kind: 'page', status: 200, html };
}

export class UiSite {
  readonly jobs: UiJobs;
  readonly pages: UiPages;
  readonly list: UiFiles;
  readonly swarm: UiSwarm | null;
  private readonly subject: Subject;
  private readonly paths: readonly string[];
  private readonly directory: string;
  private readonly assets: PageAssets = readPageAssets();

  /** @throws InputError for a wrong path */
  constructor(paths: readonly string[], control: SiteControl) {
    findCounterexamples(paths);
    this.subject = control.subject;
    this.paths = paths;
    this.directory = control.directory;
    this.swarm = control.swarm;
    this.jobs = new UiJobs(control);
    this.pages = new UiPages(control);
    this.list = new UiFiles(control);
  }

  /** `left` is aborted when the browser no longer waits. */
  async get(url: URL, left: AbortSignal): Promise<SiteReply> {
    if (url.pathname === '/') return page(await this.index(filterOf(url.searchParams)));
    if (url.pathname === '/swarm/events' && this.swarm !== null) {
      return { kind: 'events', follow: eventsOfSwarm(this.swarm) };
    }
    if (url.pathname === '/show') return page(await this.show(url.searchParams, left));
    const [, number, part] = /^\/jobs\/(\d{1,6})(?:\/(events|matrix))?$/.exec(url.pathname) ?? [];
    const job = this.jobs.find(Number(number));
    if (job === undefined) return this.missing();
    const { id, title, found } = job;
    const { text = '', result = null, matrix = null, problem = null } = found ?? {};
    if (part === 'events') return { kind: 'events', follow: eventsOfJob(job) };
    if (part === 'matrix') return matrix === null ? this.missing() : page(matrix);
    const hasMatrix = matrix !== null;
    const isRunning = found === null;
    return page(uiJobHtml(this.assets, { id, title, isRunning, text, result, problem, hasMatrix }));
  }

  post(path: string, form: URLSearchParams): SiteReply {
    const job = this.jobFor(path, form);
    return job === undefined ? this.missing() : { kind: 'see', path: `/jobs/${job.id}` };
  }

  problem(status: number, message: string): SiteReply {
    return { kind: 'page', status, html: uiErrorHtml(this.assets, message) };
  }

  private missing(): SiteReply {
    return this.problem(404, 'There is no such page.');
  }

  private jobFor(path: string, form: URLSearchParams): RunningJob | undefined {
    if (path === '/check') return this.jobs.startCheck(form);
    if (path === '/series') return this.jobs.startSeries(form);
    const job = this.jobs.find(Number(/^\/jobs\/(\d{1,6})\/stop$/.exec(path)?.[1]));
    job?.stopping.abort();
    return job;
  }

  /** Files written by a check are in the list immediately; removed files are not. */
  private files(): string[] {
    const found = [...this.paths, this.directory].flatMap((path) =>
      unlessRefused(
        () => findCounterexamples([path]),
        () => [],
      ),
    );
    return [...new Set(found)];
  }

  private async index(filter: ListFilter): Promise<string> {
    const job = this.jobs.jobs.at(-1) ?? null;
    const files = await this.list.list(this.files());
    return uiIndexHtml(this.assets, {
      subject: this.subject,
      files,
      filter,
      seconds: checkSeconds,
      swarm: (await this.swarm?.view()) ?? null,
      job,
    });
  }

  /** Only files in the list: a path from a request is never opened. */
  private async show(query: URLSearchParams, left: AbortSignal): Promise<string> {
    const file = query.get('file') ?? '';
    if (!this.files().includes(file)) {
      throw new InputError(`${JSON.stringify(file)} is not in the list`);
    }
    return this.pages.page(file, windowOfQuery(query), left);
  }
}

/** `progress` with numbers, and the end. */
function eventsOfJob(job: RunningJob): EventSource {
  return (stream) => {
    if (job.found !== null) {
      stream.end();
      return () => undefined;
    }
    const listener = (progress: object | null): void => {
      if (progress === null) stream.end();
      else stream.send('progress', progress);
    };
    job.listeners.add(listener);
    return () => void job.listeners.delete(listener);
  };
}

/** `swarm` with the content of the section, when it has changed. */
function eventsOfSwarm(swarm: UiSwarm): EventSource {
  return (stream) => {
    let sent = '';
    return swarm.listen((view: SwarmView) => {
      const html = swarmHtml(view);
      if (html !== sent) stream.send('swarm', { html });
      sent = html;
    });
  };
}

/** Throws `InputError` unless it is a number. */
function windowOfQuery(query: URLSearchParams): AskedWindow {
  const [from, to] = ['from', 'to'].map((name) => {
    const text = query.get(name);
    return text === null ? undefined : parseCount(`--${name}`, text, 1, 1e9);
  });
  return { from, to };
}
