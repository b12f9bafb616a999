/** Numbers of histories, shared by tries that live in different threads. */
import { InputError, ModelError } from '../../errors.ts';

/** Answers have codes 0, 1, 2; a larger code is spelled in digits after the code 3. */
const spelled = 3;
const codesPerNode = 4;
const digitCount = 4;

// A node has six words: its parent; operation, kind and code in one; and its successors.
const parentField = 0;
const meetingField = 1;
const childField = 2;
const nodeWords = childField + codesPerNode;
/** Word 0 is the count of assigned numbers; 0 is not a node. */
const headWords = 1;
const codeBits = 2;
const kindBits = 2;
/** A history, a digit of a spelled code, or the history that a spelled code leads to. */
const RecordKind = { history: 0, digit: 1, spelledHistory: 2 } as const;
type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];
const bytesGrown = 1 << 16;

/** The origin of a history: the start of an operation (parent 0), or the answer to a node's step. */
export interface Meeting {
  readonly operation: number;
  readonly parent: number;
  readonly code: number;
}

/**
 * All numbers are in one growable buffer, initially zero. It is accessed only when a trie discovers a
 * history, so checking its length each time is cheap.
 */
export class SharedHistories {
  private readonly buffer: SharedArrayBuffer;
  private readonly operationCount: number;
  private words: Int32Array;

  constructor(buffer: SharedArrayBuffer, operationCount: number) {
    this.buffer = buffer;
    this.operationCount = operationCount;
    this.words = new Int32Array(buffer, 0, 0);
    this.reach(headWords + operationCount);
  }

  /** The number of a history, the same in every trie. */
  numberOf({ operation, parent, code }: Meeting): number {
    if (code < spelled) return this.direct({ operation, parent, code }, RecordKind.history);
    let at = this.direct({ operation, parent, code: spelled }, RecordKind.digit);
    for (let digit = digitCount - 1; digit >= 0; digit--) {
      const value = Math.floor(code / codesPerNode ** digit) % codesPerNode;
      const kind = digit === 0 ? RecordKind.spelledHistory : RecordKind.digit;
      at = this.direct({ operation, parent: at, code: value }, kind);
    }
    return at;
  }

  private direct(meeting: Meeting, kind: RecordKind): number {
    // The number of the parent may come from another trie, which has grown the buffer.
    if (meeting.parent !== 0) this.reach(this.startOf(meeting.parent) + nodeWords);
    const at = this.placeOf(meeting);
    const known = Atomics.load(this.words, at);
    if (known !== 0) return known;
    const node = Atomics.add(this.words, 0, 1) + 1;
    const start = this.startOf(node);
    this.reach(start + nodeWords);
    this.words[start + parentField] = meeting.parent;
    const place = (meeting.operation << kindBits) | kind;
    this.words[start + meetingField] = (place << codeBits) | meeting.code;
    // The later thread takes the number of the first; its own number is unused.
    return Atomics.compareExchange(this.words, at, 0, node) || node;
  }

  meetingOf(node: number): Meeting {
    const { kind, ...meeting } = this.fieldsOf(node);
    if (kind === RecordKind.history) return meeting;
    let { parent, code } = meeting;
    for (let digit = 1; digit < digitCount; digit++) {
      const above = this.fieldsOf(parent);
      code += above.code * codesPerNode ** digit;
      parent = above.parent;
    }
    return { operation: meeting.operation, parent: this.fieldsOf(parent).parent, code };
  }

  private fieldsOf(node: number): Meeting & { readonly kind: RecordKind } {
    const start = this.startOf(node);
    this.reach(start + nodeWords);
    const meeting = this.words[start + meetingField];
    return {
      operation: meeting >> (codeBits + kindBits),
      parent: this.words[start + parentField],
      code: meeting & ((1 << codeBits) - 1),
      kind: ((meeting >> codeBits) & ((1 << kindBits) - 1)) as RecordKind,
    };
  }

  /** The numbers of all histories of all tries. No trie may add one meanwhile. */
  *nodes(): Generator<number> {
    const count = Atomics.load(this.words, 0);
    for (let node = 1; node <= count; node++) {
      if (this.fieldsOf(node).kind === RecordKind.digit) continue;
      if (this.numberOf(this.meetingOf(node)) === node) yield node;
    }
  }

  /** All numbered histories, for `restore`. No trie may add a history meanwhile. */
  save(): Int32Array {
    const wordCount = this.startOf(Atomics.load(this.words, 0) + 1);
    this.reach(wordCount);
    return this.words.slice(0, wordCount);
  }

  /** Restores the numbers of a saved search. Only before any trie has a history. */
  restore(saved: Int32Array): void {
    if (saved.length !== this.startOf(saved[0] + 1)) throw otherPrograms();
    this.reach(saved.length);
    this.words.set(saved);
  }

  private placeOf({ operation, parent, code }: Meeting): number {
    return parent === 0 ? headWords + operation : this.startOf(parent) + childField + code;
  }

  private startOf(node: number): number {
    return headWords + this.operationCount + (node - 1) * nodeWords;
  }

  /** Grows the buffer to at least this number of words, visible in this thread. */
  private reach(wordCount: number): void {
    if (wordCount <= this.words.length) return;
    const bytes = Math.ceil((wordCount * 4) / bytesGrown) * bytesGrown;
    if (bytes > this.buffer.maxByteLength) {
      throw new ModelError('the programs have more histories than fit in shared memory');
    }
    while (this.buffer.byteLength < bytes) this.growTo(bytes);
    this.words = new Int32Array(this.buffer, 0, this.buffer.byteLength / 4);
  }

  /** Another thread may have grown it at the same time. */
  private growTo(bytes: number): void {
    try {
      this.buffer.grow(bytes);
    } catch (error) {
      if (!(error instanceof RangeError) || this.buffer.byteLength < bytes) throw error;
    }
  }
}

/** For a checkpoint whose histories do not match the programs. */
export function otherPrograms(): InputError {
  return new InputError(
    'the checkpoint was made by another build of the model: its histories do not match the programs; search again from the start',
  );
}
