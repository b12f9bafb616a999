/** The page of a counterexample in a real browser, opened from disk. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { ShowDocument } from '../../../src/commands/show/document.ts';
import type { VmemTrace } from '../../../src/subjects/vmem/trace/steps.ts';
import { findChromium } from '../../support/chromium.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const main = join(root, 'dist/main/main.js');

function tablewalk(...argv: readonly string[]): string {
  return execFileSync(process.execPath, [main, ...argv], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** The output of `show --format json`. */
export function shownJson(file: string): VmemTrace & ShowDocument {
  return JSON.parse(tablewalk('show', file, '--format', 'json'));
}

export interface OpenOptions extends BrowserContextOptions {
  /** Position in the address. */
  readonly at?: number;
  /** The steps in the page. */
  readonly part?: { readonly from: number; readonly to: number };
}

export interface OpenPage {
  readonly page: Page;
  /** Console errors and warnings, exceptions, and requests other than the file itself. */
  readonly complaints: string[];
}

/** One browser and the pages written for it. */
export class PageBrowser {
  private readonly browser: Browser;
  private readonly directory = mkdtempSync(join(tmpdir(), 'tablewalk-page-'));
  private readonly written = new Map<string, string>();

  private constructor(browser: Browser) {
    this.browser = browser;
  }

  static async start(): Promise<PageBrowser> {
    const executablePath = findChromium(process.env);
    if (executablePath === null)
      throw new Error('no Chromium; vitest.config.ts should have said so');
    // The sandbox is off, because tests run as root in containers. They open only our own files.
    return new PageBrowser(await chromium.launch({ executablePath, args: ['--no-sandbox'] }));
  }

  async stop(): Promise<void> {
    await this.browser.close();
    rmSync(this.directory, { recursive: true });
  }

  /** An empty page, and a list that collects its errors. */
  async blank(options: BrowserContextOptions = {}): Promise<OpenPage> {
    const context = await this.browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    return { page, complaints };
  }

  async open(file: string, { at, part, ...options }: OpenOptions = {}): Promise<OpenPage> {
    const { page, complaints } = await this.blank(options);
    const url = pathToFileURL(this.pageOf(file, part)).href;
    page.on('request', (request) => {
      if (request.url().replace(/#.*/, '') !== url) complaints.push(`asks for ${request.url()}`);
    });
    await page.goto(at === undefined ? url : `${url}#${at}`);
    await page.getByRole('slider').waitFor();
    return { page, complaints };
  }

  private pageOf(file: string, part: OpenOptions['part']): string {
    const steps = part === undefined ? [] : ['--from', `${part.from}`, '--to', `${part.to}`];
    const key = [file, ...steps].join(' ');
    const known = this.written.get(key);
    if (known !== undefined) return known;
    const page = join(this.directory, `${this.written.size}.html`);
    tablewalk('show', file, '--format', 'html', ...steps, '--out', page);
    this.written.set(key, page);
    return page;
  }
}
