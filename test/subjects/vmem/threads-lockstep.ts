/**
 * Runs threads on both machines in lockstep: the fast machine draws the next thread, the plain
 * machine follows.
 */

import { Fact } from '../../../src/invariants/facts.ts';
import { maskWithout, union } from '../../../src/model/masks.ts';
import type { Choose } from '../../../src/model/system.ts';
import type { Operation, Scope } from '../../../src/subjects/vmem/environment/scope.ts';
import { createInterleavedSystem } from '../../../src/subjects/vmem/fast/create-interleaved.ts';
import type { TakenTransition } from '../../../src/subjects/vmem/fast/interleaved-record.ts';
import type { InterleavedSystem } from '../../../src/subjects/vmem/fast/interleaved-system.ts';
import { Op, type Program, type Request } from '../../../src/subjects/vmem/kernel/request.ts';
import { choicesFrom } from '../../../src/subjects/vmem/plain/choices.ts';
import { OperationRecorder } from '../../../src/subjects/vmem/plain/recorder.ts';
import { ReferenceThreads } from '../../../src/subjects/vmem/plain/threads.ts';
import { ReferenceWorld } from '../../../src/subjects/vmem/plain/world.ts';
import { isIdle, sharedPart } from './rest-states.ts';
import { scopeOf, type World } from './scopes.ts';

/** The report of a transition, which must be equal for both. */
interface ReportedRun {
  readonly facts: number;
  readonly ends: boolean;
  readonly idle: readonly boolean[];
  /** The thread continued although it should have waited for a lock. */
  readonly waits: boolean;
  /** The steps as the program requested them. */
  readonly asked: readonly string[];
}

interface Disagreement {
  readonly at: number;
  readonly label: string;
  readonly vector: unknown;
  readonly reference: unknown;
}

/**
 * An entry that pointed to a table, then to a leaf, and is now empty: either of the two facts
 * violates the claim.
 */
function claimed(facts: number): number {
  return facts & Fact.flushMissedLeaf
    ? union(maskWithout(facts, Fact.flushMissedLeaf), Fact.flushMissedTable)
    : facts;
}

function isStep({ op }: Request): boolean {
  return op !== Op.call && op !== Op.return;
}

/** The machines number handles differently. */
const handles: readonly string[] = ['table', 'child', 'memmap', 'stack'];

const textOf = (request: Request): string =>
  Object.entries(request)
    .map(([field, value]) => (handles.includes(field) ? field : `${field} ${value}`))
    .join();

/** The plain machine, with a log of every answered step. */
class Follower {
  readonly world: ReferenceWorld;
  readonly threads: ReferenceThreads;
  /** The steps of each thread's operation. The machine looks ahead on copies of the program. */
  private readonly asked: string[][] = [];
  private starting: number | null = null;
  private readonly scope: Scope;
  private readonly threadCount: number;

  constructor(scope: Scope) {
    const operations = scope.operations.map((operation) => this.noting(operation));
    this.scope = { ...scope, operations };
    this.threadCount = scope.threads?.length ?? 0;
    this.world = new ReferenceWorld(this.scope);
    this.threads = new ReferenceThreads(this.world, this.threadCount);
  }

  follow(record: TakenTransition): ReportedRun {
    const { threads } = this;
    if (record.starts) {
      const wanted = JSON.stringify(record.op);
      const { menu = [] } = this.scope.threads?.[record.thread] ?? {};
      const operation = menu
        .map((at) => this.scope.operations[at])
        .find((one) => JSON.stringify(one.record) === wanted);
      if (operation === undefined) throw new Error(`no operation ${wanted}`);
      this.starting = record.thread;
      threads.start(record.thread, operation, choicesFrom(record));
      this.starting = null;
    }
    const waits = threads.waitsFor(record.thread) !== null;
    threads.record(record.thread, choicesFrom(record), new OperationRecorder());
    const asked = this.asked[record.thread];
    const before = asked.length;
    for (let step = 0; step < record.steps && !threads.ended; step++) threads.step(record.thread);
    const all = Array.from({ length: this.threadCount }, (_, thread) => thread);
    return {
      facts: claimed(threads.factsOf(record.thread)),
      ends: threads.ended,
      idle: threads.ended ? [] : all.map((thread) => threads.isIdle(thread)),
      waits,
      asked: threads.ended ? [] : asked.slice(before),
    };
  }

  /** All running threads wait. */
  isStuck(): boolean {
    const { threads } = this;
    return Array.from({ length: this.threadCount }, (_, thread) => thread).every(
      (thread) => threads.isIdle(thread) || threads.waitsFor(thread) !== null,
    );
  }

  private noting(operation: Operation): Operation {
    return {
      ...operation,
      program: () => {
        const asked: string[] = [];
        if (this.starting !== null) this.asked[this.starting] = asked;
        return noted(operation.program(), asked);
      },
    };
  }
}

function* noted(program: Program<number>, asked: string[]): Program<number> {
  let step = program.next();
  while (!step.done) {
    const text = isStep(step.value) ? textOf(step.value) : null;
    const answer = yield step.value;
    if (text !== null) asked.push(text);
    step = program.next(answer);
  }
  return step.value;
}

function toldBy(
  system: InterleavedSystem,
  record: TakenTransition,
  state: Uint8Array,
  threadCount: number,
): ReportedRun {
  const { ends } = system.outcome;
  const facts = claimed(system.outcome.facts);
  if (ends) return { facts, ends, idle: [], waits: false, asked: [] };
  return {
    facts,
    ends,
    idle: Array.from({ length: threadCount }, (_, thread) => isIdle(system.layout, state, thread)),
    waits: false,
    asked: record.requests
      .map(({ request }) => request)
      .filter(isStep)
      .map(textOf),
  };
}

/**
 * The first difference between the machines in `depth` transitions drawn by `choose`; null if there
 * is none.
 */
export function threadDisagreement(
  world: Partial<World>,
  choose: Choose,
  depth: number,
): Disagreement | null {
  // The plain machine identifies threads by name.
  const scope = scopeOf({ ...world, symmetry: 'none' });
  const system = createInterleavedSystem(scope);
  const follower = new Follower(scope);
  const threadCount = scope.threads?.length ?? 0;
  const state = new Uint8Array(system.stateLength);
  system.writeInitial(state);
  const referenceOf = new Map<string, string>();
  const vectorOf = new Map<string, string>();
  // The same two exceptions as in lockstep.ts: without a flush the order of clears matters.
  const neverFlushes = world.mutant === 'drop-flush';
  let countersWereWrong = false;
  for (let at = 1; at <= depth; at++) {
    system.load(state, 0);
    if (!system.draw(choose)) {
      return follower.isStuck() ? null : { at, label: 'stuck', vector: true, reference: false };
    }
    const record = system.describe() as TakenTransition;
    state.set(system.outcome.successor);
    const vector = toldBy(system, record, state, threadCount);
    const followed = follower.follow(record);
    const counters = countersWereWrong ? vector.facts & Fact.counterWrong : 0;
    const reference = { ...followed, facts: union(followed.facts, counters) };
    if (JSON.stringify(vector) !== JSON.stringify(reference)) {
      return { at, label: record.label, vector, reference };
    }
    if (vector.ends) return null;
    countersWereWrong ||= (vector.facts & Fact.counterWrong) !== 0;
    if (!vector.idle.every((free) => free) || countersWereWrong || neverFlushes) continue;
    const name = sharedPart(system.layout, state);
    const reported = follower.world.stateText();
    const before = {
      vector: vectorOf.get(reported) ?? name,
      reference: referenceOf.get(name) ?? reported,
    };
    if (before.vector !== name || before.reference !== reported) {
      return { at, label: 'the same state or not', vector: name, reference: reported };
    }
    vectorOf.set(reported, name);
    referenceOf.set(name, reported);
  }
  return null;
}
