/**
 * The benchmark: each run is a separate process, repeats are interleaved, a wrong count makes a run
 * void.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, hostname, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { InputError } from '../src/errors.ts';
import {
  type BenchCase,
  benchCaseNames,
  benchCases,
  byTwo,
  type EngineName,
  findBenchCase,
  fromC,
  type PeerName,
  peerNames,
  searchNames,
} from './cases.ts';
import { tellHeapUse } from './heap.ts';
import { type Measurement, measure } from './measure.ts';
import { buildPeer, measurePeer, type Peer } from './peers.ts';
import { type CaseResult, type Repeats, summarise, tellRatio, tellResult } from './summary.ts';
import { findTlcJar, tlcJarVariable } from './tlc-jar.ts';

const usage = `npm run bench -- [--repeats N] [--json FILE] [--save] [--tlc FILE] [CASE...]
npm run bench -- --heap [CASE]
Cases: ${benchCaseNames.join(', ')}
Only if named: ${benchCases
  .filter(({ onlyIfNamed }) => onlyIfNamed)
  .map(({ name }) => name)
  .join(', ')}`;

/** Performs one run in a new process that executes this file. */
const oneRun = '--one';

async function main(): Promise<void> {
  if (process.argv[2] === oneRun) {
    const [name, engine] = process.argv.slice(3);
    console.log(JSON.stringify(await measure(caseOf(name), engine as EngineName)));
    return;
  }
  const { values, positionals } = readArguments();
  if (values.help) {
    console.log(usage);
    return;
  }
  if (values.heap) return heapMain(caseOf(positionals[0] ?? 'four-sections'));
  const usual = benchCases.filter(({ onlyIfNamed }) => onlyIfNamed !== true);
  const chosen = positionals.length === 0 ? usual : positionals.map(caseOf);
  const repeats = repeatsOf(values.repeats);
  const results = runAll(seriesOf(chosen, tlcJarOf(values.tlc)), repeats);
  if (values.json !== undefined) writeResults(values.json, { cases: results });
  if (values.save) save(results);
  if (results.some((result) => !result.valid)) process.exitCode = 1;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        repeats: { type: 'string', default: '5' },
        json: { type: 'string' },
        tlc: { type: 'string' },
        save: { type: 'boolean', default: false },
        heap: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

async function heapMain(benchCase: BenchCase): Promise<void> {
  for (const engine of searchNames) console.log(await tellHeapUse(benchCase, engine));
}

/** One case on one engine, with its runs so far. */
interface Series {
  readonly benchCase: BenchCase;
  readonly engine: EngineName;
  readonly peer: Peer | undefined;
  readonly runs: Measurement[];
}

/** Skips and reports missing checkers. */
function seriesOf(chosen: readonly BenchCase[], tlcJar: string | undefined): Series[] {
  const all: Series[] = [];
  for (const benchCase of chosen) {
    for (const engine of benchCase.engines) {
      const peer = isPeer(engine) ? buildPeer(engine, benchCase, tlcJar) : undefined;
      if (typeof peer === 'string') console.error(`${benchCase.name}, ${engine}: skipped, ${peer}`);
      else all.push({ benchCase, engine, peer, runs: [] });
    }
  }
  return all;
}

function isPeer(engine: EngineName): engine is PeerName {
  return (peerNames as readonly string[]).includes(engine);
}

/** Two of our engines on one case: what the second costs of the first. */
const comparedEngines: readonly (readonly [EngineName, EngineName])[] = [
  ['breadth-first', byTwo],
  ['depth-first', fromC.search],
  ['conformance', fromC.conformance],
];

/**
 * Runs the first repeat of every case, then the second, so that a slow minute affects all cases
 * equally.
 */
function runAll(all: readonly Series[], repeats: number): CaseResult[] {
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const { benchCase, engine, peer, runs } of all) {
      console.error(`repeat ${repeat} of ${repeats}: ${benchCase.name}, ${engine}`);
      runs.push(peer === undefined ? runAlone(benchCase, engine) : measurePeer(peer, benchCase));
    }
  }
  const measured = all.map(({ benchCase, engine, runs }) => ({
    name: benchCase.name,
    engine,
    runs,
  }));
  const results = measured.map(tellAndSummarise);
  for (const base of measured.filter(({ engine }) => isPeer(engine))) {
    for (const repeats of measured.filter(({ engine }) => !isPeer(engine))) {
      const ratio = tellRatio(repeats, base);
      if (ratio !== undefined) console.log(ratio);
    }
  }
  for (const [name, other] of comparedEngines) {
    for (const base of measured.filter(({ engine }) => engine === name)) {
      for (const repeats of measured.filter(({ engine }) => engine === other)) {
        const ratio = tellRatio(repeats, base);
        if (ratio !== undefined) console.log(ratio);
      }
    }
  }
  return results;
}

/** A separate process: no code warmed up by another case, and a separate peak of memory. */
function runAlone({ name }: BenchCase, engine: EngineName): Measurement {
  const self = fileURLToPath(import.meta.url);
  const line = execFileSync(process.execPath, [self, oneRun, name, engine], { encoding: 'utf8' });
  return JSON.parse(line) as Measurement;
}

function tellAndSummarise(repeats: Repeats): CaseResult {
  const result = summarise(repeats);
  const faults = new Set(repeats.runs.flatMap((run) => run.faults));
  console.log(tellResult(result, [...faults]));
  return result;
}

function save(cases: readonly CaseResult[]): void {
  const date = new Date().toISOString().slice(0, 10);
  const machine = hostname().split('.')[0].toLowerCase();
  mkdirSync('bench/results', { recursive: true });
  const file = `bench/results/${date}-${machine}.json`;
  const [processor] = cpus();
  writeResults(file, {
    date,
    commit: commitOf(),
    machine: {
      name: machine,
      processor: processor.model.trim(),
      processors: cpus().length,
      memoryMiB: Math.round(totalmem() / 2 ** 20),
      node: process.version,
      system: `${process.platform} ${process.arch}`,
    },
    cases,
  });
  console.log(`Saved ${file}`);
}

/** The measured commit, and whether there are uncommitted changes. */
function commitOf(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no', 'src', 'bench') !== '';
  return `${git('rev-parse', '--short=12', 'HEAD')}${changed ? ' with changes' : ''}`;
}

/** Writes to a temporary name first, so that a partial file is never read. */
function writeResults(file: string, content: object): void {
  const text = JSON.stringify({ schema: 'tablewalk/bench/1', ...content }, null, 2);
  const unfinished = `${file}.${process.pid}.tmp`;
  writeFileSync(unfinished, `${text}\n`);
  renameSync(unfinished, file);
}

function caseOf(name: string): BenchCase {
  return findBenchCase(name) ?? wrong(`there is no case "${name}"`);
}

function repeatsOf(text: string): number {
  const repeats = Number(text);
  return Number.isInteger(repeats) && repeats > 0
    ? repeats
    : wrong(`--repeats is "${text}"; it must be a whole number above 0`);
}

function tlcJarOf(option: string | undefined): string | undefined {
  try {
    return findTlcJar(option, process.env[tlcJarVariable]);
  } catch (error) {
    if (error instanceof InputError) return wrong(error.message);
    throw error;
  }
}

function wrong(message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

await main();
