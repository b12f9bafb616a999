/** From texts to syntax trees: preprocess, strip, parse. */

import type { Vocabulary } from './environment.ts';
import { OutputText } from './preprocess/output-text.ts';
import { type Configuration, type Preprocessed, preprocess } from './preprocess/preprocess.ts';
import { strip } from './preprocess/strip.ts';
import type { SourceText } from './source-text.ts';
import type { CParser } from './syntax.ts';
import type { Unit } from './unit.ts';

export interface ParsedUnit {
  readonly unit: Unit;
  /** Options of the configuration that the text tests and that are not set. */
  readonly takenOff: readonly string[];
  /** Nodes of the unit must not be used afterwards. */
  readonly release: () => void;
}

/** The checked text alone. */
export function parseUnit(
  parser: CParser,
  vocabulary: Vocabulary,
  configuration: Configuration,
  text: SourceText,
): ParsedUnit {
  return parsed(parser, vocabulary, text, preprocess(text, configuration), true);
}

/**
 * The checked text is given first. The units come in the order in which their names count: tables of
 * the user, headers, the checked text, the others.
 */
export function* parseUnits(
  parser: CParser,
  vocabulary: Vocabulary,
  configuration: Configuration,
  [checked, ...others]: readonly SourceText[],
): Generator<ParsedUnit> {
  const given = others.map((text) => ({ text, part: preprocess(text, configuration) }));
  const tables = given.filter(({ part }) => part.isTable);
  const isHeader = ({ text }: { readonly text: SourceText }): boolean => text.file.endsWith('.h');
  const headers = given.filter((one) => !one.part.isTable && isHeader(one));
  const rest = given.filter((one) => !one.part.isTable && !isHeader(one));
  // What a header defines is there for every text, and what a table defines comes last.
  const macros = new Map([...headers, ...tables].flatMap(({ part }) => [...part.macros]));
  const withMacros = (text: SourceText): Preprocessed => preprocess(text, configuration, macros);
  for (const { text, part } of tables) yield parsed(parser, vocabulary, text, part, true);
  for (const { text, part } of headers) yield parsed(parser, vocabulary, text, part, false);
  yield parsed(parser, vocabulary, checked, withMacros(checked), true);
  for (const { text } of rest) yield parsed(parser, vocabulary, text, withMacros(text), false);
}

function parsed(
  parser: CParser,
  vocabulary: Vocabulary,
  text: SourceText,
  { tokens, takenOff }: Preprocessed,
  isPreferred: boolean,
): ParsedUnit {
  const stripped = strip(tokens, vocabulary);
  const output = new OutputText(text);
  for (const token of stripped.tokens) output.add(token);
  const { root, release } = parser.parse(output);
  return { unit: { output, root, locks: stripped.locks, isPreferred }, takenOff, release };
}
