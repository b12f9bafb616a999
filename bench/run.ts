/** The benchmark: each run in a process of its own, repeats interleaved, void if a count is wrong. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, hostname, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BenchCase, benchCaseNames, benchCases, findBenchCase } from './cases.ts';
import { tellHeapUse } from './heap.ts';
import { type EngineName, engineNames, type Measurement, measure } from './measure.ts';
import { type CaseResult, type Repeats, summarise, tellResult } from './summary.ts';

const usage = `npm run bench -- [--repeats N] [--json FILE] [--save] [CASE...]
npm run bench -- --heap [CASE]
Cases: ${benchCaseNames.join(', ')}`;

/** Asks this file for one run in a new process. */
const oneRun = '--one';

function main(): void | Promise<void> {
  if (process.argv[2] === oneRun) {
    const [name, engine] = process.argv.slice(3);
    console.log(JSON.stringify(measure(caseOf(name), engine as EngineName)));
    return;
  }
  const { values, positionals } = readArguments();
  if (values.help) {
    console.log(usage);
    return;
  }
  if (values.heap) return heapMain(caseOf(positionals[0] ?? 'four-sections'));
  const chosen = positionals.length === 0 ? benchCases : positionals.map(caseOf);
  const results = runAll(chosen, repeatsOf(values.repeats));
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
  for (const engine of engineNames) console.log(await tellHeapUse(benchCase, engine));
}

/** The first repeat of every case, then the second: a slow minute of the machine hits them all. */
function runAll(chosen: readonly BenchCase[], repeats: number): CaseResult[] {
  const series = chosen.flatMap(({ name }) =>
    engineNames.map((engine) => ({ name, engine, runs: [] as Measurement[] })),
  );
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const { name, engine, runs } of series) {
      console.error(`repeat ${repeat} of ${repeats}: ${name}, ${engine}`);
      runs.push(runAlone(name, engine));
    }
  }
  return series.map(tellAndSummarise);
}

/** A process of its own: no code warmed up by another case, and a peak of memory that is its own. */
function runAlone(name: string, engine: EngineName): Measurement {
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

/** The commit that was measured, and whether something was changed since. */
function commitOf(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no', 'src', 'bench') !== '';
  return `${git('rev-parse', '--short=12', 'HEAD')}${changed ? ' with changes' : ''}`;
}

/** Under another name first, so that nobody ever reads half a file. */
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

function wrong(message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

await main();
