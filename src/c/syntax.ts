/** The parser of C, from tree-sitter, and how its trees are read. */
import type { Language, Parser, ParseState, Tree } from 'web-tree-sitter';
import { stopIfDueNowAndThen } from '../stop.ts';
import type { OutputText } from './preprocess/output-text.ts';
import { Refusal } from './refusal.ts';
import type { Span } from './source-text.ts';
import {
  copyTree,
  type GrammarNames,
  type SyntaxNode,
  type TreeData,
  type TreeWalk,
} from './syntax-tree.ts';

export type { SyntaxNode } from './syntax-tree.ts';

/** A C parser, created once per thread: it takes 20 ms. */
export class CParser {
  private readonly parser: Parser;
  private readonly names: GrammarNames;
  /** Undefined if the parser gave its module to an earlier caller. */
  private readonly module: CursorFunctions | undefined;

  private constructor(parser: Parser, language: Language, module: CursorFunctions | undefined) {
    this.parser = parser;
    this.module = module;
    const { types, fields } = language;
    const isNamed = types.map((_, type) => language.nodeTypeIsNamed(type));
    this.names = { types, fields, isNamed };
  }

  /** `grammar`: the bytes of tree-sitter-c.wasm. */
  static async create(grammar: Uint8Array): Promise<CParser> {
    const { Language, Parser } = await import('web-tree-sitter');
    // The parser creates its module with these options.
    const module: object = {};
    await Parser.init(module);
    const parser = new Parser();
    const language = await Language.load(grammar);
    parser.setLanguage(language);
    return new CParser(parser, language, hasCursors(module) ? module : undefined);
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
    const { module } = this;
    const cursor = module === undefined ? tree.walk() : new DirectCursor(module, tree);
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

/**
 * A cursor without its object: that copies its state into the module and back at each call, which takes ten
 * times as long as the call. Between the calls, nothing else uses the place of the state.
 */
class DirectCursor implements TreeWalk {
  private readonly module: CursorFunctions;
  /** Its address in the module. */
  private readonly tree: number;

  constructor(module: CursorFunctions, tree: Tree) {
    this.module = module;
    this.tree = Reflect.get(tree, 0);
    // The root node is now where the function expects it.
    void tree.rootNode;
    module._ts_tree_cursor_new_wasm(this.tree);
  }

  get nodeTypeId(): number {
    return this.module._ts_tree_cursor_current_node_type_id_wasm(this.tree);
  }

  get startIndex(): number {
    return this.module._ts_tree_cursor_start_index_wasm(this.tree);
  }

  get endIndex(): number {
    return this.module._ts_tree_cursor_end_index_wasm(this.tree);
  }

  get nodeIsMissing(): boolean {
    return this.module._ts_tree_cursor_current_node_is_missing_wasm(this.tree) === 1;
  }

  get currentFieldId(): number {
    return this.module._ts_tree_cursor_current_field_id_wasm(this.tree);
  }

  gotoFirstChild(): boolean {
    return this.module._ts_tree_cursor_goto_first_child_wasm(this.tree) === 1;
  }

  gotoNextSibling(): boolean {
    return this.module._ts_tree_cursor_goto_next_sibling_wasm(this.tree) === 1;
  }

  gotoParent(): boolean {
    return this.module._ts_tree_cursor_goto_parent_wasm(this.tree) === 1;
  }

  delete(): void {
    this.module._ts_tree_cursor_delete_wasm(this.tree);
  }
}

/** Functions of a module, by name. */
type CursorFunctions = Readonly<Record<(typeof cursorNames)[number], (tree: number) => number>>;

const cursorNames = [
  '_ts_tree_cursor_new_wasm',
  '_ts_tree_cursor_delete_wasm',
  '_ts_tree_cursor_goto_first_child_wasm',
  '_ts_tree_cursor_goto_next_sibling_wasm',
  '_ts_tree_cursor_goto_parent_wasm',
  '_ts_tree_cursor_current_node_type_id_wasm',
  '_ts_tree_cursor_current_node_is_missing_wasm',
  '_ts_tree_cursor_current_field_id_wasm',
  '_ts_tree_cursor_start_index_wasm',
  '_ts_tree_cursor_end_index_wasm',
] as const;

function hasCursors(module: object): module is CursorFunctions {
  return cursorNames.every((name) => typeof Reflect.get(module, name) === 'function');
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
