/**
 * From texts to syntax trees: preprocess, strip, parse. The result is plain data, which another
 * thread can receive.
 */

import type { Vocabulary } from './environment.ts';
import { checkBraces } from './preprocess/braces.ts';
import { type OutputData, OutputText, outputOf } from './preprocess/output-text.ts';
import { type Configuration, type Preprocessed, preprocess } from './preprocess/preprocess.ts';
import { strip } from './preprocess/strip.ts';
import type { SourceText } from './source-text.ts';
import type { CParser } from './syntax.ts';
import { SyntaxNode, type TreeData } from './syntax-tree.ts';
import type { Unit } from './unit.ts';

/** A text after preprocessing and parsing. */
export interface ParsedText {
  /** The index of the text. */
  readonly index: number;
  readonly output: OutputData;
  readonly tree: TreeData;
  readonly locks: readonly string[];
  readonly isPreferred: boolean;
  /** Options of the configuration that the text tests and that are not set. */
  readonly takenOff: readonly string[];
}

/** The units of texts, from what `parseTexts` returned for them. */
export function parsedUnits(
  texts: readonly SourceText[],
  parsed: readonly ParsedText[],
): readonly Unit[] {
  return parsed.map(({ index, output, tree, locks, isPreferred }) => ({
    output: new OutputText(texts[index], output),
    root: new SyntaxNode(tree, output.text),
    locks,
    isPreferred,
  }));
}

/**
 * The checked text comes first. The result is in order of precedence: tables of the user, headers,
 * the checked text, the others.
 */
export function parseTexts(
  parser: CParser,
  vocabulary: Vocabulary,
  configuration: Configuration,
  texts: readonly SourceText[],
): readonly ParsedText[] {
  const given = texts.slice(1).map((text, at) => {
    return { index: at + 1, text, part: preprocess(text, configuration) };
  });
  const tables = given.filter(({ part }) => part.isTable);
  const isHeader = ({ text }: { readonly text: SourceText }): boolean => text.file.endsWith('.h');
  const headers = given.filter((one) => !one.part.isTable && isHeader(one));
  const rest = given.filter((one) => !one.part.isTable && !isHeader(one));
  // Every text sees the definitions of headers; those of tables come last.
  const macros = new Map([...headers, ...tables].flatMap(({ part }) => [...part.macros]));
  const parsed = (index: number, part: Preprocessed, isPreferred: boolean): ParsedText => {
    // Other texts are read only for what the checked one needs.
    if (index === 0) checkBraces(texts[0], part.tokens);
    return { index, isPreferred, ...parsedText(parser, vocabulary, texts[index], part) };
  };
  const withMacros = (index: number, isPreferred: boolean): ParsedText =>
    parsed(index, preprocess(texts[index], configuration, macros), isPreferred);
  return [
    ...tables.map(({ index, part }) => parsed(index, part, true)),
    ...headers.map(({ index, part }) => parsed(index, part, false)),
    withMacros(0, true),
    ...rest.map(({ index }) => withMacros(index, false)),
  ];
}

function parsedText(
  parser: CParser,
  vocabulary: Vocabulary,
  source: SourceText,
  { tokens, takenOff }: Preprocessed,
): Pick<ParsedText, 'output' | 'tree' | 'locks' | 'takenOff'> {
  const stripped = strip(tokens, vocabulary);
  const output = outputOf(source, stripped.tokens);
  const tree = parser.parse(new OutputText(source, output));
  return { output, tree, locks: [...stripped.locks], takenOff };
}
