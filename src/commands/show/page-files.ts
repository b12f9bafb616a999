/** The built page on disk: beside the program in dist, also for who runs it from source. */
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import type { PageAssets } from './page-html.ts';

const folder = new URL('../../../dist/page/', import.meta.url);

export function readPageAssets(): PageAssets {
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
  return { script: read('page.js'), style: read('page.css') };
}

/** Compressed, in Base64: a sixth of the document of a real geometry. The page has the way back. */
export function deflated(text: string): string {
  return deflateRawSync(text).toString('base64');
}
