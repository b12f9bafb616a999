/** The C parser, with its grammar from disk: next to the program in dist, else that of a checkout. */
import { existsSync, readFileSync } from 'node:fs';
import { CParser } from '../../../c/syntax.ts';
import { ModelError } from '../../../errors.ts';
import { packageFolder } from '../../../files/package-folder.ts';

const places = ['dist/c/tree-sitter-c.wasm', 'node_modules/tree-sitter-c/tree-sitter-c.wasm'];

/** Of this thread. */
let parser: Promise<CParser> | undefined;

/** Created once per thread: it takes 20 ms. */
export function createCParser(): Promise<CParser> {
  parser ??= newParser();
  return parser;
}

function newParser(): Promise<CParser> {
  const found = places.map((place) => new URL(place, packageFolder)).find((url) => existsSync(url));
  if (found === undefined) throw new ModelError(`the C grammar is missing: ${places.join(', ')}`);
  return CParser.create(readFileSync(found));
}
