/** The built page on disk: next to the program in dist, also when running from source. */
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { packageFolder } from '../../files/package-folder.ts';
import type { PageAssets } from './page-html.ts';

const folder = new URL('dist/page/', packageFolder);

export function readPageAssets(): PageAssets {
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
  return { script: read('page.js'), style: read('page.css') };
}

/** Compressed, in Base64: a sixth of the size in a real geometry. The page decompresses it. */
export function deflated(text: string): string {
  return deflateRawSync(text).toString('base64');
}
