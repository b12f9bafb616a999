/** Checkpoints of a check: where and when it is saved, and from which file it resumes. */

import { rmSync, statSync } from 'node:fs';
import { basename, parse } from 'node:path';
import { InputError, unlessRefused } from '../errors.ts';
import { attemptTrial, writeReason } from '../files/system-errors.ts';
import { tryFile } from '../files/write-whole.ts';
import type { Subject } from '../subject/subject.ts';
import { plural } from '../text/paragraph.ts';
import { createCheckpoint, isTemporaryFree, temporaryOf, writeCheckpoint } from './file.ts';
import { type Resumed, readCheckpoint, type SavedPart, textsOfCheckpoint } from './resumed.ts';
import { changedSettings, isFinal, type KeptAnswer, type KeptRequest, runToSave } from './run.ts';
import type { SavedText } from './saved-texts.ts';
import type { CheckpointPlan } from './saver.ts';
import type { CheckpointOutcome } from './search.ts';

/** Where and when a check is saved. */
export interface CheckpointTimes {
  readonly file: string;
  /** Between two saves, in milliseconds. */
  readonly everyMs: number;
  /** True if not requested: then only a search interrupted after a while is saved, without a timer. */
  readonly isDefault: boolean;
  /** Overwrite the file. */
  readonly isForced?: boolean;
  /** Warn if saving takes much of the time. */
  readonly reportsCost: boolean;
}

/** Repeating a run interrupted earlier is faster than resuming it. */
const interruptedAfterMs = 1000;

export interface PlannedRequest extends Omit<KeptRequest, 'slotBytes' | 'pools' | 'workers'> {
  readonly slotBytes?: KeptRequest['slotBytes'];
  /** Default: `auto`. */
  readonly pools?: KeptRequest['pools'];
  /** Number of workers on one table; default: 1. */
  readonly workers?: number;
  /** Where and when the run is saved; absent for never. */
  readonly checkpoint?: CheckpointTimes | undefined;
  /** Content of a checkpoint file to resume from. */
  readonly resume?: Resumed | undefined;
}

/**
 * Writes a first checkpoint before the run starts: detects a path that cannot be written, and claims the
 * file for this run. A resumed run keeps its file. Throws `InputError`.
 */
export function startCheckpoint(
  subject: Subject,
  request: PlannedRequest,
  onNotice: (text: string) => void,
): void {
  const { checkpoint, resume } = request;
  if (checkpoint === undefined || checkpoint.isDefault) return;
  const { file, isForced = false } = checkpoint;
  if (!isForced) refuseTemporary(file);
  if (file === resume?.file) return;
  tryFile('--checkpoint', file);
  const status = statSync(file, { throwIfNoEntry: false });
  if (status?.isFile() === false) {
    throw new InputError(`--checkpoint is ${JSON.stringify(file)}; it must be a file`);
  }
  const isHeld = status !== undefined && status.size > 0;
  if (isHeld && !isForced) refuseAnother(subject, request, file, onNotice);
  if (resume !== undefined) return;
  const answers = request.scopes.map(() => null);
  attemptTrial('--checkpoint', file, () =>
    writeCheckpoint(file, { run: runOf(subject, request, 0, answers), search: null }, null),
  );
}

const remedy = 'choose another file, or overwrite it with --force';

/** Rejects a file other than a checkpoint of the same search. Throws `InputError`. */
function refuseAnother(
  subject: Subject,
  request: PlannedRequest,
  file: string,
  onNotice: (text: string) => void,
): void {
  const refuse = (what: string): InputError =>
    new InputError(`--checkpoint is ${JSON.stringify(file)}; it holds ${what}: ${remedy}`);
  const held = heldIn(subject, request, file);
  if (held === null) throw refuse('something other than a checkpoint of this version');
  // The C source of the search may have been edited since.
  if ('name' in held) throw refuse(`a search of ${held.name}`);
  const different = changedSettings(subject, held.request, withDefaults(request));
  if (different.length > 0) {
    throw refuse(`another search (different: ${different.join(', ')})`);
  }
  const { search, answers, isFinished } = held;
  const finished = answers.filter((answer) => answer !== null).length;
  const isBegun = search !== null || finished > 0;
  if (!isBegun || isFinished || request.resume !== undefined) return;
  const done = search === null ? plural(finished, 'scope') : plural(search.states, 'state');
  onNotice(
    `${file} held this search after ${done}; the search starts from scratch, use --resume to continue one`,
  );
}

/** A file under the temporary name may be overwritten only if it looks like part of a checkpoint. */
function refuseTemporary(file: string): void {
  if (isTemporaryFree(file)) return;
  throw new InputError(
    `--checkpoint is ${JSON.stringify(file)}; it is first written as ${JSON.stringify(temporaryOf(file))}, which is something other than a checkpoint: ${remedy}`,
  );
}

/** Null for any other file; only the name, for a C source that is not searched now. */
function heldIn(
  subject: Subject,
  { scopes }: PlannedRequest,
  file: string,
): Resumed | SavedText | null {
  const read = (): Resumed | SavedText => {
    const isSearched = (name: string) => scopes.some(({ revision }) => revision === name);
    const other = textsOfCheckpoint(file).find(({ name }) => !isSearched(name));
    return other ?? readCheckpoint(subject, file);
  };
  return unlessRefused(read, () => null);
}

/**
 * After the last search: a run that is resumed again reports its result immediately, and a large file
 * becomes small. Returns the reason of a failure, in one line; undefined on success.
 */
export function finishCheckpoint(
  subject: Subject,
  request: PlannedRequest,
  answers: readonly (KeptAnswer | null)[],
): string | undefined {
  const { checkpoint } = request;
  if (checkpoint === undefined || checkpoint.isDefault) return undefined;
  if (!answers.every((answer) => answer === null || isFinal(answer))) return undefined;
  const { file } = checkpoint;
  try {
    writeCheckpoint(file, { run: runOf(subject, request, 0, answers), search: null }, null);
    for (const part of request.resume?.parts ?? []) rmSync(part.file, { force: true });
    return undefined;
  } catch (error) {
    // The result must not be lost with its checkpoint.
    const reason = writeReason(error);
    return `--checkpoint is ${JSON.stringify(file)}; ${reason}; the result is not saved there`;
  }
}

/** Saves a run between two scopes, where `scope` is the next one. */
export function saveBetweenScopes(
  subject: Subject,
  request: PlannedRequest,
  scope: number,
  answers: readonly (KeptAnswer | null)[],
  elapsedMs: number,
  begun: readonly Pick<SavedPart, 'scope' | 'file'>[] = [],
): CheckpointOutcome {
  const { checkpoint } = request;
  const isTooEarly = checkpoint?.isDefault === true && elapsedMs < interruptedAfterMs;
  if (checkpoint === undefined || isTooEarly) return { checkpoint: null };
  const { file } = checkpoint;
  try {
    const own = begun.map((part) => ({ scope: part.scope, file: basename(part.file) }));
    const run = runOf(subject, request, scope, answers, own);
    const parts = { run, search: null };
    if (checkpoint.isDefault) return { checkpoint: createCheckpoint(file, parts, null) };
    return { checkpoint: { file, bytes: writeCheckpoint(file, parts, null) } };
  } catch (error) {
    const lost = `the checkpoint ${file} cannot be written: ${writeReason(error)}`;
    return { checkpoint: null, checkpointLost: `${lost}; there is nothing newer to resume` };
  }
}

/** For the search of one scope; `elapsedMs` is the time of the run before it. */
export function planOf(
  subject: Subject,
  request: PlannedRequest,
  scope: number,
  answers: readonly (KeptAnswer | null)[],
  isByCrew: boolean,
  elapsedMs: number,
): CheckpointPlan | undefined {
  const { checkpoint } = request;
  if (checkpoint === undefined) return undefined;
  const { file, everyMs, isDefault, reportsCost } = checkpoint;
  return {
    file,
    everyMs: isDefault ? Infinity : everyMs,
    onLimits: !isDefault,
    keepsOlder: isDefault,
    interruptedAfterMs: Math.max(0, interruptedAfterMs - elapsedMs),
    reportsCost,
    isByCrew,
    run: runOf(subject, request, scope, answers),
  };
}

/**
 * For the search of one of several scopes at a time, by one thread: in a file of its own, beside that of
 * the run. Undefined unless Ctrl-C saves the run.
 */
export function trialPlanOf(
  subject: Subject,
  request: PlannedRequest,
  scope: number,
  elapsedMs: number,
): CheckpointPlan | undefined {
  const { checkpoint, scopes } = request;
  if (checkpoint === undefined) return undefined;
  const { ext } = parse(checkpoint.file);
  const start = checkpoint.file.slice(0, checkpoint.file.length - ext.length);
  const file = scopes.length === 1 ? checkpoint.file : `${start}-scope-${scope + 1}${ext}`;
  const own = { ...request, scopes: [scopes[scope]], checkpoint: { ...checkpoint, file } };
  const plan = planOf(subject, own, 0, [null], false, elapsedMs);
  return plan && { ...plan, run: { ...plan.run, isTrial: true } };
}

/** `begun`: searches in files of their own; those of a resumed run stay until they are finished. */
function runOf(
  subject: Subject,
  request: PlannedRequest,
  scope: number,
  answers: readonly (KeptAnswer | null)[],
  begun: readonly { readonly scope: number; readonly file: string }[] = [],
): CheckpointPlan['run'] {
  const left = (request.resume?.parts ?? []).map((part) => ({
    scope: part.scope,
    file: basename(part.file),
  }));
  const parts = [...begun, ...left].filter((part) => answers[part.scope] === null);
  const run = runToSave(subject, withDefaults(request), scope, answers);
  return parts.length === 0 ? run : { ...run, parts };
}

function withDefaults(request: PlannedRequest): KeptRequest {
  const { slotBytes = 8, pools = 'auto', workers = 1 } = request;
  return { ...request, slotBytes, pools, workers };
}
