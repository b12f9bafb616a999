/** Judges the sentences of the series: searches for the minimal sets of assumptions. */

import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import { confirm, type FoundViolation, shortest } from '../../counterexample/confirm.ts';
import { ModelError } from '../../errors.ts';
import { breadthFirst } from '../../explorer/breadth-first.ts';
import { recordsTo } from '../../explorer/replay.ts';
import { version } from '../../files/version.ts';
import { findInvariant } from '../../invariants/catalogue.ts';
import { Fact } from '../../invariants/facts.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { meet, union } from '../../model/masks.ts';
import { Stopped } from '../../stop.ts';
import { buildScope } from '../../subjects/vmem/build-scope.ts';
import {
  type Assumption,
  leavesCode,
  scopeUnder,
  sentenceScope,
} from '../../subjects/vmem/cover-letter/scopes.ts';
import type { Property, Sentence } from '../../subjects/vmem/cover-letter/sentence.ts';
import { createMemorySystem } from '../../subjects/vmem/fast/memory-system.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import { vmem } from '../../subjects/vmem/subject.ts';
import type {
  ClaimsResult,
  Dropped,
  JudgedRevision,
  MinimalSet,
  SentenceResult,
  SentenceVerdict,
} from './result.ts';

export interface ClaimsControl {
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** As the signal, but also within a search. */
  readonly isInterrupted?: () => boolean;
  /** Called before each sentence. */
  readonly onSentence: (sentence: Sentence, index: number, count: number) => void;
}

/** One scope, searched for all properties of a sentence. */
interface ScopeVerdict {
  readonly verdict: 'holds' | 'violated' | 'undecided';
  readonly found: FoundViolation | null;
  readonly states: number;
}

/** Far above what the scopes of the sentences take. */
const elapsedMsMax = 20_000;

/** Judges the sentences one by one; Ctrl-C ends it, without the current sentence. */
export async function judgeSentences(
  sentences: readonly Sentence[],
  command: string,
  control: ClaimsControl,
): Promise<ClaimsResult> {
  const results: SentenceResult[] = [];
  for (const [index, sentence] of sentences.entries()) {
    // Signals are handled between sentences.
    await new Promise((resolve) => setImmediate(resolve));
    if (control.signal.aborted) break;
    control.onSentence(sentence, index, sentences.length);
    const result = unlessInterrupted(() => new SentenceJudge(sentence, control).judge());
    if (result === null) break;
    results.push(result);
  }
  return { version, command, sentences: results, isInterrupted: results.length < sentences.length };
}

function unlessInterrupted(judge: () => SentenceResult): SentenceResult | null {
  try {
    return judge();
  } catch (error) {
    if (error instanceof Stopped) return null;
    throw error;
  }
}

class SentenceJudge {
  readonly #sentence: Sentence;
  readonly #control: ClaimsControl;
  readonly #invariants: readonly Invariant[];
  readonly #answers = new Map<string, ScopeVerdict>();
  #states = 0;

  constructor(sentence: Sentence, control: ClaimsControl) {
    this.#sentence = sentence;
    this.#control = control;
    this.#invariants = sentence.properties.map(narrowed);
  }

  judge(): SentenceResult {
    const sentence = this.#sentence;
    const sets = this.#minimalSets();
    const assumptions = sentence.assumptions.filter(leavesCode);
    const assumed = this.#under(sentence.revision, assumptions);
    const minimalSets = sets.holding.map((made) => this.#explain(made));
    const alsoAt = sentence.alsoAt.map((revision) => this.#at(revision));
    const isUndecided = sets.undecided || alsoAt.some(({ verdict }) => verdict === 'undecided');
    return {
      sentence,
      verdict: isUndecided ? 'undecided' : verdictOf(minimalSets),
      minimalSets,
      violation: assumed.found === null ? null : confirm(vmem, assumed.found),
      alsoAt,
      scope: this.#scopes(sentence.revision, assumptions)[0],
      searches: this.#answers.size,
      states: this.#states,
    };
  }

  /** Smaller sets first: a superset of a sufficient set is not minimal. */
  #minimalSets(): { holding: (readonly Assumption[])[]; undecided: boolean } {
    const { assumptions, revision } = this.#sentence;
    const holding: (readonly Assumption[])[] = [];
    let undecided = false;
    for (const made of subsets(assumptions)) {
      if (holding.some((smaller) => smaller.every((one) => made.includes(one)))) continue;
      const { verdict } = this.#under(revision, made);
      if (verdict === 'holds') holding.push(made);
      undecided ||= verdict === 'undecided';
    }
    return { holding, undecided };
  }

  #explain(made: readonly Assumption[]): MinimalSet {
    const without: Dropped[] = made.map((assumption) => {
      const rest = made.filter((other) => other !== assumption);
      const { found } = this.#under(this.#sentence.revision, rest);
      if (found === null)
        throw new ModelError(`${this.#sentence.id}: a minimal set is not minimal`);
      return { assumption, violation: confirm(vmem, found) };
    });
    const { revision } = this.#scopes(this.#sentence.revision, made)[0];
    return { code: revision === this.#sentence.revision ? null : revision, made, without };
  }

  #at(revision: string): JudgedRevision {
    const { verdict, found } = this.#under(revision, this.#sentence.assumptions);
    const violation: ConfirmedViolation | null = found === null ? null : confirm(vmem, found);
    return { revision, verdict, violation };
  }

  #scopes(revision: string, made: readonly Assumption[]): ScopeConfig[] {
    const { variations, assumptions } = this.#sentence;
    const base = { ...sentenceScope, revision };
    return variations.map((variation) => scopeUnder(base, variation, assumptions, made));
  }

  #under(revision: string, made: readonly Assumption[]): ScopeVerdict {
    const answers = this.#scopes(revision, made).map((scope) => this.#search(scope));
    const found = answers.flatMap((answer) => (answer.found === null ? [] : [answer.found]));
    if (found.length > 0) return { verdict: 'violated', found: shortest(found), states: 0 };
    const holds = answers.every(({ verdict }) => verdict === 'holds');
    return { verdict: holds ? 'holds' : 'undecided', found: null, states: 0 };
  }

  #search(scope: ScopeConfig): ScopeVerdict {
    const key = JSON.stringify(scope, (_, value: unknown) => (value === Infinity ? 'all' : value));
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = search(scope, this.#invariants, this.#control);
    this.#states += answer.states;
    this.#answers.set(key, answer);
    return answer;
  }
}

function search(
  scope: ScopeConfig,
  invariants: readonly Invariant[],
  { now, signal, isInterrupted = () => signal.aborted }: ClaimsControl,
): ScopeVerdict {
  const system = createMemorySystem(buildScope(scope));
  const result = breadthFirst({
    system,
    invariants,
    limits: {
      stateCountMax: Infinity,
      memoryBytesMax: 2 ** 31,
      depthMax: Infinity,
      elapsedMsMax,
    },
    hooks: { now, shouldStop: isInterrupted },
  });
  const { end } = result;
  if (end.kind === 'limit' && end.limit === 'interrupted')
    throw new Stopped('interrupted', end.value);
  const found = result.violations.map((violation): FoundViolation => {
    const invariant = invariants.find(({ id }) => id === violation.invariant.id);
    if (invariant === undefined)
      throw new ModelError(`${violation.invariant.id} was not requested`);
    return { invariant, scope, transitions: recordsTo(system, violation), steps: violation.steps };
  });
  const states = result.stateCount;
  if (found.length > 0) return { verdict: 'violated', found: shortest(found), states };
  // A sentence that was never put to the test was not judged.
  const wasJudged = result.judgedCounts.some((count) => count > 0);
  const holds = result.end.kind === 'exhausted' && wasJudged;
  return { verdict: holds ? 'holds' : 'undecided', found: null, states };
}

function verdictOf(sets: readonly MinimalSet[]): SentenceVerdict {
  const assuming = sets.filter(({ code }) => code === null);
  if (assuming.length === 0) return 'fails';
  return assuming.some(({ made }) => made.length === 0) ? 'holds' : 'conditional';
}

function narrowed({ invariant: id, facts }: Property): Invariant {
  const invariant = findInvariant(id);
  if (invariant === undefined) throw new ModelError(`a sentence names the invariant ${id}`);
  if (facts === undefined) return invariant;
  const bits: Readonly<Record<string, number | undefined>> = Fact;
  const violatedBy = facts.reduce((mask, name) => {
    const bit = bits[name];
    if (bit === undefined || !meet(bit, invariant.violatedBy)) {
      throw new ModelError(`a sentence names the fact ${name}, which does not break ${id}`);
    }
    return union(mask, bit);
  }, 0);
  return { ...invariant, violatedBy };
}

/** All subsets, smaller ones first, each in the order of the list. */
function subsets<Item>(items: readonly Item[]): Item[][] {
  const all = Array.from({ length: 2 ** items.length }, (_, bits) =>
    items.filter((_item, index) => ((bits >> index) & 1) === 1),
  );
  return all.sort((a, b) => a.length - b.length);
}
