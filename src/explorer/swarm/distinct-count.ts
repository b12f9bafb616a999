/** Estimates how many distinct states several searches saw, from a few kilobytes of each (HyperLogLog). */

const indexBits = 12;
const registerCount = 1 << indexBits;
/** Standard error of the estimate, as a fraction: 1.04 over the root of the number of registers. */
export const standardError = 1.04 / Math.sqrt(registerCount);

export class DistinctCount {
  /** By index, the longest run of zeros, plus one. */
  readonly registers: Uint8Array<ArrayBufferLike>;

  constructor(registers: Uint8Array<ArrayBufferLike> = new Uint8Array(registerCount)) {
    this.registers = registers;
  }

  /** 64 well mixed bits. */
  add(low: number, high: number): void {
    const index = low >>> (32 - indexBits);
    const run = Math.clz32(high) + 1;
    if (run > this.registers[index]) this.registers[index] = run;
  }

  /** The union of both. */
  union({ registers }: DistinctCount): DistinctCount {
    return new DistinctCount(this.registers.map((run, index) => Math.max(run, registers[index])));
  }

  estimate(): number {
    const { registers } = this;
    const sum = registers.reduce((total, run) => total + 2 ** -run, 0);
    const alpha = 0.7213 / (1 + 1.079 / registerCount);
    const raw = (alpha * registerCount * registerCount) / sum;
    const empty = registers.reduce((count, run) => count + Number(run === 0), 0);
    // Few states leave registers empty, and their number is the better estimate.
    const isSmall = raw <= 2.5 * registerCount && empty > 0;
    return Math.round(isSmall ? registerCount * Math.log(registerCount / empty) : raw);
  }
}
