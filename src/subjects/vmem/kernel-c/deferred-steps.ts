/**
 * The steps of a run, and those that wait for the next one.
 *
 * A load of an entry takes its step when its class is first needed. If another step comes first, the load
 * takes its step before that one. A load that is only used as an address is part of the step that uses it,
 * as in the hand-written programs.
 */
import {
  type CallStack,
  OneStep,
  placeOf,
  type Site,
  type Steps,
  type Taken,
} from '../../../c/environment.ts';
import type { Integer } from '../../../c/integers.ts';
import type { Value } from '../../../c/values.ts';
import * as ask from '../kernel/ask.ts';
import { type Answer, EntryClass, type Request } from '../kernel/request.ts';
import type { Level } from '../machine/geometry.ts';
import { KnownEntries } from './known-entries.ts';
import { type ClassOfEntry, classWithoutRead, type EntryPointer, EntryValue } from './values.ts';

export type KernelSteps = Steps<Request, Answer>;
export type KernelTaken = Taken<Request, Answer>;

export abstract class DeferredSteps {
  /** Position in the text that the next requests belong to. */
  site: Site | undefined;
  /** The last entry that was empty or held a leaf: the target of the next allocation. */
  vacant: EntryPointer | undefined;
  /**
   * Values of static variables, by number: known until the next step, or stored but not visible yet.
   */
  readonly knownStatics = new Map<number, Integer>();
  readonly waitingStatics = new Map<number, Integer>();
  /** Positions of the stores. */
  private readonly storeSites = new Map<number, Site | undefined>();
  /** Position of the next request, if the request was deferred. */
  private lateSite: Site | undefined;
  readonly entries = new KnownEntries();
  /** Leaves, by level, that a step has already counted and that the text counts later. */
  readonly countedLeaves = new Map<Level, number>();
  /** The first `loadCount` are the loads since the last step, oldest first; a new array for each step is slow. */
  private readonly loads: EntryValue[] = [];
  private loadCount = 0;
  /** The number of those whose class is not read. */
  private unreadCount = 0;
  private stepCount = 0;
  private readonly storeStatic: (number: number, value: Integer) => Request;

  constructor(storeStatic: (number: number, value: Integer) => Request) {
    this.storeStatic = storeStatic;
  }

  /** Takes one step. Deferred steps are taken first. */
  *step(request: Request): Generator<Request, Answer, Answer> {
    yield* this.readLoads();
    if (this.waitingStatics.size > 0) yield* this.settle();
    this.starts();
    return yield request;
  }

  /** Takes one step with a value. */
  asks(request: Request, meaning: (answer: Answer) => Value): KernelTaken {
    return this.takes(new Meant(request, meaning));
  }

  takes(step: OneStep<Request, Answer>): KernelTaken {
    const waits =
      this.waitingStatics.size > 0 || (this.unreadCount > 0 && this.unread().some(isNeeded));
    if (waits) return this.takesLater(step);
    this.starts();
    return step;
  }

  private *takesLater(step: OneStep<Request, Answer>): KernelSteps {
    return step.meaning(yield* this.step(step.request));
  }

  private unread(): EntryValue[] {
    return this.loads.slice(0, this.loadCount).filter(({ cls }) => cls === undefined);
  }

  /** A step begins: another thread may change what was loaded before it. */
  private starts(): void {
    if (this.knownStatics.size > 0) this.knownStatics.clear();
    this.loadCount = 0;
    this.unreadCount = 0;
    this.stepCount++;
  }

  /**
   * Makes stores to static variables visible; of two stores without a step between them, only the
   * second.
   */
  *settle(): Generator<Request, void, Answer> {
    for (const [number, value] of this.waitingStatics) {
      this.lateSite = this.storeSites.get(number);
      yield this.storeStatic(number, value);
    }
    this.waitingStatics.clear();
  }

  /** Before the return, undoes counts of a step that the text did not make. */
  *settleCounts(): Generator<Request, void, Answer> {
    for (const [level, leaves] of this.countedLeaves) yield ask.count(level, -leaves);
    this.countedLeaves.clear();
  }

  /** Stores to a static variable; visible from the next step on. */
  storeLater(number: number, value: Integer): void {
    this.waitingStatics.set(number, value);
    this.storeSites.set(number, this.site);
  }

  /** Position of the current request in the text. */
  stackNow(stack: CallStack): CallStack {
    const site = this.lateSite;
    this.lateSite = undefined;
    if (site === undefined || site === this.site) return stack;
    return {
      problem: stack.problem,
      places: (withVariables) => {
        const place = placeOf(site);
        const places = stack.places(withVariables);
        const frame = places.findIndex((one) => one.function === place.function);
        return [{ ...places[frame], ...place }, ...places.slice(frame + 1)];
      },
    };
  }

  private *readLoads(): Generator<Request, void, Answer> {
    if (this.unreadCount === 0) return;
    for (const load of this.unread().filter(isNeeded)) yield* this.readNow(load);
  }

  private *readNow(load: EntryValue): Generator<Request, void, Answer> {
    this.lateSite = load.site;
    this.noteRead(load, yield readOf(load));
  }

  /** 1 if the class of a load that was not read is the wanted one. Earlier loads take their steps first. */
  tests(load: EntryValue, isWanted: (cls: ClassOfEntry) => boolean): KernelTaken {
    const isCurrent = this.isCurrent(load);
    if (this.unreadCount > (isCurrent ? 1 : 0)) return this.testsLater(load, isWanted);
    const isAlone = isCurrent && this.loadCount === 1 && this.waitingStatics.size === 0;
    // Usually nothing else is deferred, and the read is a step of the test.
    if (!isAlone) this.lateSite = load.site;
    return new ClassTest(this, load, isWanted);
  }

  private *testsLater(load: EntryValue, isWanted: (cls: ClassOfEntry) => boolean): KernelSteps {
    return isWanted(yield* this.classOf(load)) ? 1 : 0;
  }

  private isCurrent(load: EntryValue): boolean {
    const { loadedAfter, loadedAs } = this.entries.known(load.pointer);
    return loadedAfter === this.stepCount && this.loads[loadedAs] === load;
  }

  noteRead(load: EntryValue, answer: Answer): ClassOfEntry {
    const cls = answer as ClassOfEntry;
    const known = this.entries.known(load.pointer);
    if (load.cls === undefined && this.isCurrent(load)) this.unreadCount--;
    load.cls = cls;
    known.cls = cls;
    if (cls !== EntryClass.table) known.child = -1;
    if (cls !== EntryClass.none) known.isEmptied = false;
    if (cls !== EntryClass.table) this.vacant = load.pointer;
    return cls;
  }

  /** Records a load; of several of one entry after the same step, the first one stands for all. */
  protected loaded(pointer: EntryPointer): EntryValue {
    const known = this.entries.known(pointer);
    if (known.loadedAfter === this.stepCount) {
      const again = this.loads[known.loadedAs];
      if (!again.isFollowed) return again;
    }
    const load = new EntryValue(pointer, undefined, known.version, this.site);
    known.loadedAfter = this.stepCount;
    known.loadedAs = this.loadCount;
    this.loads[this.loadCount++] = load;
    this.unreadCount++;
    return load;
  }

  /** The class of an entry, or of a number that was built to become one. */
  *classOf(value: Value): Generator<Request, ClassOfEntry, Answer> {
    if (value instanceof EntryValue) {
      if (value.cls === undefined) yield* this.classOfLoad(value);
      return value.cls ?? EntryClass.none;
    }
    return classWithoutRead(value);
  }

  private *classOfLoad(value: EntryValue): Generator<Request, void, Answer> {
    // Earlier loads take their steps first.
    for (const load of this.unread()) {
      if (load === value || isNeeded(load)) yield* this.readNow(load);
    }
    if (value.cls === undefined) yield* this.readNow(value);
  }

  protected dropLateSite(): void {
    this.lateSite = undefined;
  }
}

/** True if the step that reads its class is not taken, and nothing else stands for it. */
function isNeeded({ cls, isFollowed }: EntryValue): boolean {
  return cls === undefined && !isFollowed;
}

function readOf({ pointer: { table, level, va } }: EntryValue): Request {
  return ask.read(table, level, va);
}

/** A step with the meaning of its answer as a function. */
class Meant extends OneStep<Request, Answer> {
  private readonly means: (answer: Answer) => Value;

  constructor(request: Request, means: (answer: Answer) => Value) {
    super(request);
    this.means = means;
  }

  meaning(answer: Answer): Value {
    return this.means(answer);
  }
}

/** Reads the class of an entry and tests it: the most frequent step. */
class ClassTest extends OneStep<Request, Answer> {
  private readonly steps: DeferredSteps;
  private readonly load: EntryValue;
  private readonly isWanted: (cls: ClassOfEntry) => boolean;

  constructor(steps: DeferredSteps, load: EntryValue, isWanted: (cls: ClassOfEntry) => boolean) {
    super(readOf(load));
    this.steps = steps;
    this.load = load;
    this.isWanted = isWanted;
  }

  meaning(answer: Answer): Value {
    return this.isWanted(this.steps.noteRead(this.load, answer)) ? 1 : 0;
  }
}
