/** Records each step of an operation: its text, its position in the source, and the state after it. */
import type { CodePlace } from '../../text/code-place.ts';
import { hex } from '../../text/hex.ts';
import { levelWords } from './geometry.ts';
import type { MemmapMachine } from './machine.ts';
import type { Observer, OperationRun } from './operations.ts';
import type { MemmapAnswer, MemmapRequest } from './request.ts';
import type { Call } from './source.ts';

export interface NotedStep {
  /** The kind of `Request`, or `return`. */
  readonly kind: MemmapRequest['kind'] | 'return';
  readonly text: string;
  /** True for an allocation that fails. */
  readonly isFailure: boolean;
  /** Facts first seen in this step. */
  facts: number;
  problem: string;
  readonly places: readonly CodePlace[];
  state: Uint8Array;
}

export interface NotedCall {
  readonly call: Call;
  /** Null after a crash. */
  result: number | null;
  readonly steps: NotedStep[];
}

export class OperationNotes implements Observer {
  readonly calls: NotedCall[] = [];
  private readonly withVariables: boolean;
  private seen = 0;

  constructor(withVariables: boolean) {
    this.withVariables = withVariables;
  }

  call(call: Call): void {
    this.calls.push({ call, result: null, steps: [] });
  }

  step(request: MemmapRequest, answer: MemmapAnswer, facts: number, run: OperationRun): void {
    const { machine } = run;
    this.add({
      kind: request.kind,
      text: wordsOfStep(machine, request, answer),
      isFailure: request.kind === 'alloc' && answer === 0,
      facts,
      problem: request.stack?.problem ?? machine.problem,
      places: request.stack?.places(this.withVariables) ?? [],
      state: run.now(),
    });
  }

  returned(call: Call, result: number, facts: number, run: OperationRun): void {
    const last = this.calls.at(-1);
    if (last !== undefined) last.result = result;
    const places = run.returnStack?.places(this.withVariables) ?? [];
    const answer = call.name === 'vmemmap_free' ? '' : ` ${result}`;
    const { problem } = run.machine;
    const text = `${call.name}() returns${answer}`;
    this.add({
      kind: 'return',
      text,
      isFailure: false,
      facts,
      problem,
      places,
      state: run.now(),
    });
  }

  done(facts: number, run: OperationRun): void {
    const last = this.calls.at(-1)?.steps.at(-1);
    if (last === undefined) return;
    const late = facts & ~this.seen;
    if (late !== 0 && last.problem === '') last.problem = run.machine.problem;
    last.facts |= late;
    if (run.machine.hasEnded) return;
    last.state = run.after;
  }

  private add(step: NotedStep): void {
    this.seen |= step.facts;
    this.calls.at(-1)?.steps.push(step);
  }
}

function wordsOfStep(machine: MemmapMachine, request: MemmapRequest, answer: MemmapAnswer): string {
  switch (request.kind) {
    case 'write': {
      const { table, level, index } = request.pointer;
      const va = machine.memory.addressOfEntry(table, level, index);
      const entry = `${levelWords[level]} ${va < 0 ? `${index} of a new table` : hex(va)}`;
      if (request.value === 0) return `clear ${entry}`;
      const { format } = machine;
      const address = hex(format.addressOf(request.value));
      const isLeaf = format.isLeaf(level, request.value);
      return `set ${entry} -> ${isLeaf ? 'memmap' : 'table'} ${address}`;
    }
    case 'alloc': {
      const what = `alloc ${hex(request.bytes)} bytes from ${request.origin}`;
      return answer === 0 ? `${what}: FAILS` : `${what}: ${hex(answer)}`;
    }
    case 'free': {
      const bytes = request.bytes === 0 ? '' : `, ${hex(request.bytes)} bytes,`;
      return `free ${hex(request.address)}${bytes} to ${request.origin}`;
    }
    case 'fill':
      return `memset(${hex(request.address)}, ${hex(request.byte)}, ${hex(request.bytes)})`;
    case 'test': {
      const range = `${hex(request.address)}-${hex(request.address + request.bytes)}`;
      return `is all of ${range} ${hex(request.byte)}? ${answer === 1 ? 'yes' : 'no'}`;
    }
    case 'flush': {
      const what = request.tables ? 'flush' : 'flush leaves';
      if (request.end === Infinity) return `${what} everywhere`;
      return `${what} ${hex(request.start)}-${hex(request.end)}`;
    }
    case 'lock':
    case 'unlock':
      return `${request.kind} ${request.lock}`;
    case 'warn':
      return `WARN_ON() in ${request.where}()`;
    case 'fault':
      return 'the program fails';
  }
}
