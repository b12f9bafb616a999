/**
 * Turns a recorder's log into a recording, line by line; memory holds at most one operation and the tables.
 */
import { InputError } from '../../../../errors.ts';
import { type Level, levelNames } from '../../machine/geometry.ts';
import type { Evidence } from '../trace-header.ts';
import { countNames, entryCalls, isEntryCall } from './call-names.ts';
import { EventWriter } from './event-writer.ts';
import { addressText, type LogLine, readLogLines, runsText } from './log-line.ts';
import { headerOf, type LogMachine, machineOf } from './log-machine.ts';
import { CallReader, type LoggedCall } from './running-call.ts';
import { ShadowTables } from './shadow-tables.ts';
import { type DumpWindow, isInWindow, marksByWrites, stateText, TableDump } from './table-dump.ts';

export interface ConvertedLog {
  readonly evidence: Evidence;
  readonly revision: string;
  readonly kernel: string;
  /** Null before its first call. */
  readonly machine: LogMachine | null;
  readonly operations: number;
  readonly events: number;
  /** The call in which the log ends, because the guest crashed or was stopped. Null if none. */
  readonly unfinished: string | null;
}

export interface ConversionOptions {
  /** Name of the log, for errors. */
  readonly file: string;
  readonly name: string;
  /** Revision to use instead of the one derived from the kernel's version. */
  readonly revision?: string;
  readonly write: (line: string) => void;
}

class LogConverter {
  private readonly options: ConversionOptions;
  private readonly information = new Map<string, string>();
  private readonly tables = new ShadowTables();
  private readonly writer = new EventWriter();
  private readonly dump = new TableDump();
  private readonly addresses = new Map<string, number>();
  private readonly values = new Map<string, number>();
  private readonly counts = [0, 0, 0];
  private readonly counters = { values: [0, 0, 0], addresses: [] as number[] };
  private marks: string[] = [];
  private evidence: Evidence = 'writes';
  private machine: LogMachine | null = null;
  private window: DumpWindow | null = null;
  private revision = '';
  private running: LoggedCall | null = null;
  private reader: CallReader | null = null;
  private line = 0;
  private operations = 0;
  private events = 0;

  constructor(options: ConversionOptions) {
    this.options = options;
  }

  take(line: LogLine, number: number): void {
    this.line = number;
    if (number === 1) {
      this.begin(line.kind);
      return;
    }
    switch (line.kind) {
      case 'I':
        this.information.set(line.name, line.text);
        break;
      case 'V':
        this.variable(line);
        break;
      case 'S':
        this.root(line.value(1));
        break;
      case 'P':
        this.leafRun(line);
        break;
      case 'Z':
        this.emptyTable(line.value(0), line.value(1));
        break;
      case 't':
        this.tableAt(line.value(0), line.value(2));
        break;
      case 'K':
        this.marked(line);
        break;
      case 'C':
        this.call(line);
        break;
      case 'R':
        this.returned(line);
        break;
      case '#':
        break;
      case '!':
        this.refuse(`the recorder reports: ${line.name} ${line.text}`);
        break;
      default:
        if (this.running !== null) this.reader?.take(line, this.running);
    }
  }

  finish(): ConvertedLog {
    if (this.line === 0) this.refuse('the log is empty');
    if (this.operations === 0 && this.running === null) {
      throw new InputError(
        `${this.options.file}: no call of vmem.c is in the log: nothing was plugged or unplugged`,
      );
    }
    const { running, machine, evidence, revision, operations, events } = this;
    const unfinished =
      running && `${running.call} ${addressText(running.start)} ${addressText(running.second)}`;
    return {
      evidence,
      revision,
      kernel: this.information.get('kernel') ?? 'unknown',
      machine,
      operations,
      events,
      unfinished: unfinished === null ? null : unfinished.replaceAll('"', ''),
    };
  }

  private refuse(problem: string): never {
    throw new InputError(`${this.options.file}:${this.line}: ${problem}`);
  }

  private begin(first: string): void {
    const evidence = /^tablewalk-log 1 (writes|states)$/.exec(first)?.[1];
    if (evidence === undefined) {
      this.refuse(
        'this is not a log of tablewalk record: its first line must be "tablewalk-log 1 …"',
      );
    }
    this.evidence = evidence as Evidence;
  }

  private variable(line: LogLine): void {
    const { name } = line;

    const address = line.value(0);
    const value = line.value(1);
    this.addresses.set(name, address);
    this.values.set(name, value);
    const level = countNames.indexOf(name);
    if (level < 0) return;
    this.counters.values[level] = value;
    this.counters.addresses[level] = address;
  }

  private root(levels: number): void {
    if (levels !== 3) {
      this.refuse(
        `the kernel has ${levels} levels of page tables; only logs of three levels can be converted: give the guest less memory`,
      );
    }
    const root = this.addresses.get('root');
    if (root !== undefined) this.tables.setRoot(root, 2);
    this.dump.clear();
    this.marks = [];
  }

  private leafRun(line: LogLine): void {
    const va = line.value(1);
    if (this.window !== null && !isInWindow(this.window, va)) return;
    this.dump.run(line.value(0) as Level, va, line.value(2), line.lows[3] === kindIdentity);
  }

  private emptyTable(level: number, va: number): void {
    if (this.window !== null && isInWindow(this.window, va)) this.dump.empty[level]++;
  }

  private tableAt(level: number, address: number): void {
    const frame = this.tables.frameAt(address);
    if (frame !== undefined) frame.level = level as Level;
  }

  /** The content of a mapped block, as read from memory. */
  private marked(line: LogLine): void {
    const va = line.value(0);
    if (this.window !== null && !isInWindow(this.window, va)) return;
    this.marks.push(`[${addressText(va)},${runsText(line, 1)}]`);
  }

  private call(line: LogLine): void {
    const { name } = line;
    if (!isEntryCall(name)) this.refuse(`${name} is not an entry point of vmem.c`);
    if (this.machine === null) this.start();
    const start = line.value(0);
    const second = line.value(1);
    const isMemmap = entryCalls[name].second === 'end';
    const altmap = isMemmap ? (name === 'vmemmap_free' ? 2 : 3) : -1;
    if (altmap > 0 && (line.highs[altmap] || line.lows[altmap])) {
      this.refuse('the call has an altmap, which cannot be converted yet');
    }
    this.checkRange(start, isMemmap ? second : start + second);
    this.reader?.start();
    this.running = {
      call: name,
      start,
      second,
      failed: [],
      contents: [],
      countsBefore: [...this.counters.values],
      attempts: 0,
    };
  }

  /** The first call: all lines before it describe the machine, and the tables of boot memory. */
  private start(): void {
    const { options, information, dump } = this;
    // Values that the guest does not report are in the variables of the kernel.
    for (const [name, variable] of [
      ['vmemmap', 'vmemmap'],
      ['vmalloc', 'VMALLOC_START'],
    ]) {
      const value = this.values.get(variable);
      if (!information.has(name) && value !== undefined) information.set(name, value.toString(16));
    }
    const machine = machineOf(options.file, information);
    this.machine = machine;
    const window = dump.windowBehind(machine.vmemmap, machine.vmalloc);
    const { tables, writer, counters } = this;
    const refuse = (problem: string): never => this.refuse(problem);
    this.window = window;
    this.reader = new CallReader({ tables, writer, window, counters, refuse });
    this.revision = options.revision ?? information.get('revision') ?? 'linux-5.10';
    options.write(JSON.stringify(headerOf(options.name, this.revision, this.evidence, machine)));
  }

  private checkRange(start: number, end: number): void {
    const { window } = this;
    if (window === null || end <= start) return;
    if (isInWindow(window, start) && isInWindow(window, end - 1)) return;
    this.refuse(
      `the call is for ${addressText(start)} to ${addressText(end)}, which shares a 2 GiB entry with boot memory; plug memory from ${addressText(window.identityFrom)} on, with its struct pages from ${addressText(window.memmapFrom)} on`,
    );
  }

  private returned(line: LogLine): void {
    const { running, evidence } = this;
    if (running === null) return;
    if (line.name !== running.call) this.refuse(`${line.name} returns within ${running.call}`);
    this.running = null;
    this.operations++;
    if (evidence === 'writes') {
      this.checkLeaves();
      this.events += this.writer.count;
    }
    const { call, start, second, attempts, contents } = running;
    const { second: name, isVoid } = entryCalls[call];
    const parts = [
      `"op":"${call}","start":${addressText(start)},"${name}":${addressText(second)}`,
      failureText(running.failed),
      ...(contents.length > 0 ? [`"contents":{${contents.join(',')}}`] : []),
      `"ret":${isVoid ? null : line.int(0)},"allocs":${attempts}`,
      ...(evidence === 'writes' ? [`"events":${this.writer.finish()}`] : []),
      `"state":${this.stateAfter(running)}`,
    ];
    this.options.write(`{${parts.join(',')}}`);
  }

  private stateAfter({ countsBefore }: LoggedCall): string {
    const { tables, dump, values, counts, counters, evidence } = this;
    for (const level of counts.keys())
      counts[level] += counters.values[level] - countsBefore[level];
    const unused = values.get('unused') ?? 0;
    const marks = evidence === 'states' ? this.marks : marksByWrites(tables);
    return stateText({ tables, dump, unused, counts, marks });
  }

  /** The tables built from the writes must match memory, or the recorder missed something. */
  private checkLeaves(): void {
    const inMemory = [0, 0, 0, 0, 0];
    for (const { level, count } of this.dump.runs) inMemory[level] += count;
    for (const [level, count] of this.tables.leaves.entries()) {
      if (count === inMemory[level]) continue;
      this.refuse(
        `after the call memory holds ${inMemory[level]} leaves at level ${levelNames[level]}, but the writes made ${count}: the recorder missed a write, or other code changed these tables`,
      );
    }
  }
}

/** As a digit, the letter of an identity leaf. */
const kindIdentity = 13;

function failureText(failed: readonly number[]): string {
  if (failed.length === 0) return '"failAt":null';
  return `"failAt":${failed.length === 1 ? failed[0] : `[${failed.join(',')}]`}`;
}

/** Throws `InputError` if it is not a log, or contains something that a recording cannot represent. */
export function convertLog(chunks: Iterable<Uint8Array>, options: ConversionOptions): ConvertedLog {
  const converter = new LogConverter(options);
  readLogLines(options.file, chunks, (line, number) => converter.take(line, number));
  return converter.finish();
}
