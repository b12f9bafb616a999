/** The rows of a bisection, up to a limit. */

import { Stopped, stopIfDue } from '../../stop.ts';
import type { Stop } from '../../text/stop-text.ts';
import { NotReproduced } from '../shrink/run.ts';
import { judgeVersions, type VersionJudge } from './bisect.ts';
import type { BisectRow } from './result.ts';

interface CollectedRows {
  readonly rows: readonly BisectRow[];
  /** The limit that ended the bisection early; null if there was none. */
  readonly stop: Stop | null;
}

/**
 * `names` starts with the newest version. Throws `NotReproduced` if the operations do not break the
 * claim there, and `Stopped` if that was not decided.
 */
export function collectRows(
  file: string,
  names: readonly string[],
  judge: VersionJudge,
): CollectedRows {
  const rows: BisectRow[] = [];
  const stop = orStop(rows, () => {
    for (const row of judgeVersions(names, judge)) {
      if (rows.length === 0 && row.outcome !== 'bad') {
        throw new NotReproduced(
          `${file}: ${row.name} does not break the claim (${row.reason}); see replay`,
        );
      }
      rows.push(row);
      if (rows.length < names.length) stopIfDue();
    }
  });
  return { rows, stop };
}

function orStop(rows: readonly BisectRow[], collect: () => void): Stop | null {
  try {
    collect();
    return null;
  } catch (error) {
    if (!(error instanceof Stopped) || rows.length === 0) throw error;
    return { limit: error.reason, value: error.value };
  }
}
