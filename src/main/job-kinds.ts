/** The kinds of jobs of all commands: what a worker thread can run. */

import { versionJudgements } from '../commands/bisect/judge-version.ts';
import { rootSearches } from '../commands/check/roots-job.ts';
import { swarmSearches } from '../commands/check/swarm/job.ts';
import { sentenceJudgements } from '../commands/claims/job.ts';
import { conformances } from '../commands/conform/run.ts';
import { scopeComparisons } from '../commands/diff/job.ts';
import { mutantHunts } from '../commands/mutate/job.ts';
import { replays } from '../commands/replay/run.ts';
import { seedReplays } from '../commands/sample/seed-replay.ts';
import { sweeps } from '../commands/series/job.ts';
import { profiles } from '../commands/size/run.ts';
import { findingSearches } from '../commands/ui/files.ts';
import { pages } from '../commands/ui/pages.ts';
import { searches } from '../jobs/search-job.ts';
import { walks } from '../jobs/walk-job.ts';

export const jobKinds = [
  searches,
  swarmSearches,
  walks,
  sweeps,
  mutantHunts,
  profiles,
  rootSearches,
  pages,
  findingSearches,
  sentenceJudgements,
  scopeComparisons,
  conformances,
  replays,
  versionJudgements,
  seedReplays,
];
