/** The invariants of the small model, judged on a whole state. */
import type { Invariant } from '../../src/invariants/invariant.ts';
import * as layout from './vmem-layout.ts';

const {
  frameCount,
  entryCount,
  rootAt,
  kindAt,
  presentAt,
  mutexAt,
  otherFrameAt,
  walkerTable,
  threadsAt,
  threadLength,
  tlbAt,
  inHandOf,
  pendingOf,
  freeKind,
  pmdTableKind,
  pteTableKind,
  pageKind,
  largeKind,
  largeLeaf,
  identityLeaf,
  frameMask,
  usedQuarter,
  unusedQuarter,
  entriesOf,
} = layout;

export const vmemFacts = [
  'wrong-entry',
  'wrong-reference-count',
  'stale-translation',
  'wrong-mapping',
  'empty-table',
] as const;

const claims = [
  'Every entry refers to a frame of the right kind.',
  'A frame in use is referenced once, a free one never.',
  'No translation and no current walk refers to a free frame.',
  'When the mutex is free, exactly the added sections are mapped.',
  'When the mutex is free, no table is empty and no large frame unused.',
];

/** The only occasion: a step was taken. */
export const vmemOccasions = ['stepped'] as const;

export const vmemInvariants: readonly Invariant[] = vmemFacts.map((fact, index) => {
  return {
    id: `no-${fact}`,
    claim: claims[index],
    matters: 'It is the purpose of the model.',
    violatedBy: 1 << index,
    judgedOn: 1,
  };
});

export class VmemClaims {
  private readonly bytes: Uint8Array;
  private readonly sectionCount: number;
  private readonly tlbIsMask: boolean;
  /** A bit for each referenced frame, and whether a frame has two references. */
  private referenced = 0;
  private hasClash = false;
  private hasEmpty = false;

  constructor(bytes: Uint8Array, sectionCount: number, tlbIsMask: boolean) {
    this.bytes = bytes;
    this.sectionCount = sectionCount;
    this.tlbIsMask = tlbIsMask;
  }

  /** The first fact that the state shows, as a bit, or 0. */
  judge(): number {
    this.referenced = 0;
    this.hasClash = false;
    this.hasEmpty = false;
    if (!(this.checkTree(0) && this.checkTree(1))) return 1;
    if (!this.checkReferences()) return 2;
    if (!this.checkTranslations()) return 4;
    if (this.bytes[mutexAt] !== 0) return 0;
    if (this.hasEmpty) return 16;
    return this.checkMapping(0) && this.checkMapping(1) ? 0 : 8;
  }

  private checkTree(root: number): boolean {
    const { bytes } = this;
    const table = bytes[rootAt + root];
    if (table === 0) return true;
    if (bytes[kindAt + table - 1] !== pmdTableKind) return false;
    this.refer(1 << (table - 1));
    const entries = entriesOf(table);
    let isEmpty = true;
    for (let index = 0; index < entryCount; index++) {
      const entry = bytes[entries + index];
      if (entry === 0) continue;
      isEmpty = false;
      if (
        !(entry >= largeLeaf
          ? this.checkLarge(root, entry)
          : this.checkPteTable(root, index, entry))
      ) {
        return false;
      }
    }
    this.hasEmpty ||= isEmpty;
    return true;
  }

  private checkLarge(root: number, entry: number): boolean {
    const { bytes } = this;
    const frame = entry - largeLeaf;
    if (root !== 1 || bytes[kindAt + frame - 1] !== largeKind) return false;
    this.refer(1 << (frame - 1));
    const quarters = entriesOf(frame);
    this.hasEmpty ||=
      bytes[quarters] === unusedQuarter &&
      bytes[quarters + 1] === unusedQuarter &&
      bytes[quarters + 2] === unusedQuarter &&
      bytes[quarters + 3] === unusedQuarter;
    return true;
  }

  private checkPteTable(root: number, pmd: number, table: number): boolean {
    const { bytes } = this;
    if (bytes[kindAt + table - 1] !== pteTableKind) return false;
    this.refer(1 << (table - 1));
    const entries = entriesOf(table);
    let isEmpty = true;
    for (let index = 0; index < entryCount; index++) {
      const entry = bytes[entries + index];
      if (entry === 0) continue;
      isEmpty = false;
      if (root === 0) {
        if (entry !== identityLeaf + entryCount * pmd + index) return false;
      } else {
        if (entry >= largeLeaf || bytes[kindAt + entry - 1] !== pageKind) return false;
        this.refer(1 << (entry - 1));
      }
    }
    this.hasEmpty ||= isEmpty;
    return true;
  }

  private refer(mask: number): void {
    if ((this.referenced & mask) !== 0) this.hasClash = true;
    this.referenced |= mask;
  }

  private checkReferences(): boolean {
    const { bytes } = this;
    for (let thread = threadsAt; thread < tlbAt; thread += threadLength) {
      const inHand = bytes[thread + inHandOf];
      if (inHand !== 0) this.refer(1 << (inHand - 1));
      this.refer(bytes[thread + pendingOf]);
    }
    const other = bytes[otherFrameAt];
    if (other !== 0) this.refer(1 << (other - 1));
    return this.referenced === this.usedFrames() && !this.hasClash;
  }

  private usedFrames(): number {
    const { bytes } = this;
    let used = 0;
    for (let frame = 0; frame < frameCount; frame++) {
      if (bytes[kindAt + frame] !== freeKind) used |= 1 << frame;
    }
    return used;
  }

  private checkTranslations(): boolean {
    const { bytes } = this;
    const table = bytes[walkerTable];
    if (table !== 0 && bytes[kindAt + table - 1] === freeKind) return false;
    if (this.tlbIsMask) return (bytes[tlbAt] & ~this.usedFrames()) === 0;
    for (let index = tlbAt; index < tlbAt + 2 * this.sectionCount; index++) {
      const entry = bytes[index];
      if (entry === 0 || entry >= identityLeaf) continue;
      if (bytes[kindAt + (entry & frameMask) - 1] === freeKind) return false;
    }
    return true;
  }

  private checkMapping(root: number): boolean {
    for (let section = 0; section < this.sectionCount; section++) {
      const mapped = this.mappedHalves(root, section);
      if (mapped === 1) return false;
      const isPresent = ((this.bytes[presentAt + root] >> section) & 1) === 1;
      if ((mapped === 2) !== isPresent) return false;
    }
    return true;
  }

  /** The number of mapped parts of a section, of two; a large frame maps both or none. */
  private mappedHalves(root: number, section: number): number {
    const { bytes } = this;
    const table = bytes[rootAt + root];
    if (table === 0) return 0;
    const entry = bytes[entriesOf(table) + (section >> 1)];
    if (entry === 0) return 0;
    const part = entriesOf(entry & frameMask) + 2 * (section & 1);
    if (entry >= largeLeaf) return bytes[part] === usedQuarter ? 2 : 0;
    return (bytes[part] === 0 ? 0 : 1) + (bytes[part + 1] === 0 ? 0 : 1);
  }
}
