/** From a text to its syntax tree: preprocess, strip, parse. */

import type { Vocabulary } from './environment.ts';
import { OutputText } from './preprocess/output-text.ts';
import { type Configuration, preprocess } from './preprocess/preprocess.ts';
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

export function parseUnit(
  parser: CParser,
  vocabulary: Vocabulary,
  configuration: Configuration,
  text: SourceText,
): ParsedUnit {
  const { tokens, takenOff } = preprocess(text, configuration);
  const stripped = strip(tokens, vocabulary);
  const output = new OutputText(text);
  for (const token of stripped.tokens) output.add(token);
  const { root, release } = parser.parse(output);
  return { unit: { output, root, locks: stripped.locks }, takenOff: [...takenOff], release };
}
