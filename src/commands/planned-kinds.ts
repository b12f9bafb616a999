/** The kinds of jobs that other machines can run. */
import type { PlannedKind } from '../jobs/job.ts';
import { plannedSearches } from '../jobs/search-elsewhere.ts';
import { walks } from '../jobs/walk-job.ts';
import { swarmSearches } from './check/swarm/job.ts';
import { mutantHunts } from './mutate/job.ts';
import { sweeps } from './series/job.ts';

export const plannedKinds = [
  plannedSearches,
  swarmSearches,
  walks,
  sweeps,
  mutantHunts,
] as readonly PlannedKind<unknown, unknown>[];
