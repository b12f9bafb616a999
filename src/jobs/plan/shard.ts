/** Which jobs of a plan belong to one of several machines. */
import { InputError } from '../../errors.ts';

/** The third of eight: `3/8`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const shardsMax = 10_000;

/** Throws `InputError`. */
export function shardOf(flag: string, text: string): Shard {
  const match = /^([0-9]{1,5})\/([0-9]{1,5})$/.exec(text);
  const [index, count] = match === null ? [0, 0] : match.slice(1).map(Number);
  if (index < 1 || index > count || count > shardsMax) {
    throw new InputError(
      `${flag} is ${JSON.stringify(text.slice(0, 60))}; it must be a part and the number of parts, from 1/1 to ${shardsMax}/${shardsMax}: 3/8`,
    );
  }
  return { index, count };
}

interface Costly {
  readonly cost: { readonly states: number };
}

/**
 * Assigns the most expensive job first, each to the least loaded shard, so that every machine divides
 * a plan in the same way. The result is in the order of the plan.
 */
export function jobsOfShard<Job extends Costly>(
  jobs: readonly Job[],
  { index, count }: Shard,
): Job[] {
  const loads = new Array<number>(count).fill(0);
  const counts = new Array<number>(count).fill(0);
  const order = jobs.map((_, at) => at);
  order.sort((a, b) => jobs[b].cost.states - jobs[a].cost.states || a - b);
  const own = new Set<number>();
  for (const at of order) {
    const shard = lightest(loads, counts);
    loads[shard] += Math.max(1, jobs[at].cost.states);
    counts[shard]++;
    if (shard === index - 1) own.add(at);
  }
  return jobs.filter((_, at) => own.has(at));
}

function lightest(loads: readonly number[], counts: readonly number[]): number {
  let best = 0;
  for (let at = 1; at < loads.length; at++) {
    const less = loads[at] - loads[best] || counts[at] - counts[best];
    if (less < 0) best = at;
  }
  return best;
}
