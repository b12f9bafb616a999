/** Slurm on one machine, for tests: a private controller and node without further privileges. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

const programs = ['slurmctld', 'slurmd'] as const;

/** Whether Slurm is installed. */
export function hasSlurm(): boolean {
  return programs.every((name) => existsSync(`/usr/sbin/${name}`));
}

export class Slurm {
  /** Environment variables for its commands. */
  readonly env: { readonly SLURM_CONF: string };
  private readonly daemons: ChildProcess[] = [];

  private constructor(file: string) {
    this.env = { SLURM_CONF: file };
  }

  /** Returns when the node is idle. */
  static async start(folder: string): Promise<Slurm> {
    const file = join(folder, 'slurm.conf');
    const [host] = hostname().split('.');
    for (const name of ['state', 'spool']) mkdirSync(join(folder, name));
    const lines = [
      'ClusterName=tests',
      `SlurmctldHost=${host}(127.0.0.1)`,
      `SlurmctldPort=${await freePort()}`,
      `SlurmdPort=${await freePort()}`,
      ...['AuthType=auth/none', 'CredType=cred/none'],
      ...[`SlurmUser=${userInfo().username}`, `SlurmdUser=${userInfo().username}`],
      `StateSaveLocation=${join(folder, 'state')}`,
      `SlurmdSpoolDir=${join(folder, 'spool')}`,
      `SlurmctldPidFile=${join(folder, 'slurmctld.pid')}`,
      `SlurmdPidFile=${join(folder, 'slurmd.pid')}`,
      ...['ProctrackType=proctrack/linuxproc', 'TaskPlugin=task/none', 'MpiDefault=none'],
      ...['SelectType=select/cons_tres', 'SelectTypeParameters=CR_CPU_Memory'],
      // The file defines the node, regardless of the real hardware.
      'SlurmdParameters=config_overrides',
      `NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=4096 State=UNKNOWN`,
      'PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP',
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    const slurm = new Slurm(file);
    for (const name of programs) {
      slurm.daemons.push(spawn(`/usr/sbin/${name}`, ['-D', '-f', file], { stdio: 'ignore' }));
    }
    await slurm.untilIdle();
    return slurm;
  }

  async stop(): Promise<void> {
    for (const daemon of this.daemons.splice(0)) {
      daemon.kill('SIGKILL');
      await once(daemon, 'exit');
    }
  }

  private async untilIdle(): Promise<void> {
    for (;;) {
      const ended = this.daemons.find(({ exitCode }) => exitCode !== null);
      if (ended !== undefined) throw new Error(`${ended.spawnfile} ended with ${ended.exitCode}`);
      const env = { ...process.env, ...this.env };
      const { stdout } = spawnSync('sinfo', ['--noheader', '--format=%t'], {
        env,
        encoding: 'utf8',
      });
      if (stdout.trim() === 'idle') return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
