/** The changes of a step: keys of the changed parts of a state, for drawing. */
import type { StepState } from '../../src/subjects/vmem/trace/step-state.ts';

export type Changes = ReadonlySet<string>;

/** Keys of parts; equal keys in two states identify the same part. */
export const partKeys = {
  entry: (table: string, slot: number): string => `entry ${table} ${slot}`,
  object: (name: string): string => `object ${name}`,
  marks: (name: string): string => `marks ${name}`,
  counter: (level: string): string => `counter ${level}`,
  tail: 'tail',
  mutex: 'mutex',
} as const;

/**
 * Every part as text: parts whose text differs have changed. An object shared by both states has not.
 */
function partsOf(state: StepState, other: StepState): Map<string, string> {
  const parts = new Map<string, string>();
  const shared: ReadonlySet<object> = new Set<object>([...other.tables, ...other.memmap]);
  for (const table of state.tables) {
    if (shared.has(table)) continue;
    const { name, entries, place, holder } = table;
    parts.set(partKeys.object(name), `${place} ${holder}`);
    for (const { slot, count, target, stale, dangling } of entries) {
      for (let at = slot; at < slot + count; at++) {
        parts.set(partKeys.entry(name, at), `${target} ${stale} ${dangling}`);
      }
    }
  }
  for (const object of state.memmap) {
    if (shared.has(object)) continue;
    const { name, place, holder, marked } = object;
    parts.set(partKeys.object(name), `${place} ${holder}`);
    parts.set(partKeys.marks(name), String(marked));
  }
  for (const level of ['pte', 'pmd', 'pud'] as const) {
    parts.set(partKeys.counter(level), `${state.counters[level]} ${state.recounted[level]}`);
  }
  parts.set(partKeys.tail, String(state.tail));
  parts.set(partKeys.mutex, String(state.mutex));
  return parts;
}

/** Keys of the parts that were added, removed or changed. */
export function changesBetween(before: StepState, after: StepState): Changes {
  const old = partsOf(before, after);
  const now = partsOf(after, before);
  const changed = new Set<string>();
  for (const [key, text] of now) if (old.get(key) !== text) changed.add(key);
  for (const key of old.keys()) if (!now.has(key)) changed.add(key);
  return changed;
}
