/** The second worker of a case; see two-workers.ts. */
import { workerData } from 'node:worker_threads';
import { help } from '../src/explorer/parallel/threads.ts';
import { findBenchCase } from './cases.ts';
import { buildCase } from './subject.ts';
import { type HelperInput, noLimits } from './two-workers.ts';

const { caseName, memory }: HelperInput = workerData;
const benchCase = findBenchCase(caseName);
if (benchCase === undefined) throw new Error(`there is no case "${caseName}"`);
const { system, claims } = await buildCase(benchCase);
const { memoryBytesMax } = noLimits;
help(memory, { system, ...claims, memoryBytesMax });
