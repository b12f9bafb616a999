/** The part of the monitor that outlives a call: linked objects, and cleared entries that are not flushed. */
import { Fact, Occasion } from '../../../invariants/facts.ts';
import type { Range } from '../machine/description.ts';
import { Target } from '../machine/events.ts';
import { when } from './rest-facts.ts';

/** `cleared`: its entry is empty, but a TLB may still hold it. `flushed`: no CPU can reach it. */
type HookState = 'entered' | 'cleared' | 'flushed';

/** The entry that points to an object, or did so last. */
export interface Hook extends Range {
  readonly state: HookState;
}

interface ClearedEntry extends Range {
  readonly isTable: boolean;
}

/** Observations in a step: masks of `Fact` and `Occasion`. */
export interface StepFacts {
  readonly facts: number;
  readonly occasions: number;
}

/** Tables, blocks and pages are numbered separately. */
function objectKey(target: number, id: number): number {
  return id * 3 + target;
}

function isObject(target: number): boolean {
  return target === Target.table || target === Target.block || target === Target.page;
}

export class FlushMonitor {
  /** Objects that an entry points or pointed to, by `keyOf`; freed ones are removed. */
  private hooks = new Map<number, Hook>();
  /** Entries that were cleared since the last flush. */
  private cleared: ClearedEntry[] = [];
  /** Something was freed while a TLB may hold it, without a flush since. */
  private pending = false;

  reset(): void {
    this.hooks = new Map();
    this.cleared = [];
    this.pending = false;
  }

  clone(): FlushMonitor {
    const copy = new FlushMonitor();
    copy.hooks = new Map(this.hooks);
    copy.cleared = [...this.cleared];
    copy.pending = this.pending;
    return copy;
  }

  /** The part of the state that a later call can observe, as text without names. Empty after a flush. */
  text(): string {
    const cleared = this.cleared.map(({ start, end, isTable }) => `${start}-${end}${isTable}`);
    const stale = [...this.hooks.values()].filter((hook) => hook.state === 'cleared');
    const held = stale.map(({ start, end }) => `${start}-${end}`);
    return this.pending || cleared.length > 0 || held.length > 0
      ? `${this.pending} ${cleared.join()} ${held.join()}`
      : '';
  }

  set(target: number, id: number, entry: Range): void {
    if (isObject(target)) this.hooks.set(objectKey(target, id), { ...entry, state: 'entered' });
  }

  clear(target: number, id: number, entry: Range): void {
    if (target === Target.none) return;
    this.cleared.push({ ...entry, isTable: target === Target.table });
    const key = objectKey(target, id);
    if (isObject(target) && this.hooks.has(key)) {
      this.hooks.set(key, { ...entry, state: 'cleared' });
    }
  }

  hookOf(target: number, id: number): Hook | undefined {
    return this.hooks.get(objectKey(target, id));
  }

  /** Facts of a free; returns the entry of the object, for further checks. */
  free(target: number, id: number): { readonly facts: number; readonly hook: Hook | undefined } {
    const key = objectKey(target, id);
    const hook = this.hooks.get(key);
    if (hook === undefined) return { facts: 0, hook };
    this.hooks.delete(key);
    const isStale = hook.state !== 'flushed';
    if (isStale) this.pending = true;
    const facts =
      when(hook.state === 'entered', Fact.freedWhileEntered) | when(isStale, Fact.freedBeforeFlush);
    return { facts, hook };
  }

  /** Facts of a successful allocation. */
  allocated(): number {
    return when(this.pending, Fact.reusedBeforeFlush);
  }

  /** As on s390, a flush of any range empties every TLB; the range is judged separately. */
  flush(start: number, end: number): StepFacts {
    const missed = this.cleared.filter((entry) => entry.start < start || entry.end > end);
    const facts =
      when(
        missed.some((entry) => entry.isTable),
        Fact.flushMissedTable,
      ) |
      when(
        missed.some((entry) => !entry.isTable),
        Fact.flushMissedLeaf,
      );
    const occasions = when(this.cleared.length > 0, Occasion.flushedCleared);
    this.cleared = [];
    this.pending = false;
    for (const [key, hook] of this.hooks) {
      if (hook.state === 'cleared') this.hooks.set(key, { ...hook, state: 'flushed' });
    }
    return { facts, occasions };
  }

  /** Facts of a release of the mutex, or of the end of a call that did not take it. */
  unlocked(): number {
    return when(this.cleared.length > 0, Fact.unlockedBeforeFlush);
  }
}
