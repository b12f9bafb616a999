/** Records a kernel, or converts a log. */
import { constants, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '../../../errors.ts';
import { orInputError, readChunks } from '../../../files/read-lines.ts';
import { numberedNames, replaceWhole } from '../../../files/write-whole.ts';
import type {
  RecordRequest,
  RecordResult,
  RecordSurroundings,
} from '../../../subject/recording.ts';
import type { ConvertedLog } from '../recordings/log/log-converter.ts';
import { convertLog } from '../recordings/log/log-converter.ts';
import { machineOf } from '../recordings/log/log-machine.ts';
import type { VmemCounterexample } from '../trace/vmem-counterexample.ts';
import { buildInitramfs, buildPlugin } from './files-of-kit.ts';
import { type PlannedOperation, parsePlan, walkOf } from './plan.ts';
import { judgeRecording } from './replayed.ts';
import { type BootedKernel, RecordingSession } from './session.ts';
import { onMachine, performable, type StoryOnMachine } from './story-on-machine.ts';
import { parseSymbols, watchList } from './watch-list.ts';

const withoutEdat1 =
  'the machine has no EDAT1: every leaf is a page of 4 KiB, and no memmap block is shared (unpatched QEMU offers neither EDAT1 nor EDAT2)';
const blockBytes = 1 << 20;
const defaults = { base: 0x2500000000, operations: 100, sections: 8, silenceMs: 120_000 };

export function convertOnly(log: string, out: string, revision?: string): RecordResult {
  const converted = convertTo(out, log, revision);
  return { ...convertedResult(out, converted), performed: null, planned: null, crash: null };
}

function convertedResult(file: string, converted: ConvertedLog) {
  const { kernel, revision, evidence, operations, events, unfinished } = converted;
  const edat1 = converted.machine?.edat1 === true;
  const machine = { fields: { edat1 }, remarks: edat1 ? [] : [withoutEdat1] };
  return { file, kernel, revision, evidence, machine, operations, events, unfinished };
}

/** Writes the recording of a log, piece by piece. */
function convertTo(out: string, log: string, revision?: string): ConvertedLog {
  const isPacked = out.endsWith('.gz');
  let converted: ConvertedLog | null = null;
  replaceWhole('the recording', out, (write) => {
    let lines: string[] = [];
    let length = 0;
    const flush = (): void => {
      const bytes = Buffer.from(lines.join(''));
      if (bytes.length > 0) write(isPacked ? gzipSync(bytes, { level: 9 }) : bytes);
      lines = [];
      length = 0;
    };
    converted = convertLog(readChunks(log), {
      file: log,
      name: basename(out).replace(/\.jsonl(\.gz)?$/, ''),
      ...(revision === undefined ? {} : { revision }),
      write: (line) => {
        lines.push(line, '\n');
        length += line.length;
        if (length >= blockBytes) flush();
      },
    });
    flush();
  });
  if (converted === null) throw new InputError(`${log}: nothing was converted`);
  return converted;
}

/** Keeps a log that cannot be converted, because it shows the reason. */
function convertOrKeep(out: string, log: string, { as, keepLog }: RecordRequest): ConvertedLog {
  try {
    return convertTo(out, log, as);
  } catch (error) {
    if (keepLog !== undefined || !(error instanceof InputError)) throw error;
    const kept = freeName(`${out}.log`);
    copyFileSync(log, kept, constants.COPYFILE_EXCL);
    throw new InputError(`${error.message.replace(log, kept)} (the log is kept as ${kept})`);
  }
}

function freeName(file: string): string {
  for (const name of numberedNames(file)) if (!existsSync(name)) return name;
  return file;
}

/** Boots the kernel, performs the plan, converts the log. */
export async function recordKernel(
  values: RecordRequest,
  out: string,
  { say, compiler, readStory }: RecordSurroundings,
): Promise<RecordResult> {
  const kernel = requiredFlag(
    '--kernel',
    values.kernel,
    'the image to boot, or --from-log a log to convert',
  );
  const symbolsFile = requiredFlag('--symbols', values.symbols, 'the System.map of the kernel');
  for (const file of [kernel, symbolsFile]) orInputError(file, () => readFileSync(file).length);
  const symbols = parseSymbols(symbolsFile, readFileSync(symbolsFile, 'latin1'));
  watchList(symbolsFile, symbols, 0n);
  const module = moduleOf(values.module, kernel);
  if (values.states === true && module === null) {
    throw new InputError('--states needs the guest module: name it with --module');
  }
  const { replay } = values;
  const read = replay === undefined ? null : performable(replay, readStory(replay));
  if (read !== null && module === null) {
    throw new InputError('--replay needs the guest module: name it with --module');
  }
  const busybox = values.busybox ?? join(dirname(kernel), 'busybox');
  if (!existsSync(busybox)) {
    throw new InputError(
      `${busybox}: no such file: the guest needs busybox for s390x, of Debian's busybox-static:s390x (record/README.md); name it with --busybox`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'tablewalk-record-'));
  try {
    let plan: readonly PlannedOperation[] = [];
    const stories: StoryOnMachine[] = [];
    const base = Number(values.base ?? defaults.base);
    const session = new RecordingSession({
      folder,
      kernel,
      symbolsFile,
      symbols,
      qemu: values.qemu ?? 'qemu-system-s390x',
      plugin: values.states === true ? null : buildPlugin(folder, compiler),
      initramfs: buildInitramfs(folder, busybox, module),
      hasModule: module !== null,
      memory: `${values.memory ?? 2 ** 30}b`,
      base,
      // Fresh memory then holds exactly the contents of the story.
      parameters: `${read === null ? '' : 'init_on_alloc=1 '}${values.append ?? ''}`,
      revision: values.as ?? null,
      silenceMs: values.silence ?? defaults.silenceMs,
      onConsole: () => undefined,
      say,
    });
    const { log, performed, answers, crash } = await session.record((booted) => {
      if (read !== null) stories.push(storyForMachine(read, booted, base));
      plan = stories[0]?.operations ?? recordPlan(values, booted, base, module === null);
      return plan;
    });
    if (values.keepLog !== undefined) copyFileSync(log, values.keepLog);
    const converted = convertOrKeep(out, log, values);
    const result = { ...convertedResult(out, converted), performed, planned: plan.length, crash };
    const [story] = stories;
    if (story === undefined || replay === undefined) return result;
    return { ...result, replayed: judgeRecording(replay, out, story, { answers, crash }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function storyForMachine(
  story: VmemCounterexample,
  { sectionBytes, information }: BootedKernel,
  base: number,
): StoryOnMachine {
  const known = new Map(
    information.map((line) => {
      const [, name = '', value = ''] = line.split(' ');
      return [name, value] as const;
    }),
  );
  const machine = machineOf('the guest', known);
  const revision = known.get('revision') ?? 'linux-5.10';
  return onMachine(story, revision, machine, Math.ceil(base / sectionBytes));
}

function requiredFlag(flag: string, value: string | undefined, what: string): string {
  if (value === undefined) throw new InputError(`${flag} is missing: ${what}`);
  return value;
}

function moduleOf(given: string | false | undefined, kernel: string): string | null {
  if (given === false) return null;
  if (given !== undefined) return given;
  const beside = join(dirname(kernel), 'tablewalk.ko');
  return existsSync(beside) ? beside : null;
}

function recordPlan(
  values: RecordRequest,
  { sectionBytes }: BootedKernel,
  base: number,
  isVirtioMem: boolean,
): readonly PlannedOperation[] {
  if (values.plan !== undefined) {
    const file = values.plan;
    return parsePlan(
      file,
      orInputError(file, () => readFileSync(file, 'utf8')),
    );
  }
  const first = Math.ceil(base / sectionBytes);
  const count = values.plugged ?? defaults.sections;
  return walkOf({
    seed: values.seed ?? 1,
    operations: values.operations ?? defaults.operations,
    sections: Array.from({ length: count }, (_, index) => first + index),
    mapFrom: base + 2 ** 35,
    isVirtioMem,
  });
}
