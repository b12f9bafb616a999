/** The syntax tree of a text, as tree-sitter makes it, with places in the text that was given. */
import { Language, type Node, Parser } from 'web-tree-sitter';
import type { OutputText } from './preprocess/output-text.ts';
import { Refusal } from './refusal.ts';
import type { Span } from './source-text.ts';

export type SyntaxNode = Node;

/** Larger texts are refused at the door: vmem.c has 20 KB. */
const textMax = 2_000_000;

/** A parser of C, to be made once a thread: it takes 20 ms. */
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

  parse(output: OutputText): SyntaxNode {
    const { text } = output;
    const tree = text.length > textMax ? null : this.parser.parse(text);
    if (tree === null) {
      throw new Refusal(output.spanOf(0, 1), `the text is larger than ${textMax} characters`);
    }
    return tree.rootNode;
  }
}

/** A node together with the text that its offsets count in. */
export function spanOf(output: OutputText, node: SyntaxNode): Span {
  return output.spanOf(node.startIndex, node.endIndex);
}

/** Children that mean something; comments are gone already. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  return node.namedChildren.filter((child) => child !== null);
}

export function field(node: SyntaxNode, name: string): SyntaxNode | undefined {
  return node.childForFieldName(name) ?? undefined;
}

/** The first node inside that the parser made up or could not place. */
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
