/** Results of the corpus commands as text and as JSON. */

import { type Paint, plain, plural } from '../../text/paragraph.ts';
import { leftCount, stoppedFields, stoppedLines } from '../../text/stopped-files.ts';
import { unreadableCount, unreadableLines } from '../../text/unreadable.ts';
import { visibleLine } from '../../text/visible-text.ts';
import { replayText } from '../replay/report.ts';
import type { ReplayOutcome } from '../replay/run.ts';
import type { CorpusAdded, CorpusList, CorpusPruned, CorpusRun } from './run.ts';

/** One line per file, of any length: lists are for grep and cut. */
function alignedLeft(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column].length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}

/** A file name may contain a line end. */
function linesOf(lines: readonly string[]): string {
  return lines.map(visibleLine).join('\n');
}

export function corpusListText({ directory, entries, unreadable, stopped }: CorpusList): string {
  const rows = entries.map(({ file, revision, invariant, operations, steps }) => [
    file,
    revision,
    invariant,
    plural(operations, 'operation'),
    steps === 0 ? 'steps unknown' : plural(steps, 'step'),
  ]);
  const count = `${plural(entries.length, 'counterexample')} in ${directory}`;
  return linesOf([
    ...alignedLeft(rows),
    ...unreadableLines(unreadable, plain),
    '',
    `${count}${unreadableCount(unreadable)}${leftCount(stopped)}`,
    ...stoppedLines(stopped, plain),
  ]);
}

export function corpusAddedText(added: CorpusAdded, paint: Paint): string {
  const { directory, additions, skipped } = added;
  const lines = additions.map(({ from, entry, outcome }) => {
    const word = outcome === 'reproduced' ? paint.good('added') : paint.unsure(`added, ${outcome}`);
    return `${word}  ${entry.file}  (from ${from})`;
  });
  const notAdded = skipped.map(({ from, sameAs }) => {
    const why = from === sameAs ? 'is in the corpus' : `has the same story as ${sameAs}`;
    return `${paint.unsure('skipped')}  ${from}  (${why})`;
  });
  const count = `${plural(additions.length, 'counterexample')} added to ${directory}`;
  const rest = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
  return linesOf([...lines, ...notAdded, '', `${count}${rest}`]);
}

/** Files whose outcome is not the expected one. */
export function unexpectedOf({ expected, results }: CorpusRun): ReplayOutcome[] {
  return expected === null ? [] : results.filter(({ outcome }) => outcome !== expected);
}

export function corpusRunText(run: CorpusRun, paint: Paint): string {
  const text = replayText(run, paint);
  if (run.expected === null) return text;
  const unexpected = unexpectedOf(run);
  const isGood = unexpected.length === 0 && run.unreadable.length === 0;
  // The previous sentence names what was not executed.
  if (isGood && run.stopped !== null) return text;
  const gate = isGood
    ? `${paint.good('PASSED')}: all are ${run.expected}`
    : `${paint.bad('FAILED')}: ${plural(unexpected.length, 'counterexample')} not ${run.expected}${unreadableCount(run.unreadable)}`;
  const files = unexpected.map(({ file, outcome }) => `  ${file} is ${outcome}`);
  return [text, linesOf([gate, ...files])].join('\n');
}

export function corpusPrunedText(pruned: CorpusPruned, paint: Paint): string {
  const { prunable, isRemoved, unreadable, stopped } = pruned;
  const word = isRemoved ? paint.bad('removed') : paint.unsure('would remove');
  const lines = prunable.map(
    ({ entry, kind, reason }) => `${word}  ${entry.file}  (${kind}: ${reason})`,
  );
  lines.push(...unreadableLines(unreadable, paint));
  const total = [
    `${prunedTotal(pruned)}${unreadableCount(unreadable)}${leftCount(stopped)}`,
    ...stoppedLines(stopped, paint),
  ];
  return lines.length === 0 ? linesOf(total) : linesOf([...lines, '', ...total]);
}

function prunedTotal(pruned: CorpusPruned): string {
  const { directory, files, prunable, isRemoved, unreadable, stopped } = pruned;
  const all = plural(files, 'counterexample');
  if (prunable.length === 0) {
    return `nothing to remove: ${all} in ${directory}, none fixed or duplicated`;
  }
  if (!isRemoved) {
    const would = `${prunable.length} of ${all} would be removed`;
    if (stopped !== null) return `${would}; nothing is removed until all files have been executed`;
    return unreadable.length > 0
      ? `${would}; nothing is removed while a file cannot be read`
      : `${would}; add --yes to remove them`;
  }
  const kept = files - prunable.length;
  return `${plural(prunable.length, 'counterexample')} removed, ${kept} kept in ${directory}`;
}

const schema = 'tablewalk/corpus/1';

export function corpusListJson({ directory, entries, unreadable, stopped }: CorpusList): unknown {
  return {
    schema,
    action: 'list',
    directory,
    entries,
    unreadable,
    ...stoppedFields(stopped),
  };
}

export function corpusAddedJson({ directory, additions, skipped }: CorpusAdded): unknown {
  return {
    schema,
    action: 'add',
    directory,
    added: additions.map(({ from, outcome, entry }) => ({ from, outcome, ...entry })),
    skipped,
  };
}

export function corpusRunJson(run: CorpusRun): unknown {
  const { directory, expected, results, unreadable, stopped } = run;
  const unexpected = unexpectedOf(run).map(({ file }) => file);
  const rest = { unexpected, unreadable, ...stoppedFields(stopped) };
  return { schema, action: 'run', directory, expected, results, ...rest };
}

export function corpusPrunedJson(pruned: CorpusPruned): unknown {
  const { directory, files, prunable, isRemoved, unreadable, stopped } = pruned;
  return {
    schema,
    action: 'prune',
    directory,
    removed: isRemoved,
    files,
    prunable: prunable.map(({ entry, kind, reason }) => ({ kind, reason, ...entry })),
    unreadable,
    ...stoppedFields(stopped),
  };
}
