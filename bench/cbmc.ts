/**
 * CBMC beside `check --source`, on our own C source of the algorithm with and without its repairs. Both must
 * have the expected verdict, and the search its number of states. What CBMC needs of a kernel is peers/cbmc.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const source = 'test/c/own-vmem.c';
/** The program, or a script that starts it. */
const cbmc = process.env['CBMC_PATH'] ?? 'cbmc';

/** A fragment of the source and its replacement. */
type Edit = readonly [from: string, to: string];

/** A failed allocation is reported. */
const repairsF01: readonly Edit[] = [
  [
    'case NO_MEMORY:\n\t\t\t\tgoto done;',
    'case NO_MEMORY:\n\t\t\t\tstatus = -ENOMEM;\n\t\t\t\tgoto done;',
  ],
  [
    'if (outcome == NO_MEMORY)\n\t\t\tgoto done;',
    'if (outcome == NO_MEMORY) {\n\t\t\tstatus = -ENOMEM;\n\t\t\tgoto done;\n\t\t}',
  ],
];

/** The rest of a block is marked at once. */
const repairsF02: readonly Edit[] = [
  ['unused_sub_pmd_start = from;', 'memset((void *)from, FILLER, ALIGN(from, PMD_SIZE) - from);'],
];

interface Question {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** Operations that CBMC tries; the search is closed under any number. */
  readonly calls: number;
  /** The expected verdict on vmemmap-coverage. */
  readonly holds: boolean;
  readonly states: number;
}

const repaired = { edits: [...repairsF01, ...repairsF02], holds: true, states: 279 };
const questions: readonly Question[] = [
  { name: 'F01', edits: [], calls: 1, holds: false, states: 619 },
  { name: 'F02', edits: repairsF01, calls: 3, holds: false, states: 553 },
  { name: 'repaired', calls: 1, ...repaired },
  { name: 'repaired', calls: 2, ...repaired },
  { name: 'repaired', calls: 3, ...repaired },
];

interface Run {
  readonly seconds: number;
  readonly mebibytes: number;
  readonly output: string;
  readonly exitCode: number | null;
}

function timed(command: readonly string[], directory: string): Run {
  const report = join(directory, 'time');
  const argv = ['-q', '-o', report, '-f', '%U %S %M', ...command];
  const { stdout, status, error } = spawnSync('/usr/bin/time', argv, {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (error !== undefined) throw error;
  const [user, system, kibibytes] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  return {
    seconds: user + system,
    mebibytes: kibibytes / 1024,
    output: stdout,
    exitCode: status,
  };
}

function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, [from, to]) => {
    if (before.split(from).length !== 2) throw new Error(`${source}: not once in it: ${from}`);
    return before.replace(from, () => to);
  }, text);
}

/** The trace is part of the question, since a violation without a story is no answer. */
function runCbmc({ calls, holds }: Question, directory: string): Run {
  const bounds = ['--unwind', '8', '--unwindset', 'main.0:33', '--unwinding-assertions'];
  // In 32 bits, which all addresses fit, it takes a third of the time.
  const machine = ['--32', '--no-standard-checks', `-DCALLS=${calls}`];
  const run = timed([cbmc, 'harness.c', ...machine, ...bounds, '--trace'], directory);
  const isRight = holds
    ? run.exitCode === 0 && run.output.includes('VERIFICATION SUCCESSFUL')
    : run.exitCode === 10 && /^Violated property:\n.*\n {2}vmemmap-coverage$/m.test(run.output);
  if (!isRight) throw new Error(`CBMC ended with ${run.exitCode} and another verdict`);
  return run;
}

function runCheck({ holds, states }: Question, directory: string): Run {
  const program = join(process.cwd(), 'dist/main/main.js');
  const scope = ['--source', 'vmem.c', '--geometry', 'tiny3', '--no-files', '--json'];
  const run = timed([process.execPath, program, 'check', ...scope], directory);
  const { scopes, invariants } = JSON.parse(run.output);
  const { verdict } = invariants.find(({ id }: { id: string }) => id === 'vmemmap-coverage');
  const isRight = scopes[0].states === states && verdict === (holds ? 'holds' : 'violated');
  if (!isRight) throw new Error(`check: ${scopes[0].states} states, ${verdict}`);
  return run;
}

function tell(question: Question): void {
  const directory = mkdtempSync(join(tmpdir(), 'tablewalk-cbmc-'));
  try {
    cpSync('bench/peers/cbmc', directory, { recursive: true });
    writeFileSync(join(directory, 'vmem.c'), edited(readFileSync(source, 'utf8'), question.edits));
    const theirs = runCbmc(question, directory);
    const ours = runCheck(question, directory);
    const lines = question.holds ? '-' : `${theirs.output.trimEnd().split('\n').length}`;
    const cells = [
      question.name,
      `${question.calls}`,
      ...[theirs, ours].flatMap(({ seconds, mebibytes }) => [
        seconds.toFixed(2),
        mebibytes.toFixed(0),
      ]),
      lines,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (spawnSync(cbmc, ['--version']).error !== undefined) {
  console.log(`${cbmc} is not installed; Debian has it since trixie, or name it in CBMC_PATH`);
} else {
  console.log(
    '| Text | Operations | CBMC, CPU s | MiB | check, CPU s | MiB | Lines of the trace |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const question of questions) tell(question);
}
