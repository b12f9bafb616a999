/**
 * The folder of the package, whether this module runs from source, from a bundle in dist, or as a
 * compiled copy.
 */
import { existsSync } from 'node:fs';
import { ModelError } from '../errors.ts';

function folderOfPackage(from: URL): URL {
  for (let folder = new URL('.', from); ; folder = new URL('..', folder)) {
    if (existsSync(new URL('package.json', folder))) return folder;
    if (folder.pathname === '/') throw new ModelError(`no package.json above ${from.pathname}`);
  }
}

/** Ends in a slash. */
export const packageFolder: URL = folderOfPackage(new URL(import.meta.url));
