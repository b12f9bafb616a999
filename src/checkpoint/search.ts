/** A search that is saved periodically, or resumed from a checkpoint file. */
import { InputError } from '../errors.ts';
import type { SearchResult } from '../explorer/outcome.ts';
import type { SearchRequest } from '../explorer/search.ts';
import type { System } from '../model/system.ts';
import type { WatchedSystem } from '../subject/reach.ts';
import { openCheckpoint, type WrittenCheckpoint } from './file.ts';
import type { CheckpointHead } from './head.ts';
import { type CheckpointPlan, CheckpointSaver, systemParts } from './saver.ts';

/** The checkpoint of a search that a limit ended. */
export interface CheckpointOutcome {
  /** Where the search was saved; null if no limit ended it, or if saving was not requested. */
  readonly checkpoint: WrittenCheckpoint | null;
  /** Why it could not be saved; else absent. */
  readonly checkpointLost?: string | undefined;
}

export interface CheckpointJob {
  /** Save the search periodically. */
  readonly checkpoint?: CheckpointPlan | undefined;
  /** Resume the search in this checkpoint file. */
  readonly resume?: string | undefined;
}

/** Throws `InputError` if the checkpoint does not match the search. */
export function searchWithCheckpoint(
  explore: (request: SearchRequest) => SearchResult,
  request: SearchRequest,
  { checkpoint, resume }: CheckpointJob,
  watched: WatchedSystem,
  onNotice: (text: string) => void,
): CheckpointOutcome & { readonly result: SearchResult } {
  const { hooks } = request;
  const saver = checkpoint && new CheckpointSaver(checkpoint, watched, () => hooks.now(), onNotice);
  const paused: SearchRequest = {
    ...request,
    hooks: {
      ...hooks,
      ...(saver && { onPause: saver.onPause, isPauseDue: saver.isPauseDue }),
    },
  };
  const result = resume === undefined ? explore(paused) : goOn(explore, paused, resume, watched);
  return { result, checkpoint: saver?.written ?? null, checkpointLost: saver?.lost };
}

function goOn(
  explore: (request: SearchRequest) => SearchResult,
  request: SearchRequest,
  file: string,
  { restoreAsked }: WatchedSystem,
): SearchResult {
  const { head, reader, close } = openCheckpoint(file);
  try {
    if (head.search === null) throw new InputError(`${file}: the checkpoint contains no search`);
    checkSavedSystem(file, head.search.system, request.system);
    const { elapsedMs, asked } = head.search;
    restoreAsked(asked);
    return explore({ ...request, resume: { from: reader, elapsedMs } });
  } finally {
    close();
  }
}

function checkSavedSystem(
  file: string,
  saved: NonNullable<CheckpointHead['search']>['system'],
  system: System,
): void {
  const now = systemParts(system);
  const differing = (['stateLength', 'facts', 'occasions'] as const).find(
    (part) => String(saved[part]) !== String(now[part]),
  );
  if (differing === undefined) return;
  throw new InputError(
    `${file}: the checkpoint was made by another build of the model: ${differing} is ${saved[differing]} in it and ${now[differing]} here; search again from the start`,
  );
}
