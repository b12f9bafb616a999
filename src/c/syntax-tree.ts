/** The syntax tree of a text as plain data: it needs no parser, and another thread can receive it. */
import { stopIfDueNowAndThen } from '../stop.ts';

/** Words of a node, in the order of the text: a node comes before its children. */
const wordsPerNode = 5;
const NodeWord = {
  type: 0,
  field: 1,
  start: 2,
  end: 3,
  /** The node after its last descendant. */ next: 4,
};

const NodeFlag = { named: 1 << 16, missing: 1 << 17, broken: 1 << 18 };
const typeMask = 0xffff;

/** Type number of what the parser could not place. */
const errorType = 0xffff;

/** A tree without the objects of its nodes, and without its text. */
export interface TreeData {
  readonly words: Int32Array<ArrayBuffer>;
  /** By number. */
  readonly types: readonly string[];
  readonly fields: readonly (string | null)[];
}

/** Objects of nodes are made when they are looked at. */
export class SyntaxNode {
  /** Equal for two objects of one tree that represent the same node. */
  readonly id: number;
  readonly parent: SyntaxNode | null;
  private readonly data: TreeData;
  private readonly whole: string;
  private known: readonly SyntaxNode[] | undefined;

  /** The root, unless an id is given. */
  constructor(data: TreeData, whole: string, id = 0, parent: SyntaxNode | null = null) {
    this.data = data;
    this.whole = whole;
    this.id = id;
    this.parent = parent;
  }

  private word(offset: number): number {
    return this.data.words[this.id * wordsPerNode + offset];
  }

  get type(): string {
    const number = this.word(NodeWord.type) & typeMask;
    return number === errorType ? 'ERROR' : this.data.types[number];
  }

  get startIndex(): number {
    return this.word(NodeWord.start);
  }

  get endIndex(): number {
    return this.word(NodeWord.end);
  }

  get text(): string {
    return this.whole.slice(this.startIndex, this.endIndex);
  }

  /** The parser inserted it. */
  get isMissing(): boolean {
    return (this.word(NodeWord.type) & NodeFlag.missing) !== 0;
  }

  /** The parser inserted it or a descendant, or could not place it. */
  get hasError(): boolean {
    return (this.word(NodeWord.type) & NodeFlag.broken) !== 0;
  }

  get children(): readonly SyntaxNode[] {
    if (this.known !== undefined) return this.known;
    const { data, whole, id } = this;
    const found: SyntaxNode[] = [];
    const end = this.word(NodeWord.next);
    for (let at = id + 1; at < end; at = data.words[at * wordsPerNode + NodeWord.next]) {
      found.push(new SyntaxNode(data, whole, at, this));
    }
    this.known = found;
    return found;
  }

  /** Without punctuation and keywords. */
  get namedChildren(): SyntaxNode[] {
    return this.children.filter((child) => (child.word(NodeWord.type) & NodeFlag.named) !== 0);
  }

  /** This node and its descendants of these types, in the order of the text. */
  ofTypes(wanted: readonly string[]): readonly SyntaxNode[] {
    const { data, whole, id } = this;
    const { words, types } = data;
    const found: SyntaxNode[] = [];
    const end = this.word(NodeWord.next);
    for (let at = id; at < end; at++) {
      const type = types[words[at * wordsPerNode + NodeWord.type] & typeMask];
      if (wanted.includes(type)) found.push(new SyntaxNode(data, whole, at));
    }
    return found;
  }

  get nextNamedSibling(): SyntaxNode | null {
    const siblings = this.parent?.namedChildren ?? [];
    return siblings[siblings.findIndex(({ id }) => id === this.id) + 1] ?? null;
  }

  childrenForFieldName(name: string): SyntaxNode[] {
    const { fields } = this.data;
    return this.children.filter((child) => fields[child.word(NodeWord.field)] === name);
  }

  childForFieldName(name: string): SyntaxNode | undefined {
    const { fields } = this.data;
    return this.children.find((child) => fields[child.word(NodeWord.field)] === name);
  }
}

/** A cursor at a node of the parser's tree. */
export interface TreeWalk {
  readonly nodeTypeId: number;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly nodeIsMissing: boolean;
  readonly currentFieldId: number;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** Properties of the grammar that the copy needs. */
export interface GrammarNames {
  readonly types: readonly string[];
  readonly fields: readonly (string | null)[];
  /** By type number. */
  readonly isNamed: readonly boolean[];
}

/** Copies the tree below a cursor. Not recursive: a text may nest without bound. */
export function copyTree(cursor: TreeWalk, { types, fields, isNamed }: GrammarNames): TreeData {
  const words = new GrowingWords();
  const open: number[] = [];
  const enter = (): void => {
    stopIfDueNowAndThen();
    const { nodeTypeId: type, startIndex, endIndex } = cursor;
    // Only a node without text can be one that is missing.
    const isMissing = startIndex === endIndex && cursor.nodeIsMissing;
    const isError = type === errorType;
    const flags =
      (isError || isNamed[type] ? NodeFlag.named : 0) |
      (isMissing ? NodeFlag.missing : 0) |
      (isError || isMissing ? NodeFlag.broken : 0);
    const field = open.length === 0 ? 0 : cursor.currentFieldId;
    open.push(words.add(type | flags, field, startIndex, endIndex));
  };
  const leave = (): void => words.close(open.pop() ?? 0, open.at(-1));
  enter();
  for (;;) {
    if (cursor.gotoFirstChild()) {
      enter();
      continue;
    }
    leave();
    while (!cursor.gotoNextSibling()) {
      if (open.length === 0 || !cursor.gotoParent()) {
        return { words: words.taken(), types, fields };
      }
      leave();
    }
    enter();
  }
}

class GrowingWords {
  private words = new Int32Array(1024 * wordsPerNode);
  private count = 0;

  add(type: number, field: number, start: number, end: number): number {
    const node = this.count++;
    const at = node * wordsPerNode;
    if (at === this.words.length) {
      const wider = new Int32Array(this.words.length * 2);
      wider.set(this.words);
      this.words = wider;
    }
    this.words[at + NodeWord.type] = type;
    this.words[at + NodeWord.field] = field;
    this.words[at + NodeWord.start] = start;
    this.words[at + NodeWord.end] = end;
    return node;
  }

  /** All descendants of a node were added. */
  close(node: number, parent: number | undefined): void {
    const at = node * wordsPerNode;
    this.words[at + NodeWord.next] = this.count;
    if (parent === undefined) return;
    this.words[parent * wordsPerNode + NodeWord.type] |=
      this.words[at + NodeWord.type] & NodeFlag.broken;
  }

  taken(): Int32Array<ArrayBuffer> {
    return this.words.slice(0, this.count * wordsPerNode);
  }
}
