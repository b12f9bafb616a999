/** A thread for jobs: knows their kinds and the subjects. */
import { serveJobs } from '../jobs/serve-jobs.ts';
import { jobKinds } from './job-kinds.ts';
import { loadSubject } from './subjects.ts';

await serveJobs(jobKinds, loadSubject);
