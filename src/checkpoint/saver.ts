/** Decides when a search is saved, saves it, and reports failures. */
import type { Limit } from '../explorer/outcome.ts';
import type { Progress, SaveSearch, SearchHooks } from '../explorer/search.ts';
import { writeReason } from '../files/system-errors.ts';
import type { System } from '../model/system.ts';
import type { WatchedSystem } from '../subject/reach.ts';
import { formatBytes } from '../text/paragraph.ts';
import { createCheckpoint, type WrittenCheckpoint, writeCheckpoint } from './file.ts';
import type { HeadParts } from './head.ts';

/** When and where to save; plain data, because it is sent to a worker. */
export interface CheckpointPlan {
  readonly file: string;
  /** Between the end of one save and the next; Infinity for no timer. */
  readonly everyMs: number;
  /** Save the search at any limit, not only at an interruption. */
  readonly onLimits: boolean;
  /** Do not save a search that is interrupted earlier. */
  readonly interruptedAfterMs: number;
  /** Keep an existing file, and append a number to the name. */
  readonly keepsOlder: boolean;
  /** Warn if saving takes much of the time. */
  readonly reportsCost: boolean;
  /** True if workers search on one table. */
  readonly isByCrew: boolean;
  readonly run: HeadParts['run'];
}

/** Share of the time that may be spent on checkpoints without a warning. */
const shareMax = 10;

export class CheckpointSaver {
  /** Set when the end of the search was saved. */
  written: WrittenCheckpoint | null = null;
  /** Why the end of the search could not be saved, in one line. */
  lost: string | undefined = undefined;
  private readonly plan: CheckpointPlan;
  private readonly system: System;
  private readonly asked: Iterable<string>;
  private readonly now: () => number;
  private readonly say: (text: string) => void;
  private savedAt: number;
  private hasFailed = false;
  private hasReportedCost = false;

  constructor(
    plan: CheckpointPlan,
    { system, asked }: Pick<WatchedSystem, 'system' | 'asked'>,
    now: () => number,
    say: (text: string) => void,
  ) {
    this.plan = plan;
    this.system = system;
    this.asked = asked;
    this.now = now;
    this.say = say;
    this.savedAt = now();
  }

  readonly onPause: NonNullable<SearchHooks['onPause']> = (save, progress, limit) => {
    if (!this.isDue(progress, limit)) return;
    const startedAt = this.now();
    const saved = this.save(save, progress, limit ?? null);
    this.savedAt = this.now();
    if (saved === null) return;
    if (limit === undefined) this.reportCost(saved.bytes, this.savedAt - startedAt);
    else this.written = saved;
  };

  /** Saves on the timer. */
  readonly isPauseDue: NonNullable<SearchHooks['isPauseDue']> = () =>
    this.now() - this.savedAt >= this.plan.everyMs;

  /** Warns once, if saving takes more than a tenth of the time of the search. */
  private reportCost(bytes: number, tookMs: number): void {
    const { file, everyMs, reportsCost } = this.plan;
    if (!reportsCost || this.hasReportedCost || tookMs * (shareMax - 1) <= everyMs) return;
    this.hasReportedCost = true;
    const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
    this.say(
      `a checkpoint of ${formatBytes(bytes)} in ${file} takes ${seconds(tookMs)}, and one is written every ${seconds(everyMs)} of search; a longer --checkpoint-every takes less time`,
    );
  }

  private isDue({ elapsedMs }: Progress, limit: Limit | undefined): boolean {
    const { onLimits, interruptedAfterMs } = this.plan;
    if (limit === undefined) return this.isPauseDue();
    return onLimits || (limit === 'interrupted' && elapsedMs >= interruptedAfterMs);
  }

  /** Null on failure: the search must not be lost. */
  private save(
    save: SaveSearch,
    progress: Progress,
    limit: Limit | null,
  ): WrittenCheckpoint | null {
    const { file, run, isByCrew, keepsOlder } = this.plan;
    const { stateCount: states, transitionCount: transitions, memoryBytes, elapsedMs } = progress;
    const system = systemParts(this.system);
    const asked = [...this.asked];
    const search = { states, transitions, memoryBytes, elapsedMs, limit, isByCrew, system, asked };
    try {
      if (keepsOlder) return createCheckpoint(file, { run, search }, save);
      return { file, bytes: writeCheckpoint(file, { run, search }, save) };
    } catch (error) {
      const failure = `the checkpoint ${file} cannot be written: ${writeReason(error)}`;
      if (limit !== null) this.lost = `${failure}; there is nothing newer to resume`;
      else if (!this.hasFailed) this.say(`${failure}; the search continues`);
      this.hasFailed = true;
      return null;
    }
  }
}

/** Layout of the states of a system; a checkpoint is valid for this layout only. */
export function systemParts({ stateLength, factNames, occasionNames }: System): {
  readonly stateLength: number;
  readonly facts: string[];
  readonly occasions: string[];
} {
  return { stateLength, facts: [...factNames], occasions: [...occasionNames] };
}
