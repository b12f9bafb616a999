/** The run in a checkpoint file: the request, finished scopes, and searches to resume. */

import { basename, dirname, join } from 'node:path';
import { InputError } from '../errors.ts';
import type { Subject } from '../subject/subject.ts';
import { openCheckpoint } from './file.ts';
import type { CheckpointHead } from './head.ts';
import { type KeptAnswer, type KeptRequest, savedAnswers, savedRequest } from './run.ts';
import type { SavedText } from './saved-texts.ts';

/** The search of a scope in a file of its own. */
export interface SavedPart {
  readonly scope: number;
  readonly file: string;
  readonly states: number;
}

/** A saved check to resume. */
export interface Resumed {
  readonly file: string;
  /** The request. */
  readonly request: KeptRequest;
  /** By scope, finished results. */
  readonly answers: readonly (FinishedAnswer | null)[];
  /** The scope whose search is in the file; null if there is none. */
  readonly scope: number | null;
  /** Time of all searches so far. */
  readonly elapsedMs: number;
  readonly search: CheckpointHead['search'];
  /** One thread searched, to find out whether the scope is worth all of them. */
  readonly isTrial: boolean;
  /** Further searches that were running. */
  readonly parts: readonly SavedPart[];
  /** Why files of such searches cannot be read. */
  readonly lostParts: readonly string[];
  /** True if nothing is left to search. */
  readonly isFinished: boolean;
}

/** An answer of a search. */
interface FinishedAnswer extends KeptAnswer {
  readonly checkpoint: null;
}

/** True if every scope is searched, or a violation ended the run. */
function isWhole(answers: readonly (KeptAnswer | null)[]): boolean {
  const endsAtViolation = answers.some(
    (answer) => answer?.result.end.kind === 'stopped-at-violation',
  );
  return endsAtViolation || !answers.includes(null);
}

/** A scope of the saved search, as JSON. Throws `InputError`. */
export function savedScopeOf(file: string): object {
  const { head, close } = openCheckpoint(file);
  close();
  return Object(head.run.request.scopes[0]);
}

/** States of the saved search; null if the file holds none. Throws `InputError`. */
export function savedStatesOf(file: string): number | null {
  const { head, close } = openCheckpoint(file);
  close();
  return head.search?.states ?? null;
}

/** The C sources that must be read before the checkpoint is. Throws `InputError`. */
export function textsOfCheckpoint(file: string): readonly SavedText[] {
  const { head, close } = openCheckpoint(file);
  close();
  return head.run.texts ?? [];
}

/** Reads what a checkpoint file contains about its run; its arrays are read when the search resumes. */
export function readCheckpoint(subject: Subject, file: string): Resumed {
  const { head, close } = openCheckpoint(file);
  close();
  const { run, search } = head;
  const request = savedRequest(subject, file, run);
  const answers = savedAnswers(subject, file, run, request).map((answer) =>
    answer === null ? null : { ...answer, checkpoint: null },
  );
  const { parts, lost } = partsIn(file, run, answers);
  const finishedMs = answers.reduce((sum, answer) => sum + (answer?.result.elapsedMs ?? 0), 0);
  return {
    file,
    request,
    answers,
    scope: search === null ? null : run.scope,
    elapsedMs: finishedMs + (search?.elapsedMs ?? 0),
    search,
    isTrial: run.isTrial === true,
    parts: parts.filter(({ scope }) => search === null || scope !== run.scope),
    lostParts: lost,
    isFinished: search === null && isWhole(answers),
  };
}

/** The searches in other files; a missing one starts again. */
function partsIn(
  file: string,
  { parts = [] }: CheckpointHead['run'],
  answers: readonly (FinishedAnswer | null)[],
): { readonly parts: SavedPart[]; readonly lost: string[] } {
  const found: SavedPart[] = [];
  const lost: string[] = [];
  for (const { scope, file: name } of parts) {
    const path = join(dirname(file), basename(name));
    if (answers[scope] !== null) continue;
    try {
      const states = savedStatesOf(path);
      if (states !== null) found.push({ scope, file: path, states });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      lost.push(`${error.message}; scope ${scope + 1} starts again`);
    }
  }
  return { parts: found, lost };
}
