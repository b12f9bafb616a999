/** What a script for a batch system needs to know about a plan. */
import type { Plan } from '../../../jobs/plan/plan.ts';

export interface BatchPlan {
  readonly plan: Plan;
  /** The file of the plan, as named in the script. */
  readonly file: string;
  /** Number of machines that share the jobs. */
  readonly parts: number;
  /** The image of the container. */
  readonly image: string;
}

/** Memory for the objects of the program, besides the arrays of a search. */
const heapBytes = 2 ** 30;
const defaultBytes = 2 ** 30;

/** Memory that each part needs, in MiB: its jobs run one at a time. */
export function memoryMiB({ jobs }: Plan): number {
  const most = Math.max(...jobs.map(({ needs }) => needs.memoryBytes ?? defaultBytes));
  return Math.ceil((most + heapBytes) / 2 ** 20);
}
