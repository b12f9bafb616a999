/** The C parser with its grammar from disk: next to the program in dist, otherwise from a checkout. */
import { existsSync, readFileSync } from 'node:fs';
import { CParser } from '../../c/syntax.ts';
import { ModelError } from '../../errors.ts';
import { packageFolder } from '../../files/package.ts';

const places = ['dist/c/tree-sitter-c.wasm', 'node_modules/tree-sitter-c/tree-sitter-c.wasm'];

/** Per-thread state. */
const known: { creating?: Promise<CParser>; created?: CParser } = {};

/** Created once per thread: it takes 20 ms. */
export function createCParser(): Promise<CParser> {
  known.creating ??= newParser().then((parser) => (known.created = parser));
  return known.creating;
}

/** The parser of this thread. */
export function createdCParser(): CParser {
  if (known.created !== undefined) return known.created;
  throw new ModelError('a source is parsed in a thread without a parser');
}

function newParser(): Promise<CParser> {
  const found = places.map((place) => new URL(place, packageFolder)).find((url) => existsSync(url));
  if (found === undefined) throw new ModelError(`the C grammar is missing: ${places.join(', ')}`);
  return CParser.create(readFileSync(found));
}
