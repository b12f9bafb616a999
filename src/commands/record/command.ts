/** tablewalk record: records what a running kernel does. */

import type { Command } from 'commander';
import { needed } from '../../cli/capability.ts';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  countOption,
  group,
  type OutputValues,
  outputOptions,
  valued,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { readCounterexampleFile } from '../../counterexample/files.ts';
import { InputError } from '../../errors.ts';
import { tryUnlessThere } from '../../files/write-whole.ts';
import { parseBytes, parseDuration } from '../../input/parse-values.ts';
import type { RecordRequest, RecordResult } from '../../subject/recording.ts';
import { recordJson, recordText } from './report.ts';

export interface RecordValues extends RecordRequest, OutputValues {
  readonly out?: string;
  readonly fromLog?: string;
  readonly force?: boolean;
}

export function recordCommand(context: Context): Command {
  const command = newCommand('record');
  const question = group('Question:', [
    command.createOption('--out <file>', 'the recording: .jsonl, or .jsonl.gz (required)'),
    command.createOption('--kernel <image>', 'the kernel to boot'),
    command.createOption('--symbols <file>', 'its System.map'),
    command.createOption('--plan <file>', 'the operations to perform'),
    command.createOption('--replay <file>', 'or a counterexample to reproduce'),
    countOption('--seed <n>', 'or the seed of a random walk', 0, 2 ** 32 - 1),
    countOption('--operations <n>', 'operations of the walk (default: 100)', 1, 1e6),
    countOption('--plugged <n>', 'sections that the walk plugs (default: 8)', 1, 16),
    command.createOption('--from-log <log>', 'only convert a log; needs neither QEMU nor kernel'),
    command.createOption(
      '--as <revision>',
      'revision to compare it with (default: by its version)',
    ),
  ]);
  const machine = group('Machine:', [
    command.createOption('--qemu <path>', 'QEMU 10.0 or later (default: qemu-system-s390x)'),
    command.createOption(
      '--module <file>',
      'the guest module (default: tablewalk.ko next to the kernel)',
    ),
    command.createOption('--no-module', 'plug memory by virtio-mem, from outside'),
    command.createOption('--busybox <file>', 'busybox for s390x (default: next to the kernel)'),
    command.createOption('--append <parameters>', 'more kernel parameters: debug_pagealloc=on'),
    valued('--memory <size>', 'boot memory (default: 1G)', parseBytes),
    command.createOption('--base <address>', 'where memory is plugged (default: 0x2500000000)'),
    valued('--silence <time>', 'how long the guest may be silent (default: 2m)', parseDuration),
    command.createOption(
      '--states',
      'by the guest module alone, with any QEMU: tables after each call, no single writes',
    ),
    command.createOption('--keep-log <file>', 'also keep the log of the plugin'),
    command.createOption('--force', 'overwrite the files of --out and --keep-log'),
  ]);
  addOptions(command, question, machine, outputOptions());
  const kernel = '--kernel k/vmlinuz --symbols k/System.map';
  withExamples(command, [
    ['a random walk', `tablewalk record ${kernel} --seed 1 --operations 200 --out walk.jsonl.gz`],
    ['does this story happen?', `tablewalk record ${kernel} --replay story.json --out story.jsonl`],
    ['does the model agree?', 'tablewalk conform walk.jsonl.gz'],
    ['a log of the guest module', 'tablewalk record --from-log tablewalk.log --out machine.jsonl'],
  ]);
  return command.action(async (values: RecordValues) => {
    const result = await recordFrom(context, values);
    if (values.json === true) context.printJson(recordJson(result));
    else context.print(recordText(context.subject, result, context.paint(values.color ?? 'auto')));
    const isWhole = result.crash === null && result.unfinished === null;
    const outcome = result.replayed?.outcome;
    // A story that ends in a crash happened, although its recording ends with the guest.
    if (outcome === 'happened') context.exitCode = ExitCode.ok;
    else if (!isWhole) context.exitCode = ExitCode.undecided;
    else context.exitCode = outcome === undefined ? ExitCode.ok : ExitCode.differs;
  });
}

async function recordFrom(context: Context, values: RecordValues): Promise<RecordResult> {
  const { out, fromLog } = values;
  const { subject } = context;
  const recording = await needed(subject, 'recording', 'record')();
  if (out === undefined) throw new InputError('--out is missing');
  if (!/\.jsonl(\.gz)?$/.test(out)) {
    throw new InputError(`--out is ${out}; it must end in .jsonl or .jsonl.gz`);
  }
  const isForced = values.force === true;
  tryUnlessThere('--out', out, isForced);
  if (values.keepLog !== undefined) tryUnlessThere('--keep-log', values.keepLog, isForced);
  if (fromLog !== undefined) {
    for (const name of ['kernel', 'symbols', 'plan', 'seed', 'qemu'] as const) {
      if (values[name] !== undefined) {
        throw new InputError(`--from-log only converts: remove --${name}`);
      }
    }
    return recording.convert(fromLog, out, values.as);
  }
  return recording.record(values, out, {
    say: (text) => {
      if (values.quiet !== true) context.say(text);
    },
    compiler: context.io.env['CC'] ?? 'cc',
    readStory: (file) => readCounterexampleFile(subject, file),
  });
}
