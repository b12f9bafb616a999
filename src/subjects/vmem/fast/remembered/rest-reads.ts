/**
 * The facts at rest that an operation decides: those of units of memory whose entries or owners it changed.
 * The others are what they were before it.
 */
import { Fact } from '../../../../invariants/facts.ts';
import type { LoggedBytes } from '../../../../model/state/logged-bytes.ts';
import type { Scope } from '../../environment/scope.ts';
import type { RestMasks } from '../compiled/rest-masks.ts';
import { EntryByte, type VectorLayout } from '../layout.ts';
import type { KnownBits } from './known-bits.ts';
import type { TableReads } from './table-reads.ts';

const { classMask } = EntryByte;

/** Facts about units of memory; the other facts at rest are about the tables of the operation. */
const unitFacts = Fact.identityLost | Fact.memmapLost | Fact.identityResidue | Fact.memmapResidue;

export class RestReads {
  /**
   * Units of both areas, and residue, as in `RestMasks`, that the operation had not changed when some call
   * returned: their facts are those before it.
   */
  lostKept = 0;
  residueKept = 0;
  private readonly layout: VectorLayout;
  private readonly state: LoggedBytes;
  private readonly masks: RestMasks;
  private readonly known: KnownBits;
  private readonly tables: TableReads;
  private readonly identityCount: number;
  private readonly unitCount: number;
  // What the operation changed, a bit each.
  private units = 0;
  private blocks = 0;

  constructor(
    scope: Scope,
    layout: VectorLayout,
    state: LoggedBytes,
    masks: RestMasks,
    known: KnownBits,
    tables: TableReads,
  ) {
    const { identity, memmap } = scope.units;
    this.layout = layout;
    this.state = state;
    this.masks = masks;
    this.known = known;
    this.tables = tables;
    this.identityCount = identity.length;
    this.unitCount = identity.length + memmap.length;
  }

  /**
   * After the return of a call: the facts that hold, from those before it and after it, as far as the operation
   * decides. Undefined if an entry names something freed.
   */
  facts(before: number, after: number): number | undefined {
    const { masks, state } = this;
    const { bytes, log, logged } = state;
    if (!masks.update(bytes, log, logged)) return undefined;
    this.readChanged();
    this.readOwners();
    const { units, blocks, identityCount } = this;
    this.tables.unitsAndBlocks(units, blocks);
    const residueUnits = (units & (2 ** identityCount - 1)) | (blocks << identityCount);
    this.lostKept |= ~units;
    this.residueKept |= ~residueUnits;
    const live = masks.live(bytes);
    const decided = masks.unitFacts(masks.lost(live) & units, masks.residue(live) & residueUnits);
    return (after & ~unitFacts) | (before & unitFacts) | decided | masks.tableFacts();
  }

  /** Reads what depends on entries that the operation changed, and collects what they cover. */
  private readChanged(): void {
    const { state, layout, tables, known } = this;
    this.units = 0;
    this.blocks = 0;
    for (const [index, bits] of known.overwrittenBits()) this.noteOwner(index, bits);
    for (const [index, changed] of state.changes()) {
      if (index >= layout.entryCount) this.noteOwner(index, changed);
      else if ((changed & classMask) !== 0) {
        tables.reach(index);
        known.needIsEmpty(layout.entryTable[index]);
        const child = tables.below(index);
        if (child >= 0) tables.subtree(child);
        this.units |= tables.units[index];
        this.blocks |= tables.blocks[index];
      }
    }
  }

  /** Bits of a byte after the entries changed: units got or lost their owner. */
  private noteOwner(index: number, changed: number): void {
    const { at } = this.layout;
    if (index >= at.liveMemmap && index < at.initialised) {
      this.units |= changed << (8 * (index - at.liveMemmap) + this.identityCount);
    } else if (index >= at.liveIdentity && index < at.liveMemmap) {
      this.units |= changed << (8 * (index - at.liveIdentity));
    }
  }

  /** Reads which of the units that were changed are live, and of all units in the blocks. */
  private readOwners(): void {
    const { identityCount, unitCount, known } = this;
    const { blockUnits } = this.masks;
    const { at } = this.layout;
    for (let block = 0; block < blockUnits.length; block++) {
      if ((this.units & (blockUnits[block] << identityCount)) !== 0) this.blocks |= 1 << block;
    }
    let inBlocks = 0;
    for (let block = 0; block < blockUnits.length; block++) {
      if ((this.blocks & (1 << block)) !== 0) inBlocks |= blockUnits[block] << identityCount;
    }
    for (let unit = 0; unit < unitCount; unit++) {
      if (((this.units | inBlocks) & (1 << unit)) === 0) continue;
      const isMemmap = unit >= identityCount;
      const number = isMemmap ? unit - identityCount : unit;
      const first = isMemmap ? at.liveMemmap : at.liveIdentity;
      known.need(first + (number >> 3), 1 << (number & 7));
    }
  }
}
