/** Results of the corpus commands as JSON. */
import { stoppedFields } from '../../text/stopped-files.ts';
import type { CorpusAdded, CorpusList, CorpusPruned, CorpusRun } from './result.ts';
import { unexpectedOf } from './text.ts';

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
