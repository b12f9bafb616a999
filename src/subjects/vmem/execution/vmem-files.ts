/** The content of counterexample files of vmem.c. */

import type { TransitionRecord } from '../../../model/system.ts';
import { byText } from '../../../text/by-text.ts';
import { dimensionOf, fieldNames } from '../scope/dimensions.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import { scopeSchema } from '../scope/scope-schema.ts';
import { checkFile } from './check-file.ts';
import type { VmemSchedule } from './execution.ts';
import { interleavedSchedule } from './schedule.ts';
import { operationSchema, toScheduledOperation } from './scheduled-operation.ts';

export const vmemFiles = {
  foreign(request: object): string | null {
    const { revision, file } = request as { readonly revision?: unknown; readonly file?: unknown };
    return typeof file === 'string' ? `the system ${revision} in ${file}` : null;
  },
  requestSchema: scopeSchema,
  operationSchema,
  check: checkFile,
  scheduleOf: scheduleOfPath,
  storyOf: storyNames,
  tag: ({ geometry, structPage, contract }: ScopeConfig): string =>
    `${geometry}-${structPage}-${contract}`,
};

/** What the replay of a file depends on, apart from its operations. */
const storyFields = fieldNames.filter((name) => dimensionOf(name).isOfSearch !== true);

function scheduleOfPath({ threads }: ScopeConfig, path: readonly TransitionRecord[]): VmemSchedule {
  return threads.length === 0
    ? { operations: path.map(toScheduledOperation) }
    : interleavedSchedule(path);
}

function storyNames({
  request,
  operations,
}: VmemSchedule & { readonly request: ScopeConfig }): unknown {
  const schedule = operations.map(({ failed, contents, ...what }) => [
    sortedFields(what),
    [...failed].sort((a, b) => a - b),
    [...contents]
      .sort((a, b) => a.attempt - b.attempt)
      .map(({ attempt, marked }) => [attempt, marked]),
  ]);
  return [storyFields.map((name) => request[name]), schedule];
}

/** The order of the fields in a file is irrelevant. */
function sortedFields(what: Readonly<Record<string, unknown>>): unknown[] {
  const names = Object.keys(what).sort(byText);
  return names.map((name) => [name, what[name]]);
}
