/**
 * A counterexample as a Mermaid sequence diagram of requests between its parts, folded to the decisive steps.
 */
import { ModelError } from '../../../errors.ts';
import { findInvariant } from '../../../invariants/catalogue.ts';
import { mermaidText } from '../../../text/mermaid.ts';
import type { StepKind } from '../steps/steps.ts';
import type { TraceOutline, VmemCall, VmemOperation } from '../trace/steps.ts';
import { outlineSteps } from '../trace/trace-steps.ts';
import { traceRequest, type VmemCounterexample } from '../trace/vmem-counterexample.ts';
import { chanceText } from './call-text.ts';
import { type DecisiveLine, DecisiveSteps } from './decisive-steps.ts';

/** The participant that a step of vmem.c addresses; calls, locks and its own variables stay with it. */
const addressees: Partial<Record<StepKind, 'tables' | 'memmap' | 'allocator' | 'tlb'>> = {
  read: 'tables',
  follow: 'tables',
  'scan-table': 'tables',
  set: 'tables',
  clear: 'tables',
  alloc: 'allocator',
  free: 'allocator',
  'mark-used': 'memmap',
  'mark-unused': 'memmap',
  'test-unused': 'memmap',
  'write-memmap': 'memmap',
  flush: 'tlb',
};

/** Valid for Mermaid 8.8 and later; one line feed at the end of each line except the last. */
export function mermaidOf(counterexample: VmemCounterexample): string {
  const trace = outlineSteps(traceRequest(counterexample));
  const invariant = findInvariant(counterexample.invariant);
  if (invariant === undefined) throw new ModelError(`no claim ${counterexample.invariant}`);
  const decisive = new DecisiveSteps(trace, invariant);
  const { revision } = counterexample.request;
  return [
    'sequenceDiagram',
    `  %% ${revision} violates ${invariant.id}: ${invariant.claim}`,
    ...participantLines(trace),
    ...trace.operations.flatMap((operation, index) => {
      const caller = callerOf(operation, trace);
      const head = `${index + 1}. ${operation.label}${chanceText(operation.scheduled)}`;
      return [
        `  Note over ${caller},tlb: ${mermaidText(head)}`,
        ...operation.calls.flatMap((call) =>
          callLines(call, caller, decisive.few(operation, call)),
        ),
      ];
    }),
  ].join('\n');
}

/** The frame of a call around its steps; facts at its return follow below it. */
function callLines(call: VmemCall, caller: string, shown: readonly DecisiveLine[]): string[] {
  const steps = shown.filter(({ kind }) => kind !== 'call' && kind !== 'return');
  // Outside vmem.c, the thread itself takes the step.
  const doer = call.name === null ? caller : 'vmem';
  const lines = steps.flatMap((line) =>
    stepLines(line, line.kind === 'write-memmap' ? caller : doer),
  );
  if (call.name === null) return [`  Note over ${caller}: ${mermaidText(call.text)}`, ...lines];
  const isCut = call.returned === ' ...';
  const arrow = call.result === null && !isCut ? '--x' : '-->>';
  const returned = call.returned.replace(' = ', '').trim();
  return [
    `  ${caller}->>vmem: ${mermaidText(call.text)}`,
    ...lines,
    isCut
      ? `  Note over ${caller},vmem: preempted`
      : `  vmem${arrow}${caller}: ${returned === '' ? 'returns' : returned}`,
    ...shown.filter(({ kind }) => kind === 'return').flatMap((line) => notesOf(line, 'vmem')),
  ];
}

function participantLines({ operations }: TraceOutline): string[] {
  const threads = [...new Set(operations.map(({ thread }) => thread))].sort((a, b) => a - b);
  const callers =
    threads.length > 1
      ? threads.map((thread) => `  participant thread${thread} as thread ${thread}`)
      : ['  participant caller'];
  return [
    ...callers,
    '  participant vmem as vmem.c',
    '  participant tables as page tables',
    '  participant memmap',
    '  participant allocator',
    '  participant tlb as TLB',
  ];
}

function callerOf({ thread }: VmemOperation, { operations }: TraceOutline): string {
  return operations.some((other) => other.thread !== thread) ? `thread${thread}` : 'caller';
}

function stepLines(line: DecisiveLine, from: string): string[] {
  const { place = '' } = line;
  const text = place === '' ? line.text : `${line.text}, at ${place}`;
  return [
    `  ${from}->>${addressees[line.kind] ?? from}: ${mermaidText(text)}`,
    ...notesOf(line, from),
  ];
}

function notesOf({ wrong, isHere }: DecisiveLine, from: string): string[] {
  return wrong.map(
    (sentence) => `  Note over ${from},tlb: ${mermaidText(`${isHere ? 'HERE: ' : ''}${sentence}`)}`,
  );
}
