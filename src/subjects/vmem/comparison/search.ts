/** Breadth-first search over pairs of worlds, one of each revision, that run through the same calls. */
import { ModelError } from '../../../errors.ts';
import type { Limit } from '../../../explorer/outcome.ts';
import { Occasion } from '../../../invariants/facts.ts';
import { Stopped, withStopCheck } from '../../../stop.ts';
import type {
  Compared,
  CompareHooks,
  CompareLimits,
  CompareOptions,
  Difference,
} from '../../../subject/comparison.ts';
import type { Operation, Scope } from '../environment/scope.ts';
import { marksOf, rangeSetText, surveyOf } from '../plain/survey.ts';
import { type PerformedOperation, ReferenceWorld, type WorldSnapshot } from '../plain/world.ts';
import { PairedChoices } from './choices.ts';
import { differencesOf, observe } from './effect.ts';

/** A path to a difference or a pair: the operations of the scope, and the decisions of the allocator. */
export interface PairStep {
  readonly operation: number;
  readonly decisions: readonly number[];
}

export type PairEnd =
  | { readonly kind: 'closed' }
  | { readonly kind: 'different'; readonly steps: readonly PairStep[] }
  | { readonly kind: 'limit'; readonly limit: Limit; readonly value: number };

export interface PairSearchResult extends Omit<Compared, 'found' | 'limit'> {
  readonly end: PairEnd;
}

interface Pair {
  /** Null once all its operations have been executed. */
  states: readonly [a: WorldSnapshot, b: WorldSnapshot] | null;
  readonly depth: number;
  readonly parent: Pair | null;
  readonly step: PairStep | null;
}

/** Between two checks of clock and signal. */
const transitionsPerPoll = 256;

/** The effect of one operation on both. */
export interface PerformedPair {
  readonly a: PerformedOperation;
  readonly b: PerformedOperation;
  readonly differences: readonly Difference[];
}

/** Two worlds of scopes that differ only in the kernel. */
export class PairOfWorlds {
  readonly a: ReferenceWorld;
  readonly b: ReferenceWorld;
  private readonly scopes: readonly [Scope, Scope];
  private readonly options: CompareOptions;

  constructor(a: Scope, b: Scope, options: CompareOptions) {
    this.scopes = [a, b];
    this.a = new ReferenceWorld(a);
    this.b = new ReferenceWorld(b);
    this.options = options;
  }

  /** Indices of operations. As long as both return the same, both can execute the same operations. */
  enabled(): number[] {
    return [...this.scopes[0].operations.keys()].filter((index) =>
      this.a.isEnabled(this.operation(0, index)),
    );
  }

  perform(operation: number, choices: PairedChoices): PerformedPair {
    choices.rewind();
    const a = this.a.perform(this.operation(0, operation), choices);
    const b = this.b.perform(this.operation(1, operation), choices);
    const seenA = observe(this.a, a, this.options);
    const seenB = observe(this.b, b, this.options);
    return { a, b, differences: differencesOf(seenA, seenB, this.options) };
  }

  operation(side: 0 | 1, index: number): Operation {
    return this.scopes[side].operations[index];
  }

  /** Equal for pairs that lead to the same comparisons. */
  text(): string {
    const { a, b } = this;
    const texts = [a.stateText(), b.stateText()];
    if (this.options.strictMarks) {
      for (const { runner } of [a, b]) texts.push(rangeSetText(marksOf(surveyOf(runner.machine))));
    }
    return texts.join('#');
  }
}

export class PairSearch {
  private readonly worlds: PairOfWorlds;
  private readonly limits: CompareLimits;
  private readonly hooks: CompareHooks;
  private readonly startedAt: number;
  private readonly known = new Set<string>();
  private readonly queue: Pair[] = [];
  private taken = 0;
  private transitions = 0;
  private leftOut = 0;
  private crashes = 0;
  private maps = false;
  private depth = 0;
  private cut = 0;

  constructor(worlds: PairOfWorlds, limits: CompareLimits, hooks: CompareHooks) {
    this.worlds = worlds;
    this.limits = limits;
    this.hooks = hooks;
    this.startedAt = hooks.now();
  }

  run(): PairSearchResult {
    this.intern(null, null);
    while (this.taken < this.queue.length) {
      const end = this.expand(this.queue[this.taken++]);
      if (end !== null) return this.result(end);
    }
    return this.result(
      this.cut > 0
        ? { kind: 'limit', limit: 'depth', value: this.limits.depthMax }
        : { kind: 'closed' },
    );
  }

  /** Takes every operation of a pair; null if the search continues. */
  private expand(pair: Pair): PairEnd | null {
    const { worlds, limits } = this;
    this.restore(pair);
    const enabled = worlds.enabled();
    if (pair.depth >= limits.depthMax) {
      this.cut += enabled.length > 0 ? 1 : 0;
      return null;
    }
    for (const operation of enabled) {
      const choices = new PairedChoices();
      do {
        if (this.transitions % transitionsPerPoll === 0) {
          const limit = this.limitAt(this.reportProgress());
          if (limit !== null) return limit;
        }
        const end = this.takeInTime(pair, operation, choices);
        if (end !== null) return end;
      } while (choices.advance());
    }
    // Once expanded, it is needed only as a link of a path.
    pair.states = null;
    return null;
  }

  /** Abandons a long operation when the search must end. */
  private takeInTime(pair: Pair, operation: number, choices: PairedChoices): PairEnd | null {
    let limit: PairEnd | null = null;
    const check = (): void => {
      limit = this.limitAt(this.reportProgress());
      if (limit !== null) throw new Stopped('interrupted', 0);
    };
    try {
      return withStopCheck(check, () => this.take(pair, operation, choices));
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return limit;
    }
  }

  private limitAt(elapsedMs: number): PairEnd | null {
    if (this.hooks.isInterrupted())
      return { kind: 'limit', limit: 'interrupted', value: elapsedMs };
    const { elapsedMsMax } = this.limits;
    return elapsedMs < elapsedMsMax ? null : { kind: 'limit', limit: 'time', value: elapsedMsMax };
  }

  private take(pair: Pair, operation: number, choices: PairedChoices): PairEnd | null {
    this.restore(pair);
    const { a, b, differences } = this.worlds.perform(operation, choices);
    if (!choices.isPossible) {
      this.leftOut++;
      return null;
    }
    this.transitions++;
    const step = { operation, decisions: choices.decisions };
    if (differences.length > 0) {
      return { kind: 'different', steps: [...pathTo(pair), step] };
    }
    if (a.ends || b.ends) {
      this.crashes++;
      return null;
    }
    this.maps ||= (a.occasions & Occasion.succeeded) !== 0;
    if (this.intern(pair, step)) return null;
    return { kind: 'limit', limit: 'states', value: this.limits.pairCountMax };
  }

  private restore({ states }: Pair): void {
    if (states === null) throw new ModelError('a pair was expanded twice');
    this.worlds.a.restore(states[0]);
    this.worlds.b.restore(states[1]);
  }

  /** False if the current pair of states is new and there is no room for it. */
  private intern(parent: Pair | null, step: PairStep | null): boolean {
    const text = this.worlds.text();
    if (this.known.has(text)) return true;
    if (this.known.size >= this.limits.pairCountMax) return false;
    this.known.add(text);
    const depth = parent === null ? 0 : parent.depth + 1;
    this.depth = Math.max(this.depth, depth);
    const { a, b } = this.worlds;
    this.queue.push({ states: [a.snapshot(), b.snapshot()], depth, parent, step });
    return true;
  }

  /** Milliseconds since the search began. */
  private reportProgress(): number {
    const { now, onProgress } = this.hooks;
    const elapsedMs = now() - this.startedAt;
    onProgress({
      pairs: this.known.size,
      transitions: this.transitions,
      frontier: this.frontier(),
      depth: this.depth,
      elapsedMs,
    });
    return elapsedMs;
  }

  private frontier(): number {
    return this.queue.length - this.taken + this.cut;
  }

  private result(end: PairEnd): PairSearchResult {
    return {
      end,
      pairs: this.known.size,
      transitions: this.transitions,
      depth: this.depth,
      frontier: this.frontier() + (end.kind === 'closed' || this.cut > 0 ? 0 : 1),
      leftOut: this.leftOut,
      crashes: this.crashes,
      maps: this.maps,
    };
  }
}

function pathTo(pair: Pair): PairStep[] {
  const steps: PairStep[] = [];
  for (let at: Pair | null = pair; at !== null; at = at.parent) {
    if (at.step !== null) steps.push(at.step);
  }
  return steps.reverse();
}
