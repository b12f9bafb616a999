/** Compiles the guards of steps: which bits of live units a step must not hit. */
import type { Scope } from '../environment/scope.ts';
import { CallKind } from '../kernel/request.ts';
import { overlaps, type Range } from '../machine/description.ts';
import type { VectorLayout } from './layout.ts';
import type { StepWords } from './step-words.ts';

/** The words of a guard. */
type Guard = Pick<StepWords, 'guardStart' | 'guardEnd'>;

export class GuardCompiler {
  /** All guards, concatenated. */
  guards = new Int32Array(1024);
  protected readonly scope: Scope;
  protected readonly layout: VectorLayout;
  private guardsEnd = 0;

  constructor(scope: Scope, layout: VectorLayout) {
    this.scope = scope;
    this.layout = layout;
  }

  /** Adds (offset, mask) pairs to the guards. */
  addGuard(pairs: readonly number[]): Guard {
    const start = this.guardsEnd;
    const end = start + pairs.length;
    if (end > this.guards.length) {
      const wider = new Int32Array(Math.max(this.guards.length * 2, end));
      wider.set(this.guards);
      this.guards = wider;
    }
    this.guards.set(pairs, start);
    this.guardsEnd = end;
    return { guardStart: start, guardEnd: end };
  }

  /** Bits of the live memmap that a range intersects; `except` excludes the caller's own range. */
  memmapGuard(range: Range, except?: Range): Guard {
    const { units } = this.scope;
    const base = this.layout.at.liveMemmap;
    return this.addGuard(this.layout.unitBits(units.memmap, base, range, except));
  }

  entryRange(entry: number): Range {
    const start = this.layout.entryStart[entry];
    const span = this.layout.machine.geometry.span[this.layout.entryLevel[entry]];
    return { start, end: start + span };
  }

  /** The bits of `initialised` of a range. */
  protected initialisedGuard(range: Range): Guard {
    const { units } = this.scope;
    return this.addGuard(this.layout.unitBits(units.memmap, this.layout.at.initialised, range));
  }

  /** The live bits of the struct pages that describe the sections in an identity range. */
  protected describedBits(range: Range): number[] {
    const { sections, units } = this.scope;
    return sections
      .filter(({ identity }) => overlaps(identity, range))
      .flatMap(({ memmap }) =>
        this.layout.unitBits(units.memmap, this.layout.at.liveMemmap, memmap),
      );
  }

  /** The live bits (and, for memmap, the initialised bits) of a range, in the area of the call. */
  protected areaBits(kind: CallKind, range: Range): number[] {
    const { at } = this.layout;
    const { units } = this.scope;
    if (kind !== CallKind.populate && kind !== CallKind.free) {
      return this.layout.unitBits(units.identity, at.liveIdentity, range);
    }
    const live = this.layout.unitBits(units.memmap, at.liveMemmap, range);
    if (kind === CallKind.populate) return live;
    return [...live, ...this.layout.unitBits(units.memmap, at.initialised, range)];
  }
}
