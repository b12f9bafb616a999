/** Judges one sentence, as a job: searches for the minimal sets of assumptions. */
import { type FoundViolation, shortest } from '../../counterexample/confirm.ts';
import { ModelError } from '../../errors.ts';
import { breadthFirst } from '../../explorer/breadth-first.ts';
import { recordsTo } from '../../explorer/replay.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { type JobHooks, type JobKind, searchHooks } from '../../jobs/job.ts';
import { Stopped } from '../../stop.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import {
  type Assumption,
  leavesCode,
  type Sentence,
  type SubjectSentences,
} from '../../subject/sentences.ts';
import type {
  Dropped,
  JudgedRevision,
  MinimalSet,
  SentenceResult,
  SentenceVerdict,
} from './result.ts';

export interface SentenceJob {
  readonly sentence: Sentence;
}

/** The result of a sentence before its violations are confirmed. */
export type JudgedSentence = SentenceResult<FoundViolation>;

/** Throws `Stopped` at Ctrl-C. */
export const sentenceJudgements: JobKind<SentenceJob, JudgedSentence> = {
  name: 'sentence',
  run({ sentence }, hooks) {
    const { sentences } = hooks.subject;
    if (sentences === undefined) throw new ModelError('the subject has no sentences to judge');
    return new SentenceJudge(sentence, sentences, hooks).judge();
  },
};

/** One scope, searched for all properties of a sentence. */
interface ScopeVerdict {
  readonly verdict: 'holds' | 'violated' | 'undecided';
  readonly found: FoundViolation | null;
  readonly states: number;
}

/** Far above the needs of the scopes of the sentences. */
const elapsedMsMax = 20_000;

class SentenceJudge {
  readonly #sentence: Sentence;
  readonly #sentences: SubjectSentences;
  readonly #hooks: JobHooks;
  readonly #invariants: readonly Invariant[];
  readonly #answers = new Map<string, ScopeVerdict>();
  #states = 0;

  constructor(sentence: Sentence, sentences: SubjectSentences, hooks: JobHooks) {
    this.#sentence = sentence;
    this.#sentences = sentences;
    this.#hooks = hooks;
    this.#invariants = sentences.invariantsOf(sentence);
  }

  judge(): JudgedSentence {
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
      violation: assumed.found,
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

  #explain(made: readonly Assumption[]): MinimalSet<FoundViolation> {
    const without: Dropped<FoundViolation>[] = made.map((assumption) => {
      const rest = made.filter((other) => other !== assumption);
      const { found } = this.#under(this.#sentence.revision, rest);
      if (found === null)
        throw new ModelError(`${this.#sentence.id}: a minimal set is not minimal`);
      return { assumption, violation: found };
    });
    const { revision } = this.#scopes(this.#sentence.revision, made)[0];
    return { code: revision === this.#sentence.revision ? null : revision, made, without };
  }

  #at(revision: string): JudgedRevision<FoundViolation> {
    const { verdict, found } = this.#under(revision, this.#sentence.assumptions);
    return { revision, verdict, violation: found };
  }

  #scopes(revision: string, made: readonly Assumption[]): readonly ScopeData[] {
    return this.#sentences.scopesOf(this.#sentence, revision, made);
  }

  #under(revision: string, made: readonly Assumption[]): ScopeVerdict {
    const answers = this.#scopes(revision, made).map((scope) => this.#search(scope));
    const found = answers.flatMap((answer) => (answer.found === null ? [] : [answer.found]));
    if (found.length > 0) return { verdict: 'violated', found: shortest(found), states: 0 };
    const holds = answers.every(({ verdict }) => verdict === 'holds');
    return { verdict: holds ? 'holds' : 'undecided', found: null, states: 0 };
  }

  #search(scope: ScopeData): ScopeVerdict {
    const key = JSON.stringify(scope, (_, value: unknown) => (value === Infinity ? 'all' : value));
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = search(scope, this.#invariants, this.#hooks);
    this.#states += answer.states;
    this.#answers.set(key, answer);
    return answer;
  }
}

function search(scope: ScopeData, invariants: readonly Invariant[], hooks: JobHooks): ScopeVerdict {
  const system = hooks.subject.createSystem(scope);
  const result = breadthFirst({
    system,
    invariants,
    limits: {
      stateCountMax: Infinity,
      memoryBytesMax: 2 ** 31,
      depthMax: Infinity,
      elapsedMsMax,
    },
    hooks: searchHooks(hooks),
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
  // A sentence that was never put to the test is not judged.
  const wasJudged = result.judgedCounts.some((count) => count > 0);
  const holds = result.end.kind === 'exhausted' && wasJudged;
  return { verdict: holds ? 'holds' : 'undecided', found: null, states };
}

function verdictOf(sets: readonly MinimalSet<FoundViolation>[]): SentenceVerdict {
  const assuming = sets.filter(({ code }) => code === null);
  if (assuming.length === 0) return 'fails';
  return assuming.some(({ made }) => made.length === 0) ? 'holds' : 'conditional';
}

/** All subsets, smaller ones first, each in the order of the list. */
function subsets<Item>(items: readonly Item[]): Item[][] {
  const all = Array.from({ length: 2 ** items.length }, (_, bits) =>
    items.filter((_item, index) => ((bits >> index) & 1) === 1),
  );
  return all.sort((a, b) => a.length - b.length);
}
