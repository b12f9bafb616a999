/** The subcommands of swarm. Loaded when one of them runs. */

import { Presets, SingleBar } from 'cli-progress';
import { atOnceOf } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { untilInterrupted } from '../../cli/interruption.ts';
import { InputError } from '../../errors.ts';
import { readPlan } from '../../jobs/plan/plan.ts';
import { ResultFolder } from '../../jobs/plan/results.ts';
import { savedEveryMs } from '../../jobs/plan/run-planned.ts';
import { plural } from '../../text/paragraph.ts';
import { quotedPath } from '../../text/shell.ts';
import { plannedKinds } from '../planned-kinds.ts';
import { type AddressValues, defaultPrefix } from './address.ts';
import { Swarm, shownAddress } from './queue.ts';
import { isFinished, SwarmWatch, statusJson, statusText, swarmEventText } from './status.ts';
import { workInSwarm } from './work.ts';

export interface SwarmValues extends AddressValues {
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export interface SwarmStartValues extends SwarmValues {
  readonly force?: boolean;
}

export interface SwarmWorkValues extends SwarmValues {
  readonly concurrency?: number;
  readonly checkpoints?: string;
  readonly checkpointEvery?: number;
  readonly stalledAfter?: number;
  readonly jobTimeLimit?: number;
}

export interface SwarmCollectValues extends SwarmValues {
  readonly out: string;
}

type Addressed<Values> = Values & { readonly redis: string };

const stalledMs = 30_000;
const watchEveryMs = 1_000;
const lineEveryMs = 5_000;

async function connected<Result>(
  context: Context,
  { redis, prefix = defaultPrefix, quiet }: Addressed<SwarmValues>,
  action: (swarm: Swarm) => Promise<Result>,
): Promise<Result> {
  const said = new Set<string>();
  const swarm = await Swarm.connect({ redis, prefix }, (text) => {
    if (quiet === true || said.has(text)) return;
    said.add(text);
    context.say(`redis: ${text}`);
  });
  try {
    return await action(swarm);
  } finally {
    await swarm.close();
  }
}

export async function startSwarm(
  context: Context,
  values: Addressed<SwarmStartValues>,
  file: string,
): Promise<void> {
  const plan = readPlan(file);
  await connected(context, values, (swarm) => swarm.start(plan, values.force === true));
  if (values.quiet === true) return;
  context.say(`${plural(plan.jobs.length, 'job')} in ${shownAddress(values.redis)}`);
}

export async function work(context: Context, values: Addressed<SwarmWorkValues>): Promise<void> {
  const { concurrency, checkpoints = null, jobTimeLimit = Infinity, quiet = false } = values;
  if (checkpoints === null && values.checkpointEvery !== undefined) {
    throw new InputError(
      '--checkpoint-every is given without --checkpoints; say where to save: --checkpoints DIR',
    );
  }
  const { io } = context;
  await untilInterrupted(context, (signal) =>
    connected(context, values, async (swarm) => {
      const plan = await swarm.plan();
      const subject = await context.program.loadSubject(plan.subject);
      const done = await workInSwarm({
        swarm,
        plan,
        kinds: plannedKinds,
        subject,
        runJob: io.runJob,
        now: io.now,
        signal,
        concurrency: atOnceOf(io, concurrency),
        elapsedMsMax: jobTimeLimit,
        stalledMs: values.stalledAfter ?? stalledMs,
        checkpoints,
        savedEveryMs: values.checkpointEvery ?? savedEveryMs,
        onResume: ({ what }, states) => {
          if (!quiet) context.say(`resumed after ${plural(states, 'state')}: ${what}`);
        },
        onDone: ({ what }) => {
          if (!quiet) context.say(`done: ${what}`);
        },
        onError: () => undefined,
      });
      if (!quiet) context.say(`${plural(done, 'job')} done here`);
      context.exitCode = signal.aborted ? ExitCode.interrupted : ExitCode.ok;
    }),
  );
}

export async function status(context: Context, values: Addressed<SwarmValues>): Promise<void> {
  await connected(context, values, async (swarm) => {
    const plan = await swarm.plan();
    const { status } = await new SwarmWatch(swarm, plan, plannedKinds).look();
    if (values.json === true) context.printJson(statusJson(status));
    else context.print([statusText(status), ...status.events.map(swarmEventText)].join('\n'));
    context.exitCode = isFinished(status) ? ExitCode.ok : ExitCode.undecided;
  });
}

export async function watch(context: Context, values: Addressed<SwarmValues>): Promise<void> {
  await untilInterrupted(context, (signal) =>
    connected(context, values, async (swarm) => {
      const plan = await swarm.plan();
      const following = new SwarmWatch(swarm, plan, plannedKinds);
      const display = displayOf(context, plan.jobs.length, values.quiet === true);
      let isDone = false;
      while (!isDone && !signal.aborted) {
        const { status, fresh } = await following.look();
        for (const event of fresh) context.print(swarmEventText(event));
        isDone = isFinished(status);
        display.show(status.done + status.failed, statusText(status), isDone);
        if (!isDone) await new Promise((resolve) => setTimeout(resolve, watchEveryMs));
      }
      display.stop();
      context.exitCode = isDone ? ExitCode.ok : ExitCode.interrupted;
    }),
  );
}

interface Display {
  show(done: number, text: string, isLast: boolean): void;
  stop(): void;
}

/** A bar on a terminal, else a line every few seconds. */
function displayOf(context: Context, total: number, isQuiet: boolean): Display {
  const { io } = context;
  if (isQuiet) return { show: () => undefined, stop: () => undefined };
  if (io.stderr.isTTY !== true) {
    let saidAt = -Infinity;
    return {
      show: (_, text, isLast) => {
        if (!isLast && io.now() - saidAt < lineEveryMs) return;
        saidAt = io.now();
        context.say(text);
      },
      stop: () => undefined,
    };
  }
  const format = { format: '{bar} {text}', stream: io.stderr, barsize: 20, fps: 10 };
  const bar = new SingleBar({ ...format, clearOnComplete: true }, Presets.shades_classic);
  bar.start(total, 0, { text: '' });
  return { show: (done, text) => bar.update(done, { text }), stop: () => bar.stop() };
}

export async function collect(
  context: Context,
  values: Addressed<SwarmCollectValues>,
): Promise<void> {
  await connected(context, values, async (swarm) => {
    const plan = await swarm.plan();
    const folder = new ResultFolder(values.out);
    folder.begin(plan);
    const results = await swarm.newResults(plan, new Set());
    for (const result of results) folder.write(result);
    const isWhole = results.length === plan.jobs.length;
    context.exitCode = isWhole ? ExitCode.ok : ExitCode.undecided;
    if (values.quiet === true) return;
    context.say(`${results.length} of ${plural(plan.jobs.length, 'result')} in ${values.out}`);
    if (isWhole) context.sayCommand(`tablewalk merge ${quotedPath(values.out)}`);
  });
}
