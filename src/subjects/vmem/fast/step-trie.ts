/** The histories of kernel programs, with their steps compiled, and the tables whose handles they hold. */
import { HistoryTrie } from '../../../model/program/history-trie.ts';
import type { Operation } from '../environment/scope.ts';
import { AllocKind, type CallKind, Op, ReadAnswer, type Request } from '../kernel/request.ts';
import { compileInScope } from './compile-in-scope.ts';
import type { StepCompiler } from './compile-step.ts';
import type { VectorLayout } from './layout.ts';
import { staticOfCode } from './static-values.ts';
import { StepWord, storeStep } from './step-words.ts';

/** Table levels, including the root, whose handle a walk can hold. */
const levelCount = 5;
const noHandle = -1;

export class StepTrie extends HistoryTrie<Request> {
  private readonly compiler: StepCompiler;
  private readonly layout: VectorLayout;
  /** By node and level: the table whose handle the walk holds and that other threads can see, or -1. */
  private holds: Int16Array = new Int16Array(1024 * levelCount).fill(noHandle);

  constructor(operations: readonly Operation[], compiler: StepCompiler, layout: VectorLayout) {
    super(operations);
    this.compiler = compiler;
    this.layout = layout;
  }

  /** The table of `level` whose handle a thread at `node` holds, or -1. */
  tableHeld(node: number, level: number): number {
    return this.holds[node * levelCount + level];
  }

  /** The entry point that contains the step of a node; undefined before the first call. */
  callOf(node: number): CallKind | undefined {
    const { ordinal, kind } = this.compiler.calls[this.word(node, StepWord.call)];
    return ordinal < 0 ? undefined : kind;
  }

  protected override compile(
    request: Request,
    before: number,
    words: Int32Array,
    at: number,
  ): void {
    const call = this.word(before, StepWord.call);
    storeStep(words, at, compileInScope(this.compiler, request, call));
    if (request.op === Op.setMemmap && !this.isFromAltmap(before)) words[at + StepWord.altmap] = 0;
  }

  /** True if the memmap that the history up to `last` allocated last is from an altmap. */
  private isFromAltmap(last: number): boolean {
    const allocation = [...this.history(last), { node: last, code: 1 }].findLast(
      ({ node, code }) =>
        code !== 0 &&
        this.op[node] === Op.alloc &&
        this.word(node, StepWord.what) !== AllocKind.table,
    );
    if (allocation === undefined) return false;
    const what = this.word(allocation.node, StepWord.what);
    return what === AllocKind.altmapBlock || what === AllocKind.altmapPage;
  }

  protected override compileEnd(
    finalResult: number,
    before: number,
    words: Int32Array,
    at: number,
  ): void {
    storeStep(words, at, { finalResult, call: this.word(before, StepWord.call) });
  }

  protected override answerOf(node: number, code: number): number {
    switch (this.op[node]) {
      case Op.follow:
        return this.word(node, StepWord.handle);
      case Op.loadStatic:
        return this.word(node, StepWord.variable) === 0
          ? this.layout.tailAddress(code)
          : staticOfCode(code);
      case Op.alloc:
        return code === 0 ? 0 : this.word(node, StepWord.handle);
      case Op.readEntry:
        return code === ReadAnswer.table ? code + this.word(node, StepWord.handle) : code;
      default:
        return code;
    }
  }

  protected override isWide(op: number): boolean {
    return op === Op.loadStatic;
  }

  /** Places are only for stories, which use a new run; a stack would keep its run alive. */
  protected override kept(request: Request): Request {
    request.stack = null;
    return request;
  }

  /**
   * A handle counts once other threads can see the table: after following an entry to it, or after
   * linking it.
   */
  protected override added(node: number, parent: number, code: number): void {
    const { layout } = this;
    const at = node * levelCount;
    while (at + levelCount > this.holds.length) this.doubleHolds();
    const { holds } = this;
    for (let level = 0; level < levelCount; level++) {
      holds[at + level] = parent === 0 ? noHandle : holds[parent * levelCount + level];
    }
    const entry = this.word(parent, StepWord.entry);
    switch (this.op[parent]) {
      // No handle is held between two calls.
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

  private doubleHolds(): void {
    const wider = new Int16Array(this.holds.length * 2).fill(noHandle);
    wider.set(this.holds);
    this.holds = wider;
  }
}
