/**
 * Turns readable programs into a state machine, lazily: a node is a history of answers, its content the next
 * step. Programs run only when a history is new; then its step is compiled.
 */
import { ModelError } from '../../../errors.ts';
import type { Operation } from '../environment/scope.ts';
import {
  AllocKind,
  type Answer,
  type CallKind,
  Op,
  type Program,
  ReadAnswer,
  type Request,
} from '../kernel/request.ts';
import { compileInScope } from './compile-in-scope.ts';
import type { StepCompiler } from './compile-step.ts';
import type { VectorLayout } from './layout.ts';
import { otherPrograms, SharedHistories } from './shared-histories.ts';
import { staticOfCode } from './static-values.ts';
import { opEnd, StepWord, storeStep, wordsPerStep } from './step-words.ts';

/** Answers are coded 0, 1, 2; only a load of a static variable has more. */
const codesPerNode = 3;
const wideCodes = 256;

/** Table levels, including the root, whose handle a walk can hold. */
const levelCount = 5;
const noHandle = -1;

/** Words per node in a checkpoint. */
const savedWords = 3;

/** A step reached by some history. */
export interface Branch {
  readonly request: Request;
  /** Its entry point; undefined before the first call. */
  readonly call: CallKind | undefined;
  /** Bit c: a history continued with the answer of code c. */
  readonly answers: number;
}

interface Parked {
  readonly node: number;
  readonly program: Program<number>;
}

export class HistoryTrie {
  /** By node: the op of its step. */
  op: Uint8Array = new Uint8Array(1024);
  /** By node: the operation it belongs to. */
  operationOf: Int32Array = new Int32Array(1024);
  /** By node and level: the table whose handle the walk holds and that other threads can see, or -1. */
  holds: Int16Array = new Int16Array(1024 * levelCount).fill(noHandle);
  private children: Int32Array = new Int32Array(1024 * codesPerNode);
  private parent: Int32Array = new Int32Array(1024);
  private answered: Uint8Array = new Uint8Array(1024);
  /** By node and `StepWord`: the rest of its step. */
  private words: Int32Array = new Int32Array(1024 * wordsPerStep);
  /** Children by node and code, for larger codes. */
  private readonly wide = new Map<number, number>();
  private roots: Int32Array;
  private readonly operations: readonly Operation[];
  private readonly compiler: StepCompiler;
  private readonly layout: VectorLayout;
  /** By node: its request, for reports. */
  private readonly requests: Request[] = [];
  /** Node 0 is unused. */
  private count = 1;
  private parked: Parked | undefined;
  private shared: SharedHistories | undefined;

  constructor(operations: readonly Operation[], compiler: StepCompiler, layout: VectorLayout) {
    this.operations = operations;
    this.layout = layout;
    this.compiler = compiler;
    this.roots = new Int32Array(operations.length);
  }

  get nodeCount(): number {
    return this.count - 1;
  }

  /** From now on nodes are numbered consistently with other tries. Only on a new trie. */
  share(memory: SharedArrayBuffer): void {
    this.shared = new SharedHistories(memory, this.operations.length);
  }

  /** Makes sure that this trie has a node that another one may have numbered. */
  ensureNode(node: number): void {
    if (this.shared === undefined || node === 0 || this.op[node]) return;
    const { operation, parent, code } = this.shared.meetingOf(node);
    if (parent !== 0) this.ensureNode(parent);
    this.addNode(operation, parent, code);
  }

  /** The node at which an operation starts. */
  root(operation: number): number {
    return this.roots[operation] || this.addNode(operation, 0, 0);
  }

  /** The node after the step of `node` was answered with `code`. */
  next(node: number, code: number): number {
    const operation = this.operationOf[node];
    if (code >= codesPerNode) {
      return this.wide.get(node * wideCodes + code) ?? this.addNode(operation, node, code);
    }
    return this.children[node * codesPerNode + code] || this.addNode(operation, node, code);
  }

  /** The nodes from the root of the operation to `node`, with the code of each answer. */
  history(node: number): { node: number; code: number }[] {
    const steps: { node: number; code: number }[] = [];
    for (let at = node; this.parent[at] !== 0; at = this.parent[at]) {
      steps.push({ node: this.parent[at], code: this.answered[at] });
    }
    return steps.reverse();
  }

  /** The request of a node; undefined where the program has ended. For reports. */
  request(node: number): Request | undefined {
    return this.requests[node];
  }

  /**
   * Every step that a history reached, with the answers that were seen there; an end is no step. Tries
   * that share numbering report the union of what was seen.
   */
  *branches(): Generator<Branch> {
    for (const node of this.shared?.nodes() ?? []) this.ensureNode(node);
    for (let node = 1; node < this.requests.length; node++) {
      const request = this.requests[node];
      if (request === undefined) continue;
      const { ordinal, kind } = this.compiler.calls[this.word(node, StepWord.call)];
      let answers = 0;
      for (let code = 0; code < codesPerNode; code++) {
        if (this.children[node * codesPerNode + code] !== 0) answers |= 1 << code;
      }
      yield { request, call: ordinal < 0 ? undefined : kind, answers };
    }
  }

  /** A word of the step of a node: at one of the offsets `StepWord`. */
  word(node: number, offset: number): number {
    return this.words[node * wordsPerStep + offset];
  }

  /** The table of `level` whose handle a thread at `node` holds, or -1. */
  tableHeld(node: number, level: number): number {
    return this.holds[node * levelCount + level];
  }

  /**
   * The order in which histories were discovered: (operation, parent, code) of each node. Tries that share
   * numbering save the union; none of them may add a node meanwhile.
   */
  save(): Int32Array {
    if (this.shared !== undefined) return this.shared.save();
    const words = new Int32Array(this.nodeCount * savedWords);
    for (let node = 1; node < this.count; node++) {
      const at = (node - 1) * savedWords;
      words[at] = this.operationOf[node];
      words[at + 1] = this.parent[node];
      words[at + 2] = this.answered[node];
    }
    return words;
  }

  /** Discovers the same histories in the same order, so that they get the same nodes. Only on a new trie. */
  restore(words: Int32Array): void {
    if (this.shared !== undefined) {
      this.shared.restore(words);
      for (const node of this.shared.nodes()) this.ensureNode(node);
      return;
    }
    for (let at = 0; at < words.length; at += savedWords) {
      const [operation, parent, code] = words.subarray(at, at + savedWords);
      const isKnown = parent < this.count && this.operationOf[parent] === (parent && operation);
      if (!isKnown || operation >= this.operations.length) throw otherPrograms();
      const node = this.count;
      const grown = parent === 0 ? this.root(operation) : this.next(parent, code);
      if (grown !== node) throw otherPrograms();
    }
  }

  private addNode(operation: number, parent: number, code: number): number {
    const isWide = code >= codesPerNode;
    if (isWide && this.op[parent] !== Op.loadStatic) {
      throw new ModelError(`answer code ${code} is not expected`);
    }
    const program = parent === 0 ? this.operations[operation].program() : this.programAt(parent);
    const resumed = parent === 0 ? program.next() : program.next(this.answerOf(parent, code));
    const node = this.newNode(operation, parent, code);
    const call = this.word(parent, StepWord.call);
    // Places are for stories, which use a new run: a stack would keep its run alive.
    if (!resumed.done) this.requests[node] = { ...resumed.value, stack: null };
    this.op[node] = resumed.done ? opEnd : resumed.value.op;
    const step = resumed.done
      ? { finalResult: resumed.value, call }
      : compileInScope(this.compiler, resumed.value, call);
    storeStep(this.words, node * wordsPerStep, step);
    this.parent[node] = parent;
    this.noteHandles(node, parent, code);
    this.answered[node] = code;
    this.operationOf[node] = operation;
    if (parent === 0) this.roots[operation] = node;
    else if (isWide) this.wide.set(parent * wideCodes + code, node);
    else this.children[parent * codesPerNode + code] = node;
    this.parked = { node, program };
    return node;
  }

  /** A handle counts from when other threads can see the table: followed to, or linked by the walk itself. */
  private noteHandles(node: number, parent: number, code: number): void {
    const { holds, layout } = this;
    const at = node * levelCount;
    for (let level = 0; level < levelCount; level++) {
      holds[at + level] = parent === 0 ? noHandle : holds[parent * levelCount + level];
    }
    const entry = this.word(parent, StepWord.entry);
    switch (this.op[parent]) {
      // Between two calls no handle is held.
      case Op.call:
      case Op.return:
        holds.fill(noHandle, at, at + levelCount);
        return;
      case Op.alloc:
        if (code === 0 || this.word(parent, StepWord.what) !== AllocKind.table) return;
        holds[at + this.word(parent, StepWord.level)] = noHandle;
        return;
      case Op.setTable:
      case Op.replaceLeaf:
      case Op.follow:
        holds[at + layout.entryLevel[entry] - 1] = layout.childTable[entry];
        return;
      case Op.readEntry:
        if (code !== ReadAnswer.table) return;
        holds[at + layout.entryLevel[entry] - 1] = layout.childTable[entry];
        return;
      default:
        return;
    }
  }

  /** A program that stands at the step of `node`: the last one used if possible, else a new one replayed. */
  private programAt(node: number): Program<number> {
    if (this.parked?.node === node) return this.parked.program;
    const program = this.operations[this.operationOf[node]].program();
    let resumed: IteratorResult<Request, number> = program.next();
    for (const step of this.history(node)) {
      resumed = program.next(this.answerOf(step.node, step.code));
    }
    if (resumed.done)
      throw new ModelError('a program made different requests when it was run again');
    return program;
  }

  private answerOf(node: number, code: number): Answer {
    const op = this.op[node];
    if (op === Op.follow) return this.word(node, StepWord.handle);
    if (op === Op.loadStatic) {
      return this.word(node, StepWord.variable) === 0
        ? this.layout.tailAddress(code)
        : staticOfCode(code);
    }
    if (op === Op.alloc) return code === 0 ? 0 : this.word(node, StepWord.handle);
    if (op === Op.readEntry && code === ReadAnswer.table)
      return code + this.word(node, StepWord.handle);
    return code;
  }

  private newNode(operation: number, parent: number, code: number): number {
    const node = this.shared?.numberOf({ operation, parent, code }) ?? this.count;
    while (node >= this.op.length) this.double();
    this.count++;
    return node;
  }

  private double(): void {
    const wider = (old: Int32Array): Int32Array => {
      const array = new Int32Array(old.length * 2);
      array.set(old);
      return array;
    };
    const bytes = (old: Uint8Array): Uint8Array => {
      const array = new Uint8Array(old.length * 2);
      array.set(old);
      return array;
    };
    const holds = new Int16Array(this.holds.length * 2).fill(noHandle);
    holds.set(this.holds);
    this.holds = holds;
    this.op = bytes(this.op);
    this.answered = bytes(this.answered);
    this.words = wider(this.words);
    this.children = wider(this.children);
    this.parent = wider(this.parent);
    this.operationOf = wider(this.operationOf);
  }
}
