/**
 * Other checkers on the small model: built if they are installed, run, and required to have the same
 * counts.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchCase, PeerName } from './cases.ts';
import { faultsOf, type Measurement } from './measure.ts';
import { tlcJarVariable } from './tlc-jar.ts';

/** A program that is ready to run, with a parser for its output. */
export interface Peer {
  readonly command: readonly string[];
  readonly directory: string;
  readonly states: RegExp;
  readonly transitions: RegExp;
  /** Its additional counts. */
  readonly extraStates: number;
  readonly extraTransitions: number;
  /** Its output if all invariants hold. */
  readonly success: RegExp;
}

const time = '/usr/bin/time';

/** The reason why the checker cannot run: it or a dependency is not installed. */
export function buildPeer(
  name: PeerName,
  { workload }: BenchCase,
  tlcJar: string | undefined,
): Peer | string {
  if (workload.kind !== 'small') return 'it has only the small model';
  const directory = mkdtempSync(join(tmpdir(), `tablewalk-${name}-`));
  const clear = () => rmSync(directory, { recursive: true, force: true });
  cpSync('bench/peers', directory, { recursive: true });
  try {
    const peer = builders[name](directory, workload.scope.operations, tlcJar);
    run(directory, time, '--version');
    process.once('exit', clear);
    return peer;
  } catch (error) {
    clear();
    const { code, path, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? `${path} is not installed` : message.split('\n')[0];
  }
}

/** The time is for the whole process, which starts faster than Node. */
export function measurePeer(peer: Peer, { expected }: BenchCase): Measurement {
  const report = join(peer.directory, 'time');
  const startedAt = performance.now();
  const { stdout, status } = spawnSync(time, ['-o', report, '-f', '%U %S %M', ...peer.command], {
    cwd: peer.directory,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const [user, system, peakKiB] =
    readFileSync(report, 'utf8').trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  const states = numberIn(stdout, peer.states) - peer.extraStates;
  const transitions = numberIn(stdout, peer.transitions) - peer.extraTransitions;
  return {
    states,
    transitions,
    steps: transitions,
    seconds,
    processSeconds: seconds,
    cpuSeconds: user + system,
    peakMiB: peakKiB / 1024,
    faults: [
      ...(status === 0 && peer.success.test(stdout) ? [] : [`ended with ${status}`]),
      ...faultsOf(expected, states, transitions, transitions),
    ],
  };
}

const builders: Record<PeerName, (directory: string, operations: number, jar?: string) => Peer> = {
  spin(directory, operations) {
    run(directory, 'spin', '-V');
    // It reports the invariant function as a side effect and exits with 1, but still writes the
    // checker.
    const generate = ['-o2', '-o3', `-DD=${operations}`, '-a', 'vmem.pml'];
    spawnSync('spin', generate, { cwd: directory });
    const flags = ['-O3', '-march=native', '-DNOREDUCE', '-DSAFETY', '-DMEMLIM=16000'];
    run(directory, 'gcc', ...flags, '-o', 'pan', 'pan.c');
    return {
      command: ['./pan', '-m100000', '-w24', '-E'],
      directory,
      states: /(\d+) states, stored/,
      transitions: /(\d+) transitions \(/,
      extraStates: 0,
      // It counts the transition into the initial state.
      extraTransitions: 1,
      success: /errors: 0/,
    };
  },

  rumur(directory, operations) {
    const model = run(directory, 'bash', 'vmem-murphi.sh', '3', '2', `${operations}`, '0');
    writeFileSync(join(directory, 'vmem.m'), model);
    const capacity = operations === 1 ? 2 ** 24 : 2 ** 27;
    const options = ['--deadlock-detection', 'off', '--symmetry-reduction', 'off'];
    const sizes = ['--threads', '1', '--set-capacity', `${capacity}`];
    run(directory, 'rumur', ...options, ...sizes, 'vmem.m', '-o', 'vmem.c');
    const flags = ['-std=c11', '-O3', '-march=native', '-mcx16'];
    run(directory, 'gcc', ...flags, '-o', 'vmem', 'vmem.c', '-lpthread');
    return {
      command: ['./vmem'],
      directory,
      states: /(\d+) states, \d+ rules fired/,
      transitions: /(\d+) rules fired/,
      extraStates: 0,
      extraTransitions: 0,
      success: /No error found/,
    };
  },

  tlc(directory, operations, jar) {
    if (jar === undefined) throw new Error(`name its jar with --tlc FILE or in ${tlcJarVariable}`);
    run(directory, 'java', '-version');
    // It writes its standard modules into the temporary directory and leaves them there.
    const flags = ['-XX:+UseParallelGC', `-Djava.io.tmpdir=${directory}`];
    const java = ['java', ...flags, '-cp', jar, 'tlc2.TLC'];
    return {
      command: [...java, '-workers', '1', '-config', `d${operations}.cfg`, 'Vmem.tla'],
      directory,
      states: /(\d+) distinct states found/,
      transitions: /(\d+) states generated/,
      extraStates: 0,
      // It counts generated states, including the initial one.
      extraTransitions: 1,
      success: /No error has been found/,
    };
  },
};

function run(directory: string, program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { cwd: directory, encoding: 'utf8', stdio: 'pipe' });
}

/** The last match, because progress is printed before the result. */
function numberIn(text: string, pattern: RegExp): number {
  const all = [...text.matchAll(new RegExp(pattern, 'g'))];
  return Number(all.at(-1)?.[1] ?? Number.NaN);
}
