/** The parser of C, from tree-sitter, and how its trees are read. */
import { Language, Parser, type ParseState, type Tree } from 'web-tree-sitter';
import { stopIfDueNowAndThen } from '../stop.ts';
import type { OutputText } from './preprocess/output-text.ts';
import { Refusal } from './refusal.ts';
import type { Span } from './source-text.ts';
import { copyTree, type GrammarNames, type SyntaxNode, type TreeData } from './syntax-tree.ts';

export type { SyntaxNode } from './syntax-tree.ts';

/** A C parser, created once per thread: it takes 20 ms. */
export class CParser {
  private readonly parser: Parser;
  private readonly names: GrammarNames;

  private constructor(parser: Parser, language: Language) {
    this.parser = parser;
    const { types, fields } = language;
    const isNamed = types.map((_, type) => language.nodeTypeIsNamed(type));
    this.names = { types, fields, isNamed };
  }

  /** `grammar`: the bytes of tree-sitter-c.wasm. */
  static async create(grammar: Uint8Array): Promise<CParser> {
    // The parser creates its module with these options.
    const module: ParserModule = {};
    await Parser.init(module);
    readWordsQuickly(module);
    const parser = new Parser();
    const language = await Language.load(grammar);
    parser.setLanguage(language);
    return new CParser(parser, language);
  }

  parse(output: OutputText): TreeData {
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
    if (tree !== null) return this.copied(tree);
    this.parser.reset();
    if (stopped !== undefined) throw stopped;
    throw new Refusal(
      output.spanOf(offset, offset + 1),
      'the text is too far from C to be read on from here',
    );
  }

  /** The memory of the grammar is free afterwards. */
  private copied(tree: Tree): TreeData {
    const cursor = tree.walk();
    try {
      return copyTree(cursor, this.names);
    } finally {
      cursor.delete();
      tree.delete();
    }
  }
}

/** Called after some hundred actions of the parser; C takes fewer actions than characters. */
const looksMin = 10_000;

/** Emscripten functions that pass words between parser and grammar, thirty times per node. */
interface ParserModule {
  readonly HEAP32?: Int32Array;
  setValue?: (at: number, value: number, type: string) => void;
  getValue?: (at: number, type: string) => number;
}

/**
 * Copying a tree takes a third of the time if words are passed without looking up the names of their
 * types.
 */
function readWordsQuickly(module: ParserModule): void {
  const { setValue, getValue, HEAP32 } = module;
  if (HEAP32 === undefined || setValue === undefined || getValue === undefined) return;
  // After growing, the memory is a different object.
  const words = (): Int32Array => module.HEAP32 ?? HEAP32;
  module.setValue = (at, value, type) => {
    if (type === 'i32') words()[at >> 2] = value;
    else setValue(at, value, type);
  };
  module.getValue = (at, type) => (type === 'i32' ? words()[at >> 2] : getValue(at, type));
}

/** A node together with the text that its offsets refer to. */
export function spanOf(output: OutputText, node: SyntaxNode): Span {
  return output.spanOf(node.startIndex, node.endIndex);
}

/** Named children; comments are already removed. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  return node.namedChildren;
}

export function field(node: SyntaxNode, name: string): SyntaxNode | undefined {
  return node.childForFieldName(name);
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
