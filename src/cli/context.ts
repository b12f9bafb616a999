/** What every command needs: output, colours, and the exit code. */

import { type FileError, ModelError, OutputError } from '../errors.ts';
import { writeReason } from '../files/system-errors.ts';
import type { Content } from '../files/write-whole.ts';
import type { StoppedFiles } from '../stop.ts';
import type { Subject, SubjectLoader, SubjectOfFile } from '../subject/subject.ts';
import type { ByteSink } from '../text/json-pieces.ts';
import {
  columnsFor,
  commandLines,
  inColumns,
  type Paint,
  paragraph,
  plain,
  plural,
} from '../text/paragraph.ts';
import { ownFile, quoted, textHere } from '../text/shell.ts';
import { inertText, visibleLine } from '../text/visible-text.ts';
import { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { Ink, joinedInBlocks, Output } from './output.ts';

export const colourModes = ['auto', 'always', 'never'] as const;
export type ColourMode = (typeof colourModes)[number];

/** Files of a run without a result. */
interface UnfinishedFiles {
  readonly unreadable: readonly FileError[];
  readonly stopped: StoppedFiles | null;
}

/** What a command needs from the program around it. */
export interface CommandProgram {
  /** Runs another command line, with its output. Never throws. */
  run(argv: readonly string[], io: Io): Promise<ExitCode>;
  readonly loadSubject: SubjectLoader;
  /** The values of `--arch`. */
  readonly architectures: readonly string[];
}

export class Context {
  readonly io: Io;
  readonly program: CommandProgram;
  readonly argv: readonly string[];
  /** Files of one run may be of several subjects. */
  subjectOf: SubjectOfFile = () => this.subject;
  /** The same for files that may be written later. */
  loadSubjectOf: (file: string) => Promise<Subject> = async () => this.subject;
  /** The arguments as typed, in order, to print a command that repeats the run on any machine. */
  readonly command: string;
  exitCode: ExitCode = ExitCode.ok;
  /** When the command began to read C sources, which is part of its time; undefined if it read none. */
  startedAt: number | undefined;
  readonly out: Output;
  readonly messages: Output;
  private readonly ink = new Ink();
  private chosen: Subject | undefined;
  private isReplaced = false;
  private readonly losses = new Set<string>();

  constructor(io: Io, argv: readonly string[], program: CommandProgram) {
    this.io = io;
    this.argv = argv;
    this.program = program;
    this.out = new Output(io.stdout, this.ink);
    this.messages = new Output(io.stderr, this.ink);
    this.command = ['tablewalk', ...argv.map(quoted)].join(' ');
  }

  /** The subject; known once all arguments have been read. Help needs none. */
  get subject(): Subject {
    if (this.chosen === undefined) throw new ModelError('no subject was chosen');
    return this.chosen;
  }

  set subject(subject: Subject) {
    this.chosen = subject;
  }

  /** Writes results. */
  print(text: string): void {
    this.out.write(`${text}\n`);
  }

  /** Writes results for GitHub, whose workflow commands escape their content. */
  printCommands(text: string): void {
    this.out.writeCommands(`${text}\n`);
  }

  /** The bytes that `print` would have written to stdout, for a file. */
  printed(text: string): string {
    return inertText(this.ink.written(`${text}\n`));
  }

  /** Writes results that do not fit in memory. */
  printPieces(make: (sink: ByteSink) => void): Promise<void> {
    return this.out.writePieces(make);
  }

  /** The same as the content of a file. */
  printedPieces(make: (sink: ByteSink) => void): Content {
    return (write) => joinedInBlocks({ encode: (text) => this.out.encode(text), write }, make);
  }

  /** Writes results for readers: with the requested colours, wrapped to the width of the terminal. */
  printText(mode: ColourMode | undefined, make: (paint: Paint) => string): void {
    this.print(this.text(mode, make));
  }

  text(mode: ColourMode | undefined, make: (paint: Paint) => string): string {
    const text = inColumns(this.columns(), () => make(this.paint(mode ?? 'auto')));
    const { experimental = '' } = this.subject;
    const isMarked = experimental === '' || text.includes('EXPERIMENTAL');
    return isMarked ? text : [...paragraph(`${experimental}.`), '', text].join('\n');
  }

  columns(): number {
    const { isTTY, columns } = this.io.stdout;
    return columnsFor(isTTY === true ? columns : undefined);
  }

  printJson(document: unknown): void {
    const marked =
      this.subject.experimental === undefined
        ? document
        : { ...Object(document), experimental: true };
    this.print(JSON.stringify(marked, null, 2));
  }

  /** Writes messages, which are not results, each in one line. */
  say(text: string): void {
    this.messages.write(`tablewalk: ${visibleLine(textHere(text, this.io.self))}\n`);
  }

  /** A message of several lines, each of which is one line already. */
  sayLines(text: string): void {
    this.messages.write(`tablewalk: ${textHere(text, this.io.self)}\n`);
  }

  /** A command on a line of its own, ready to paste. */
  sayCommand(command: string): void {
    this.messages.write(`${commandLines(command, this.io.self).join('\n')}\n`);
  }

  /** A file of the package as an argument, for examples. */
  ownFile(path: string): string {
    return ownFile(path, this.io.self);
  }

  /** Sets the exit code. A run that ended early or an unreadable file overrides it. */
  finishFiles(exitCode: ExitCode, read: number, { unreadable, stopped }: UnfinishedFiles): void {
    const count = unreadable.length;
    if (count > 0) this.say(`error: ${count} of ${plural(read + count, 'file')} cannot be read`);
    const ended = exitCode === ExitCode.ok && stopped !== null ? ExitCode.undecided : exitCode;
    const isInterrupted = stopped?.stop.limit === 'interrupted';
    this.exitCode = count > 0 ? ExitCode.usage : isInterrupted ? ExitCode.interrupted : ended;
  }

  /** Records a file that could not be written. Reported after the result, once per reason. */
  lose(message: string): void {
    this.losses.add(message);
  }

  get hasLost(): boolean {
    return this.losses.size > 0;
  }

  /** Runs a write whose failure must not lose the result; returns null then. */
  attempt<Written>(write: () => Written): Written | null {
    try {
      return write();
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      this.lose(error.message);
      return null;
    }
  }

  /** Runs another command line in place of this one, and takes over its exit code. */
  async runInstead(argv: readonly string[], io: Io): Promise<void> {
    this.exitCode = await this.program.run(argv, io);
    this.isReplaced = true;
  }

  /** The exit code after all output: lost output is neither a verdict nor success. */
  async finished(exitCode: ExitCode): Promise<ExitCode> {
    if (this.isReplaced) return exitCode;
    for (const message of this.losses) this.say(`error: ${message}`);
    // Never waits for a reader that does not read.
    if (!this.io.isInterrupted()) this.io.onInterrupt(() => this.io.leave(ExitCode.interrupted));
    const lost = await this.out.lost();
    if (lost !== null) this.say(`error: stdout cannot be written: ${writeReason(lost)}`);
    // The last messages are written before the process exits, even if output was lost.
    const muted = await this.messages.lost();
    const isLost = this.hasLost || lost !== null || muted !== null;
    return isLost ? ExitCode.outputLost : exitCode;
  }

  paint(mode: ColourMode): Paint {
    return { ...(this.hasColour(mode) ? this.ink.paint : plain), self: this.io.self };
  }

  private hasColour(mode: ColourMode): boolean {
    if (mode !== 'auto') return mode === 'always';
    const { NO_COLOR: noColour = '', TERM: terminal } = this.io.env;
    return noColour === '' && terminal !== 'dumb' && this.io.stdout.isTTY === true;
  }
}
