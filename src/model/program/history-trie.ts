/**
 * Turns readable programs into a state machine, lazily: a node is a history of answers, its content
 * the next step. Programs run only for a new history, whose step is then compiled.
 */

import { ModelError } from '../../errors.ts';
import { doubled } from '../state/doubled.ts';
import { otherPrograms, SharedHistories } from './shared-histories.ts';

/** Op code of a node at which the program has returned. */
export const opEnd = 255;

/** Words of the step of a node. */
export const wordsPerStep = 8;

/** Answers have codes 0, 1, 2; few kinds of step have more. */
export const codesInRecord = 3;

/** A record has the words of the step, then these; 64 bytes, so that a step is one line of the cache. */
export const recordShift = 4;
/** The nodes after each answer; 0 is not known yet. */
export const recordChildren = 8;
export const recordOp = recordChildren + codesInRecord;
const wideCodes = 256;

/** Words per node in a checkpoint. */
const savedWords = 3;

/** An indivisible step that a program requests. */
export interface StepRequest {
  /** Its kind; less than `opEnd`. */
  readonly op: number;
}

/** Yields requests, receives answers, returns a result, and must not depend on anything else. */
type ProgramOf<Request> = Generator<Request, number, number>;

/** An operation that a thread can start. */
export interface Startable<Request> {
  readonly program: () => ProgramOf<Request>;
}

/** A step reached by some history. */
export interface Branch<Request> {
  readonly node: number;
  readonly request: Request;
  /** Bit c is set if a history continued with the answer of code c. */
  readonly answers: number;
}

interface Parked<Request> {
  readonly node: number;
  readonly program: ProgramOf<Request>;
}

export abstract class HistoryTrie<Request extends StepRequest> {
  /** By node: the op of its step. */
  op: Uint8Array = new Uint8Array(1024);
  /** By node: the operation it belongs to. */
  operationOf: Int32Array = new Int32Array(1024);
  /** By node: its record. */
  records: Int32Array = new Int32Array(1024 << recordShift);
  private parent: Int32Array = new Int32Array(1024);
  private answered: Uint8Array = new Uint8Array(1024);
  /** Children by node and code, for larger codes. */
  private readonly wide = new Map<number, number>();
  private readonly roots: Int32Array;
  private readonly operations: readonly Startable<Request>[];
  /** By node: its request, for reports. */
  private readonly requests: Request[] = [];
  /** Node 0 is unused. */
  private count = 1;
  private parked: Parked<Request> | undefined;
  private shared: SharedHistories | undefined;

  constructor(operations: readonly Startable<Request>[]) {
    this.operations = operations;
    this.roots = new Int32Array(operations.length);
  }

  /**
   * Writes the words of the step of a request at `at`, where all are 0. `before` is the node of the step
   * before it; 0 at the start of a program.
   */
  protected abstract compile(request: Request, before: number, words: Int32Array, at: number): void;

  /** The same for a node where the program has returned. */
  protected abstract compileEnd(
    result: number,
    before: number,
    words: Int32Array,
    at: number,
  ): void;

  /** Converts an answer to the step of `node` to the value that the program receives. */
  protected abstract answerOf(node: number, code: number): number;

  /** True if a step of this kind has answers of codes from 3 to 255. */
  protected abstract isWide(op: number): boolean;

  /** A copy of a request for reports, without references to the run of its program. */
  protected abstract kept(request: Request): Request;

  /** A node was added; its step is compiled. */
  protected abstract added(node: number, parent: number, code: number): void;

  get nodeCount(): number {
    return this.count - 1;
  }

  /** From now on nodes are numbered consistently with other tries. Only on a new trie. */
  share(memory: SharedArrayBuffer): void {
    this.shared = new SharedHistories(memory, this.operations.length);
  }

  /** Adds a node that another trie may have numbered. */
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
    if (code >= codesInRecord) {
      return this.wide.get(node * wideCodes + code) ?? this.addNode(operation, node, code);
    }
    return this.records[childAt(node, code)] || this.addNode(operation, node, code);
  }

  /** The nodes from the root of the operation to `node`, with the code of each answer. */
  history(node: number): { node: number; code: number }[] {
    const steps: { node: number; code: number }[] = [];
    for (let at = node; this.parent[at] !== 0; at = this.parent[at]) {
      steps.push({ node: this.parent[at], code: this.answered[at] });
    }
    return steps.reverse();
  }

  /** The request of a node; undefined if the program has ended. For reports. */
  request(node: number): Request | undefined {
    return this.requests[node];
  }

  /**
   * Every step that a history reached, with the answers seen there; ends are not steps. Tries that
   * share numbering report the union.
   */
  *branches(): Generator<Branch<Request>> {
    for (const node of this.shared?.nodes() ?? []) this.ensureNode(node);
    for (let node = 1; node < this.requests.length; node++) {
      const request = this.requests[node];
      if (request === undefined) continue;
      let answers = 0;
      for (let code = 0; code < codesInRecord; code++) {
        if (this.records[childAt(node, code)] !== 0) answers |= 1 << code;
      }
      yield { node, request, answers };
    }
  }

  /** A word of the step of a node, at an offset that the subject names. */
  word(node: number, offset: number): number {
    return this.records[(node << recordShift) + offset];
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
    const isWide = code >= codesInRecord;
    if (isWide && !this.isWide(this.op[parent])) {
      throw new ModelError(`answer code ${code} is not expected`);
    }
    const program = parent === 0 ? this.operations[operation].program() : this.programAt(parent);
    const resumed = parent === 0 ? program.next() : program.next(this.answerOf(parent, code));
    const node = this.newNode(operation, parent, code);
    const at = node << recordShift;
    if (resumed.done) {
      this.op[node] = opEnd;
      this.compileEnd(resumed.value, parent, this.records, at);
    } else {
      this.op[node] = resumed.value.op;
      this.requests[node] = this.kept(resumed.value);
      this.compile(resumed.value, parent, this.records, at);
    }
    this.records[at + recordOp] = this.op[node];
    this.parent[node] = parent;
    this.added(node, parent, code);
    this.answered[node] = code;
    this.operationOf[node] = operation;
    if (parent === 0) this.roots[operation] = node;
    else if (isWide) this.wide.set(parent * wideCodes + code, node);
    else this.records[childAt(parent, code)] = node;
    this.parked = { node, program };
    return node;
  }

  /** A program at the step of `node`: the last one used if possible, else a new one, replayed. */
  private programAt(node: number): ProgramOf<Request> {
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

  private newNode(operation: number, parent: number, code: number): number {
    const node = this.shared?.numberOf({ operation, parent, code }) ?? this.count;
    while (node >= this.op.length) this.double();
    this.count++;
    return node;
  }

  private double(): void {
    this.op = doubled(this.op);
    this.answered = doubled(this.answered);
    this.records = doubled(this.records);
    this.parent = doubled(this.parent);
    this.operationOf = doubled(this.operationOf);
  }
}

function childAt(node: number, code: number): number {
  return (node << recordShift) + recordChildren + code;
}
