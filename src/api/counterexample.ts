/** Counterexamples and other sequences of operations, as plain data for files. */

import * as trace from '../counterexample/counterexample.ts';
import * as files from '../counterexample/files.ts';
import { anything, checkGiven, listGiven, refuseGiven } from '../input/given.ts';
import {
  toScheduledOperation,
  type VmemScheduledOperation,
} from '../subjects/vmem/execution/scheduled-operation.ts';
import type { ScopeConfig } from '../subjects/vmem/scope/scope-config.ts';
import { scopeToJson } from '../subjects/vmem/scope/scope-schema.ts';
import { checkRevision } from '../subjects/vmem/scope/variants.ts';
import { vmem } from '../subjects/vmem/subject.ts';

/** One operation of the callers of vmem.c, with the behaviour of the allocator during it. */
export interface KernelOperation {
  /** With threads: the number of the thread, from 1; else absent. */
  readonly thread?: number | undefined;
  /** `add`, `remove`, `online`, `load` or `unload`; contract any: `populate`, `free`, `map` or `unmap`. */
  readonly op: string;
  /** For `add`, `remove` and `online`: the sections of the memory block. */
  readonly sections?: readonly number[] | undefined;
  /** For all others: where the range begins, as hexadecimal text. */
  readonly start?: string | undefined;
  /** For all others: where the range ends, as hexadecimal text. */
  readonly end?: string | undefined;
  /** Numbers of failing allocation attempts: 1, 2, 3 ... within the operation; default: none. */
  readonly failed?: readonly number[];
  /** Fresh memory that contains 0xFD, by attempt; default: none. */
  readonly contents?: readonly FreshMemory[];
}

/** The content of one allocation: runs of bytes that are 0xFD. */
export interface FreshMemory {
  /** Number of the allocation attempt: 1, 2, 3 ... within the operation. */
  readonly attempt: number;
  /** The runs, in bytes from the start of the memory. */
  readonly marked: readonly (readonly [offset: number, length: number])[];
}

/** A sequence of operations in a world, starting at boot. Every counterexample is one. */
export interface OperationSequence {
  /** The world: revision, machine, callers, possible failures. */
  readonly request: ScopeConfig;
  /** The operations, in order. */
  readonly operations: readonly KernelOperation[];
}

/** A counterexample file as data; docs/FORMATS.md describes the format. */
export interface KernelCounterexample extends OperationSequence {
  /** `tablewalk/counterexample/1`. */
  readonly schema: string;
  /** The version of Tablewalk that wrote it. */
  readonly tool: string;
  /** The id of the claim that the last operation breaks. */
  readonly invariant: string;
  /** That claim as a sentence. */
  readonly claim: string;
  /** The expected result of a replay. */
  readonly expected: {
    /** Always `violated`. */
    readonly verdict: 'violated';
    /** The id of the claim. */
    readonly invariant: string;
    /** The index of the operation that violates it; null if a file with threads does not contain it. */
    readonly operation: number | null;
    /** Indivisible steps of all operations together. */
    readonly steps: number;
  };
  /** With threads: the schedule, as pairs of thread and steps; else absent. */
  readonly turns?: readonly (readonly [thread: number, steps: number])[] | undefined;
  /** The whole sequence in one line. */
  readonly text: string;
  /** The random walk that found it, before it was shrunk; else absent. */
  readonly found?:
    | {
        /** Kind and version of the generator. */
        readonly generator: string;
        /** The seed. */
        readonly seed: string;
        /** Number of the walk with this seed, from 0. */
        readonly walk: number;
        /** Transitions of the walk up to the violation. */
        readonly transitions: number;
        /** Operations of the walk up to the violation. */
        readonly operations: number;
        /** The scope of the walk, if shrinking changed it. */
        readonly request?: ScopeConfig | undefined;
      }
    | undefined;
}

/**
 * Reads a counterexample file.
 *
 * @throws InputError if there is no such file, or if its content is not a counterexample.
 */
export function readCounterexample(file: string): KernelCounterexample {
  return files.readCounterexampleFile(vmem, file) as KernelCounterexample;
}

/**
 * Writes a counterexample to a file in the directory, which is created if it does not exist, and returns the
 * path. The name is derived from revision and claim; a hash is appended if another story has that name.
 *
 * @throws OutputError if it cannot be written.
 */
export function writeCounterexample(
  directory: string,
  counterexample: KernelCounterexample,
): string {
  return files.writeCounterexampleFile(vmem, directory, asTrace(counterexample));
}

/**
 * Parses the text of a counterexample file; `name` is used in messages.
 *
 * @throws InputError if it is not a counterexample.
 */
export function parseCounterexample(name: string, text: string): KernelCounterexample {
  return trace.parseCounterexampleFile(vmem, name, text) as KernelCounterexample;
}

/** The text of a counterexample file. Equal counterexamples give equal bytes. */
export function formatCounterexample(counterexample: KernelCounterexample): string {
  return trace.counterexampleText(vmem, asTrace(counterexample));
}

/**
 * The same operations on another revision, to check whether the claim holds there.
 *
 * @throws InputError if there is no such revision.
 */
export function onRevision<Sequence extends OperationSequence>(
  sequence: Sequence,
  revision: string,
): Sequence {
  if (typeof revision !== 'string') refuseGiven('revision', revision, 'the name of a revision');
  checkRevision(revision);
  return { ...sequence, request: { ...sequence.request, revision } };
}

/** Validated operations, for the machine. Throws `InputError`. */
export function scheduledOperations({ operations }: OperationSequence): VmemScheduledOperation[] {
  listGiven('operations', (what, one) => checkGiven(what, one, operationKinds))(
    'operations',
    operations,
  );
  return operations.map(({ op, sections, start, end, failed = [], contents = [] }) =>
    toScheduledOperation({ op: { op, sections, start, end }, failed, contents }),
  );
}

/** Values are checked where an operation is read; this only makes sure that no field is lost. */
const operationKinds: Readonly<Record<keyof KernelOperation, typeof anything>> = {
  thread: anything,
  op: anything,
  sections: anything,
  start: anything,
  end: anything,
  failed: anything,
  contents: anything,
};

/** Checked as if read from a file, so that an invalid counterexample is never written. */
export function asTrace(counterexample: KernelCounterexample): trace.Counterexample {
  if (typeof counterexample !== 'object' || counterexample === null) {
    refuseGiven('the counterexample', counterexample, 'an object as readCounterexample returns');
  }
  const { request, ...rest } = counterexample;
  return trace.parseCounterexampleFile(
    vmem,
    'the counterexample',
    JSON.stringify({ ...rest, request: scopeToJson(request) }),
  );
}
