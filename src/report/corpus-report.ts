/** A corpus for people and for machines. */
import { visibleLine } from '../visible-text.ts';
import type { CorpusAdded, CorpusList, CorpusPruned, CorpusRun } from './corpus-result.ts';
import { type Paint, plural } from './paragraph.ts';
import { type ReplayOutcome, replayText } from './replay-report.ts';

const schema = 'tablewalk/corpus/1';

/** One line a file, however long: lines of a list are for eyes, grep and cut. */
function columns(rows: readonly (readonly string[])[]): string[] {
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

/** A name of a file may hold a line end. */
function linesOf(lines: readonly string[]): string {
  return lines.map(visibleLine).join('\n');
}

export function corpusListText({ directory, entries }: CorpusList): string {
  const rows = entries.map(({ file, revision, invariant, operations, steps }) => [
    file,
    revision,
    invariant,
    plural(operations, 'operation'),
    steps === 0 ? 'steps unknown' : plural(steps, 'step'),
  ]);
  const total = `${plural(entries.length, 'counterexample')} in ${directory}`;
  return linesOf([...columns(rows), '', total]);
}

export function corpusListJson({ directory, entries }: CorpusList): unknown {
  return { schema, action: 'list', directory, entries };
}

export function corpusAddedText(added: CorpusAdded, paint: Paint): string {
  const { directory, additions, skipped } = added;
  const lines = additions.map(({ from, entry, outcome }) => {
    const word = outcome === 'reproduced' ? paint.good('added') : paint.unsure(`added, ${outcome}`);
    return `${word}  ${entry.file}  (from ${from})`;
  });
  const told = skipped.map(({ from, sameAs }) => {
    const why = from === sameAs ? 'is in the corpus' : `tells the same story as ${sameAs}`;
    return `${paint.unsure('skipped')}  ${from}  (${why})`;
  });
  const count = `${plural(additions.length, 'counterexample')} added to ${directory}`;
  const rest = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
  return linesOf([...lines, ...told, '', `${count}${rest}`]);
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

/** Files whose outcome is not the one that was asked for. */
export function unexpectedOf({ expected, results }: CorpusRun): ReplayOutcome[] {
  return expected === null ? [] : results.filter(({ outcome }) => outcome !== expected);
}

export function corpusRunText(run: CorpusRun, paint: Paint): string {
  const text = replayText(run.results, paint);
  if (run.expected === null) return text;
  const unexpected = unexpectedOf(run);
  const gate =
    unexpected.length === 0
      ? `${paint.good('PASSED')}: all are ${run.expected}`
      : `${paint.bad('FAILED')}: ${plural(unexpected.length, 'counterexample')} not ${run.expected}`;
  const files = unexpected.map(({ file, outcome }) => `  ${file} is ${outcome}`);
  return [text, linesOf([gate, ...files])].join('\n');
}

export function corpusRunJson(run: CorpusRun): unknown {
  const { directory, expected, results } = run;
  const unexpected = unexpectedOf(run).map(({ file }) => file);
  return { schema, action: 'run', directory, expected, results, unexpected };
}

export function corpusPrunedText(pruned: CorpusPruned, paint: Paint): string {
  const { directory, files, prunable, isRemoved } = pruned;
  const word = isRemoved ? paint.bad('removed') : paint.unsure('would remove');
  const lines = prunable.map(
    ({ entry, kind, reason }) => `${word}  ${entry.file}  (${kind}: ${reason})`,
  );
  const kept = files - prunable.length;
  if (prunable.length === 0) {
    return linesOf([
      `nothing to remove: ${plural(files, 'counterexample')} in ${directory}, none fixed or told twice`,
    ]);
  }
  const total = isRemoved
    ? `${plural(prunable.length, 'counterexample')} removed, ${kept} kept in ${directory}`
    : `${prunable.length} of ${plural(files, 'counterexample')} would be removed; add --yes to remove them`;
  return linesOf([...lines, '', total]);
}

export function corpusPrunedJson({ directory, files, prunable, isRemoved }: CorpusPruned): unknown {
  return {
    schema,
    action: 'prune',
    directory,
    removed: isRemoved,
    files,
    prunable: prunable.map(({ entry, kind, reason }) => ({ kind, reason, ...entry })),
  };
}
