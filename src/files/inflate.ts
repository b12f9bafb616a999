/**
 * Unpacks deflate data piece by piece (RFC 1951). Node's own decompressor passes pieces to callbacks
 * only, which a synchronous reader cannot use. Memory is bounded by the window and one piece.
 */

const windowBytes = 1 << 15;
/** A piece is returned when it has this many bytes. */
const pieceBytes = 1 << 16;
const matchMax = 258;

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
];
const lengthExtra = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const distanceExtra = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const bitsMax = 15;

/** Indexed by the next 15 bits: the symbol times 16, plus the length of its code. 0 means no code. */
type CodeTable = Uint16Array;

/** The data is damaged, or ends too early. */
export class DamagedData extends Error {
  override readonly name = 'DamagedData';
}

/** Reads bits from chunks of bytes, lowest bit first. */
export class BitReader {
  private readonly chunks: Iterator<Uint8Array>;
  private chunk: Uint8Array = new Uint8Array(0);
  private at = 0;
  private held = 0;
  private count = 0;

  constructor(chunks: Iterable<Uint8Array>) {
    this.chunks = chunks[Symbol.iterator]();
  }

  /** False after the last byte. Call it only between whole bytes. */
  get hasMore(): boolean {
    return this.count > 0 || this.at < this.chunk.length || this.refill();
  }

  private refill(): boolean {
    for (;;) {
      const next = this.chunks.next();
      if (next.done === true) return false;
      this.chunk = next.value;
      this.at = 0;
      if (this.chunk.length > 0) return true;
    }
  }

  /** Loads at least `bits` bits if available; at most 16. */
  private need(bits: number): void {
    while (this.count < bits && (this.at < this.chunk.length || this.refill())) {
      this.held |= this.chunk[this.at++] << this.count;
      this.count += 8;
    }
  }

  bits(bits: number): number {
    if (bits === 0) return 0;
    this.need(bits);
    if (this.count < bits) throw new DamagedData('unexpected end of file');
    const value = this.held & ((1 << bits) - 1);
    this.held >>>= bits;
    this.count -= bits;
    return value;
  }

  symbol(table: CodeTable): number {
    this.need(bitsMax);
    const found = table[this.held & ((1 << bitsMax) - 1)];
    const length = found & 15;
    if (length === 0) throw new DamagedData('invalid code');
    if (length > this.count) throw new DamagedData('unexpected end of file');
    this.held >>>= length;
    this.count -= length;
    return found >> 4;
  }

  toByte(): void {
    this.bits(this.count % 8);
  }

  byte(): number {
    return this.bits(8);
  }

  /** 32 bits, little-endian. */
  word(): number {
    return (this.bits(16) | (this.bits(16) << 16)) >>> 0;
  }
}

function tableOf(lengths: readonly number[]): CodeTable {
  const counts = new Array<number>(bitsMax + 1).fill(0);
  for (const length of lengths) if (length > 0) counts[length]++;
  const next = [0, 0];
  for (let length = 1; length <= bitsMax; length++)
    next[length + 1] = (next[length] + counts[length]) << 1;
  const table = new Uint16Array(1 << bitsMax);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const code = next[length]++;
    if (code >> length !== 0) throw new DamagedData('invalid code lengths');
    for (let at = reversed(code, length); at < table.length; at += 1 << length) {
      table[at] = (symbol << 4) | length;
    }
  }
  return table;
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit);
  return result;
}

interface Codes {
  readonly literals: CodeTable;
  readonly distances: CodeTable;
}

function fixedCodes(): Codes {
  const lengthOf = (symbol: number): number =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
  return {
    literals: tableOf(Array.from({ length: 288 }, (_, symbol) => lengthOf(symbol))),
    distances: tableOf(Array.from({ length: 30 }, () => 5)),
  };
}

function readCodes(reader: BitReader): Codes {
  const literals = reader.bits(5) + 257;
  const distances = reader.bits(5) + 1;
  const count = reader.bits(4) + 4;
  const order = codeLengthOrder.slice(0, count);
  const codeLengths = new Array<number>(codeLengthOrder.length).fill(0);
  for (const symbol of order) codeLengths[symbol] = reader.bits(3);
  const table = tableOf(codeLengths);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const symbol = reader.symbol(table);
    if (symbol < 16) {
      lengths.push(symbol);
      continue;
    }
    if (symbol === 16 && lengths.length === 0) throw new DamagedData('invalid code lengths');
    const [value, base, extra] = [
      [lengths.at(-1) ?? 0, 3, 2],
      [0, 3, 3],
      [0, 11, 7],
    ][symbol - 16];
    for (let left = base + reader.bits(extra); left > 0; left--) lengths.push(value);
  }
  if (lengths.length > literals + distances) throw new DamagedData('invalid code lengths');
  return {
    literals: tableOf(lengths.slice(0, literals)),
    distances: tableOf(lengths.slice(literals)),
  };
}

/** The unpacked bytes: first the window, then those not yet returned. */
class InflatedBytes {
  private bytes = new Uint8Array(windowBytes + pieceBytes + matchMax);
  private start = windowBytes;
  private end = windowBytes;
  private total = 0;

  get isFull(): boolean {
    return this.end - this.start >= pieceBytes;
  }

  push(byte: number): void {
    this.bytes[this.end++] = byte;
    this.total++;
  }

  repeat(length: number, distance: number): void {
    if (distance > this.total) throw new DamagedData('invalid distance too far back');
    const { bytes } = this;
    let to = this.end;
    for (let from = to - distance, left = length; left > 0; left--) bytes[to++] = bytes[from++];
    this.end = to;
    this.total += length;
  }

  /** The new bytes; the last of them become the window. */
  take(): Uint8Array {
    const piece = this.bytes.slice(this.start, this.end);
    this.bytes.copyWithin(0, this.end - windowBytes, this.end);
    this.start = windowBytes;
    this.end = windowBytes;
    return piece;
  }
}

/** Unpacks up to the end of the data, and leaves the reader after it. */
export function* inflate(reader: BitReader): Generator<Uint8Array> {
  const output = new InflatedBytes();
  let isLast = false;
  while (!isLast) {
    isLast = reader.bits(1) === 1;
    const kind = reader.bits(2);
    if (kind === 3) throw new DamagedData('invalid block type');
    if (kind === 0) yield* stored(reader, output);
    else yield* coded(reader, output, kind === 1 ? fixedCodes() : readCodes(reader));
  }
  reader.toByte();
  yield output.take();
}

function* stored(reader: BitReader, output: InflatedBytes): Generator<Uint8Array> {
  reader.toByte();
  const length = reader.bits(16);
  if ((reader.bits(16) ^ 0xffff) !== length) throw new DamagedData('invalid stored block lengths');
  for (let left = length; left > 0; left--) {
    output.push(reader.byte());
    if (output.isFull) yield output.take();
  }
}

const endOfBlock = 256;

function* coded(
  reader: BitReader,
  output: InflatedBytes,
  { literals, distances }: Codes,
): Generator<Uint8Array> {
  for (;;) {
    const symbol = reader.symbol(literals);
    if (symbol < endOfBlock) {
      output.push(symbol);
    } else {
      if (symbol === endOfBlock) return;
      const at = symbol - endOfBlock - 1;
      if (at >= lengthBase.length) throw new DamagedData('invalid length code');
      const length = lengthBase[at] + reader.bits(lengthExtra[at]);
      const far = reader.symbol(distances);
      if (far >= distanceBase.length) throw new DamagedData('invalid distance code');
      output.repeat(length, distanceBase[far] + reader.bits(distanceExtra[far]));
    }
    if (output.isFull) yield output.take();
  }
}
