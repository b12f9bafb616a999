/** The options of check that save and resume a search, the C source of a saved search, and their messages. */

import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { CheckpointTimes } from '../../checkpoint/plan.ts';
import { type Resumed, readCheckpoint, textsOfCheckpoint } from '../../checkpoint/resumed.ts';
import { changedSettings } from '../../checkpoint/run.ts';
import type { SavedText } from '../../checkpoint/saved-texts.ts';
import { needed } from '../../cli/capability.ts';
import { valued } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import type { ScopeOptionValues } from '../../cli/scope-options.ts';
import { type SourceValues, withSource } from '../../cli/source-options.ts';
import { whileReading } from '../../cli/stopping.ts';
import { InputError } from '../../errors.ts';
import { parseDuration } from '../../input/parse-values.ts';
import type { Subject } from '../../subject/subject.ts';
import { formatBytes, grouped, plural } from '../../text/paragraph.ts';
import { quotedPath } from '../../text/shell.ts';
import type { CheckResult } from './result.ts';
import type { CheckRequest } from './search-scopes.ts';

export interface CheckpointValues extends ScopeOptionValues {
  readonly checkpoint?: string;
  readonly checkpointEvery?: number;
  readonly resume?: string;
  readonly force?: boolean;
  readonly quiet?: boolean;
  readonly maxStates?: number;
  readonly maxMemory?: number;
  readonly workers?: number;
}

const everyMs = 30_000;
/** In the directory of the counterexamples, for Ctrl-C in a run without --checkpoint. */
const interruptedName = 'interrupted.checkpoint';

export function checkpointOptions(): Option[] {
  const options = [
    new Option(
      '--checkpoint <file>',
      'save the search to this file: periodically, on Ctrl-C, at a limit',
    ),
    valued('--checkpoint-every <time>', 'time between two saves (default: 30s)', parseDuration),
    new Option('--force', 'overwrite the file of --checkpoint'),
    new Option('--resume <file>', 'resume a saved search; its options are in the file'),
  ];
  for (const option of options) option.helpGroup('Checkpoints:');
  return options;
}

/** Where a new search is saved; Ctrl-C also writes a checkpoint without the option. */
export function checkpointTimes(
  { checkpoint, checkpointEvery, quiet, force = false }: CheckpointValues,
  directory: string | null,
): CheckpointTimes | undefined {
  const reportsCost = quiet !== true;
  if (checkpoint !== undefined) {
    const times = { file: checkpoint, everyMs: checkpointEvery ?? everyMs, reportsCost };
    return { ...times, isDefault: false, isForced: force };
  }
  if (checkpointEvery !== undefined) {
    throw new InputError(
      '--checkpoint-every is given without --checkpoint; say where to save: --checkpoint FILE',
    );
  }
  if (directory === null) return undefined;
  return { file: join(directory, interruptedName), everyMs, isDefault: true, reportsCost };
}

/** Rejects an option without effect. */
export function checkForce({ checkpoint, resume, force }: CheckpointValues): void {
  if (force !== true || checkpoint !== undefined || resume !== undefined) return;
  throw new InputError('--force is given without --checkpoint; it replaces an existing file');
}

/** Options that may change on resume; all others are in the file. */
const mayBeGiven: ReadonlySet<string> = new Set([
  'resume',
  'checkpoint',
  'checkpointEvery',
  'force',
  'maxStates',
  'maxMemory',
  'timeLimit',
  'workers',
  'source',
  'with',
  'coverage',
  'lazy',
  'out',
  'files',
  'json',
  'reporter',
  'color',
  'quiet',
]);

/**
 * The request in the file, with the limits and paths given now. Options that define the search must
 * be omitted or repeated unchanged; `repeated` is the request they form. Throws `InputError`.
 */
export function resumedRequest(
  subject: Subject,
  file: string,
  command: Command,
  values: CheckpointValues,
  repeated: () => CheckRequest,
): CheckRequest {
  const given = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const isRepeated = command.options.some(
    (option) => given(option.attributeName()) && !mayBeGiven.has(option.attributeName()),
  );
  const resume = readCheckpoint(subject, file);
  const { request } = resume;
  const different = isRepeated
    ? changedSettings(subject, request, { slotBytes: 8, pools: 'auto', workers: 1, ...repeated() })
    : [];
  if (different.length > 0) {
    throw new InputError(
      `${file} holds a search with other options (different: ${different.join(', ')}); omit the options, or repeat the original ones: ${request.command}`,
    );
  }
  const { maxStates, maxMemory, timeLimit, workers = request.workers } = values;
  const limits = {
    ...request.limits,
    ...(maxStates === undefined ? {} : { stateCountMax: maxStates }),
    ...(maxMemory === undefined ? {} : { memoryBytesMax: maxMemory }),
    ...(timeLimit === undefined ? {} : { elapsedMsMax: timeLimit }),
  };
  checkLimits(resume, limits);
  checkWorkers(resume, workers);
  const chosen = given('out') || given('files');
  const directory = chosen ? (values.files ? values.out : null) : request.directory;
  const times = checkpointTimes({ ...values, checkpoint: values.checkpoint ?? file }, directory);
  return { ...request, workers, limits, directory, checkpoint: times, resume };
}

/** The limit that ended the search would end it again immediately. */
function checkLimits({ file, search, request }: Resumed, limits: CheckRequest['limits']): void {
  if (search === null) return;
  const { states, memoryBytes, limit } = search;
  const { stateCountMax, memoryBytesMax } = limits;
  // Several workers save fewer states: those from the start of the level.
  const least = limit === 'states' ? Math.max(states, request.limits.stateCountMax) : states;
  if (stateCountMax < least || (limit === 'states' && stateCountMax === least)) {
    throw new InputError(
      `--max-states is ${stateCountMax}, and ${file} holds a search of ${least} states: resume with a larger limit`,
    );
  }
  const wasFull = limit === 'memory' && memoryBytesMax <= request.limits.memoryBytesMax;
  if (memoryBytesMax < memoryBytes || wasFull) {
    throw new InputError(
      `--max-memory is ${formatBytes(memoryBytesMax)}, and ${file} holds a search that needs more: resume with a larger limit`,
    );
  }
}

/** A search saved by one worker has a different format from the table of several. */
function checkWorkers({ file, search, isTrial }: Resumed, workers: number): void {
  if (workers === 1 || search === null || search.isByCrew || isTrial) return;
  throw new InputError(
    `--workers is ${workers}, and ${file} holds a search of one worker: resume with --workers 1, or start a new search with several`,
  );
}

export function sayResumed(
  context: Context,
  { file, request, answers, search, parts, lostParts, isFinished }: Resumed,
): void {
  const states = isFinished
    ? 'a finished search'
    : search === null
      ? notBegun(answers, parts)
      : `${grouped(search.states)} states`;
  context.say(`resuming ${file}: ${states}; original command: ${request.command}`);
  for (const lost of lostParts) context.say(lost);
}

function notBegun(answers: Resumed['answers'], parts: Resumed['parts']): string {
  const finished = answers.filter((answer) => answer !== null).length;
  if (parts.length > 0) {
    const states = parts.reduce((sum, part) => sum + part.states, 0);
    return `${finished} of ${plural(answers.length, 'scope')} finished, ${parts.length} begun with ${plural(states, 'state')}`;
  }
  if (finished === 0) return 'a search that has not started';
  return `${finished} of ${plural(answers.length, 'scope')} finished, the next one not started`;
}

/** How to continue after a limit or Ctrl-C, or, after Ctrl-C, the reason why that is impossible. */
export function sayCheckpoint(
  context: Context,
  { checkpoint: times }: CheckRequest,
  { stop, scopes, checkpoint }: CheckResult,
): void {
  if (!checkpoint) {
    const isOpen = scopes.some((scope) => scope.stop !== null);
    if (!isOpen || stop?.limit !== 'interrupted') return;
    const why =
      times === undefined
        ? '--no-files is given; --checkpoint FILE saves a run'
        : 'the run was interrupted in its first second';
    context.say(`no checkpoint was written: ${why}`);
    return;
  }
  const { file, bytes } = checkpoint;
  const more = stop?.limit === 'heap' ? ', with a larger heap' : '';
  context.say(`checkpoint of ${formatBytes(bytes)} written to ${file}; to resume${more}:`);
  context.sayCommand(`tablewalk check --resume ${quotedPath(file)}${raisedLimit(stop)}`);
}

/** The limit that ended a search would end it again immediately, so it is doubled. */
function raisedLimit(stop: CheckResult['stop']): string {
  const { limit, value } = stop ?? {};
  if (typeof value !== 'number') return '';
  if (limit === 'states') return ` --max-states ${2 * value}`;
  return limit === 'memory' ? ` --max-memory ${Math.ceil((2 * value) / 2 ** 20)}M` : '';
}

/** The values of a check that resumes `file`, with the text of its search as the revision. */
export async function withTextOfCheckpoint<Values extends SourceValues>(
  context: Context,
  values: Values,
  file: string,
): Promise<Values> {
  const [saved] = textsOfCheckpoint(file);
  if (saved === undefined) {
    if (values.source === undefined) return withSource(context, values);
    throw new InputError(
      `--source is given with --resume ${file}, which holds a search of a revision: remove --source`,
    );
  }
  if (values.source === undefined && values.with !== undefined) {
    throw new InputError('--with needs --source: it adds helpers to that source');
  }
  await whileReading(context, values, () => readSaved(context, values, file, saved));
  return { ...values, revision: saved.name };
}

async function readSaved(
  { subject }: Context,
  values: SourceValues,
  file: string,
  { name, files }: SavedText,
): Promise<void> {
  const texts = needed(subject, 'texts', '--resume of a C source');
  if (values.source !== undefined) {
    if (await texts.readAgain(name, values.source, values.with ?? [])) return;
    throw new InputError(
      `--source is ${values.source}, and ${file} holds a search of ${name}, which is another text: resume with that text, or search again without --resume`,
    );
  }
  const [path, ...further] = files;
  const remedy = 'name the same text with --source FILE, or search again without --resume';
  const isSame = await texts.readAgain(name, path, further).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${file} holds a search of ${name}: ${error.message}; ${remedy}`);
  });
  if (isSame) return;
  throw new InputError(
    `${file} holds a search of ${name}, and ${path} was changed since: ${remedy}`,
  );
}
