/** The options that run only some jobs of a command, and store their results for `merge`. */

import { Option } from 'commander';
import { InputError } from '../errors.ts';
import type { JobProgress, JobsListener } from '../jobs/job.ts';
import type { JobControl } from '../jobs/job-runner.ts';
import type { PlannedJob } from '../jobs/plan/plan.ts';
import type { JobEnd } from '../jobs/plan/results.ts';
import type { ShardOutcome } from '../jobs/plan/run-shard.ts';
import { type Shard, shardOf } from '../jobs/plan/shard.ts';
import { grouped, plural } from '../text/paragraph.ts';
import { quotedPath } from '../text/shell.ts';
import { group, valued } from './common-options.ts';
import type { Context } from './context.ts';
import { ExitCode, Finished } from './exit-codes.ts';
import { sayStopping, untilInterrupted } from './interruption.ts';
import { nowAndThen } from './searching.ts';

export interface ShardValues {
  readonly shard?: Shard;
  readonly results?: string;
  readonly quiet?: boolean;
}

/** Where results are stored unless another directory is named. */
export const resultsFolder = 'tablewalk-out/results';

export function shardOptions(): Option[] {
  return group('Shards:', [
    valued(
      '--shard <k/n>',
      'run only this part of the jobs, and store their results',
      shardOf,
    ).conflicts(['checkpoint', 'resume']),
    new Option(
      '--results <dir>',
      `directory of the results of --shard (default: ${resultsFolder})`,
    ),
  ]);
}

/** Throws `InputError` for an option without effect. */
export function shardListener(context: Context, values: ShardValues): JobsListener | undefined {
  const { shard, results = resultsFolder } = values;
  if (shard === undefined) {
    if (values.results === undefined) return undefined;
    throw new InputError('--results is given without --shard; say which part to run: --shard 3/8');
  }
  const command = withoutShard(context.argv);
  return async (jobs, subject) => {
    const [{ planOfRun }, { ResultFolder }] = await Promise.all([
      import('../jobs/plan/plan.ts'),
      import('../jobs/plan/results.ts'),
    ]);
    const plan = planOfRun(subject, command, jobs);
    const kinds = [...new Set(jobs.map(({ kind }) => kind))];
    const exitCode = await runStored(context, values, {
      plan,
      folder: new ResultFolder(results),
      shard,
      kinds,
      control: { subject, now: context.io.now },
      atOnce: context.io.processors,
      elapsedMsMax: Infinity,
    });
    throw new Finished(exitCode);
  };
}

interface StoredRun
  extends Pick<
    Parameters<typeof import('../jobs/plan/run-shard.ts').runShard>[0],
    'plan' | 'folder' | 'shard' | 'kinds' | 'atOnce' | 'elapsedMsMax'
  > {
  readonly control: Pick<JobControl, 'subject' | 'now'>;
}

/** Runs a shard with messages; Ctrl-C ends it and keeps the finished jobs. */
export async function runStored(
  context: Context,
  { quiet }: Pick<ShardValues, 'quiet'>,
  run: StoredRun,
): Promise<ExitCode> {
  const { io } = context;
  const { runShard } = await import('../jobs/plan/run-shard.ts');
  let done = 0;
  const say = nowAndThen(context, quiet === true);
  const untilStopped = (signal: AbortSignal): Promise<ShardOutcome> =>
    runShard({
      ...run,
      runJob: io.runJob,
      control: { ...run.control, signal },
      onEnd: (job: PlannedJob, end: JobEnd) => {
        done++;
        if (end.kind === 'failed') context.say(`error: ${job.id} (${job.what}): ${end.reason}`);
        say(() => `${plural(done, 'job')} done, the last one ${job.what}`);
      },
      onProgress: ({ what }: PlannedJob, { stateCount, walkCount }: JobProgress) =>
        say(
          () =>
            `${plural(done, 'job')} done; ${what}: ${walkCount > 0 ? `${grouped(walkCount)} walks` : `${grouped(stateCount)} states`}`,
        ),
    });
  const outcome = await untilInterrupted(context, untilStopped, { onStop: sayStopping(context) });
  if (quiet !== true) sayOutcome(context, run, outcome);
  return exitCodeOf(outcome);
}

function sayOutcome(
  context: Context,
  { shard, folder }: StoredRun,
  { count, before, ended, isInterrupted }: ShardOutcome,
): void {
  const { answered, undecided, refused, failed } = ended;
  const counts = [
    `${answered} run`,
    ...(before > 0 ? [`${before} had a result`] : []),
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  const end = isInterrupted ? '; interrupted: start it again to run the rest' : '';
  context.say(
    `shard ${shard.index}/${shard.count}: ${plural(count, 'job')}, ${counts.join(', ')}${end}; results in ${folder.path}`,
  );
  if (isInterrupted || failed > 0) return;
  context.say(`to see the result after all shards have run:`);
  context.sayCommand(`tablewalk merge ${quotedPath(folder.path)}`);
}

function exitCodeOf({ isInterrupted, ended }: ShardOutcome): ExitCode {
  if (isInterrupted) return ExitCode.interrupted;
  return ended.failed > 0 ? ExitCode.bug : ExitCode.ok;
}

/** The command line of the whole run. */
function withoutShard(argv: readonly string[]): string[] {
  const flags = ['--shard', '--results'];
  return argv.filter((argument, index) => {
    const isFlag = flags.some((flag) => argument === flag || argument.startsWith(`${flag}=`));
    return !isFlag && !(index > 0 && flags.includes(argv[index - 1]));
  });
}
