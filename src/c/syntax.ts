/** The syntax tree of a text, from tree-sitter, with positions in the original text. */
import { Language, type Node, Parser, type ParseState } from 'web-tree-sitter';
import { stopIfDueNowAndThen } from '../stop.ts';
import type { OutputText } from './preprocess/output-text.ts';
import { Refusal } from './refusal.ts';
import type { Span } from './source-text.ts';

export type SyntaxNode = Node;

/** A C parser, created once per thread: it takes 20 ms. */
export class CParser {
  private readonly parser: Parser;

  private constructor(parser: Parser) {
    this.parser = parser;
  }

  /** `grammar`: the bytes of tree-sitter-c.wasm. */
  static async create(grammar: Uint8Array): Promise<CParser> {
    await Parser.init();
    const parser = new Parser();
    parser.setLanguage(await Language.load(grammar));
    return new CParser(parser);
  }

  /** The tree stays in the memory of the grammar until it is released. */
  parse(output: OutputText): ParsedText {
    const { text } = output;
    let looks = 0;
    let offset = 0;
    let stopped: unknown;
    // An exception must not unwind frames of the grammar: memory of the aborted parse would leak.
    const progressCallback = ({ currentOffset }: ParseState): boolean => {
      offset = currentOffset;
      try {
        stopIfDueNowAndThen();
      } catch (error) {
        stopped = error;
      }
      return stopped !== undefined || ++looks > looksMin + text.length;
    };
    const tree = this.parser.parse(text, null, { progressCallback });
    if (tree !== null) return { root: tree.rootNode, release: () => tree.delete() };
    this.parser.reset();
    if (stopped !== undefined) throw stopped;
    throw new Refusal(
      output.spanOf(offset, offset + 1),
      'the text is too far from C to be read on from here',
    );
  }
}

export interface ParsedText {
  readonly root: SyntaxNode;
  /** Nodes of the text must not be used afterwards. */
  readonly release: () => void;
}

/** Called after some hundred actions of the parser; C takes fewer actions than characters. */
const looksMin = 10_000;

/** A node together with the text that its offsets refer to. */
export function spanOf(output: OutputText, node: SyntaxNode): Span {
  return output.spanOf(node.startIndex, node.endIndex);
}

/** Named children; comments are already removed. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  return node.namedChildren.filter((child) => child !== null);
}

export function field(node: SyntaxNode, name: string): SyntaxNode | undefined {
  return node.childForFieldName(name) ?? undefined;
}

/** The first descendant that the parser inserted or could not place. */
export function firstBroken(node: SyntaxNode): SyntaxNode | undefined {
  let at = node;
  while (at.hasError) {
    if (at.type === 'ERROR' || at.isMissing) return at;
    const broken = at.children.find((child) => child.hasError || child.isMissing);
    if (broken === undefined) return at;
    at = broken;
  }
  return at.isMissing || at.type === 'ERROR' ? at : undefined;
}
