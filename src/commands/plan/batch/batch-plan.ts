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
const programMiB = 1024;

/** Memory that each part needs: its jobs run one at a time. */
export function memoryMiB({ jobs }: Plan): { readonly all: number; readonly largest: number } {
  const bytes = Math.max(0, ...jobs.map(({ needs }) => needs.memoryBytes));
  const largest = Math.ceil(bytes / 2 ** 20);
  return { all: largest + programMiB, largest };
}

/** How that was found, for the comment of a script. */
export function memoryNote(plan: Plan): string {
  return `${memoryMiB(plan).largest} MiB for the largest job by its estimate, ${programMiB} MiB for the program`;
}
