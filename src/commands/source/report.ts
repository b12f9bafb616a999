/** What a C source defines, what it uses from outside, and which parts are not understood. */
import type { ReadAttempt } from '../../c/read-program.ts';
import type { Answer, Request } from '../../subjects/vmem/kernel/request.ts';
import { entryNames } from '../../subjects/vmem/kernel-c/c-source.ts';
import type { KernelHost } from '../../subjects/vmem/kernel-c/host.ts';
import { knownRevision } from '../../subjects/vmem/kernel-c/known-texts.ts';
import { s390 } from '../../subjects/vmem/kernel-c/s390-table.ts';
import { tailNames } from '../../subjects/vmem/kernel-c/statics.ts';
import { type Paint, paragraph, plural } from '../../text/paragraph.ts';

export interface SourceReport {
  readonly file: string;
  readonly blob: string;
  readonly attempt: ReadAttempt<KernelHost, Readonly<Request>, Answer>;
}

/** Names by their role in the model. */
interface Parts {
  readonly revision: string | null;
  readonly entryPoints: readonly string[];
  readonly functions: readonly string[];
  readonly statics: readonly string[];
  readonly steps: readonly string[];
  readonly arithmetic: readonly string[];
  readonly constants: readonly string[];
}

function partsOf({ blob, attempt }: SourceReport): Parts {
  const { defined, taken, program } = attempt;
  const isStep = (name: string): boolean => s390.functions.get(name)?.steps !== undefined;
  return {
    revision: knownRevision(blob) ?? null,
    entryPoints: defined.filter((name) => entryNames.includes(name)),
    functions: defined.filter((name) => !entryNames.includes(name)),
    statics: program.statics.map(({ name }) => name),
    steps: taken.function.filter(isStep),
    arithmetic: taken.function.filter((name) => !isStep(name)),
    constants: taken.constant,
  };
}

export function sourceText(report: SourceReport, paint: Paint): string {
  const { file, blob, attempt } = report;
  const parts = partsOf(report);
  const { refusals, takenOff } = attempt;
  const row = (title: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : paragraph(names.join(' '), `${title}: `, '  ');
  const lines = [
    `${file}`,
    `git blob ${blob}`,
    parts.revision === null
      ? 'not a revision that tablewalk knows'
      : `the text of revision ${parts.revision}`,
    ...row('entry points', parts.entryPoints),
    ...row('functions that they reach', parts.functions),
    ...row('static variables', parts.statics.map(staticText)),
    ...row('treated as machine steps', parts.steps),
    ...row('treated as arithmetic', parts.arithmetic),
    ...row('treated as values', parts.constants),
    ...row('configuration assumed off', takenOff),
  ];
  if (refusals.length === 0) return [...lines, paint.good('UNDERSTOOD')].join('\n');
  const reasons = refusals.flatMap(({ message }) => [message, '']);
  const verdict = paint.bad(`NOT UNDERSTOOD in ${plural(refusals.length, 'place')}`);
  return [...lines, '', ...reasons, verdict].join('\n');
}

function staticText(name: string): string {
  return tailNames.includes(name) ? `${name} (the remembered tail)` : name;
}

export function sourceJson(report: SourceReport): unknown {
  const { file, blob, attempt } = report;
  return {
    schema: 'tablewalk/source/1',
    file,
    blob,
    ...partsOf(report),
    takenOff: attempt.takenOff,
    refusals: attempt.refusals.map(({ position, message }) => ({ ...position, message })),
  };
}
