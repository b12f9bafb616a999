/** The content of counterexample files of vmem.c. */

import type { TransitionRecord } from '../../../model/system.ts';
import { byText } from '../../../text/by-text.ts';
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

function scheduleOfPath({ threads }: ScopeConfig, path: readonly TransitionRecord[]): VmemSchedule {
  return threads.length === 0
    ? { operations: path.map(toScheduledOperation) }
    : interleavedSchedule(path);
}

function storyNames({
  request,
  operations,
}: VmemSchedule & { readonly request: ScopeConfig }): unknown {
  const { revision, geometry, structPage, edat1, edat2, debugPagealloc, kasan, vmalloc } = request;
  const machine = [geometry, structPage, edat1, edat2, debugPagealloc, kasan, vmalloc];
  const callers = [request.contract, request.online, request.faults, request.threads];
  const schedule = operations.map(({ failed, contents, ...what }) => [
    sortedFields(what),
    [...failed].sort((a, b) => a - b),
    [...contents]
      .sort((a, b) => a.attempt - b.attempt)
      .map(({ attempt, marked }) => [attempt, marked]),
  ]);
  return [revision, machine, callers, schedule];
}

/** The order of the fields in a file is irrelevant. */
function sortedFields(what: Readonly<Record<string, unknown>>): unknown[] {
  const names = Object.keys(what).sort(byText);
  return names.map((name) => [name, what[name]]);
}
