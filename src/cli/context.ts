/** What every command needs: where to write, in which colours, and the exit code it leaves behind. */
import { inertText, type Paint, plain, visibleLine, writeReason } from '../cli-api.ts';
import { ExitCode } from './exit-codes.ts';
import { Ink } from './ink.ts';
import type { Io } from './io.ts';
import { Output } from './output.ts';

export const colourModes = ['auto', 'always', 'never'] as const;
export type ColourMode = (typeof colourModes)[number];

export class Context {
  readonly io: Io;
  /** The arguments as typed, in their order, for the line that repeats the run. */
  readonly command: string;
  exitCode: ExitCode = ExitCode.ok;
  readonly out: Output;
  readonly messages: Output;
  private readonly ink = new Ink();

  constructor(io: Io, argv: readonly string[]) {
    this.io = io;
    this.out = new Output(io.stdout, this.ink);
    this.messages = new Output(io.stderr, this.ink);
    this.command = ['tablewalk', ...argv.map(quoted)].join(' ');
  }

  /** Results. */
  print(text: string): void {
    this.out.write(`${text}\n`);
  }

  /** Results for the runner of GitHub, whose commands escape what they hold. */
  printCommands(text: string): void {
    this.out.writeCommands(`${text}\n`);
  }

  /** The content of a file that `print` would have written to stdout. */
  printed(text: string): string {
    return inertText(this.ink.written(`${text}\n`));
  }

  printJson(document: unknown): void {
    this.print(JSON.stringify(document, null, 2));
  }

  /** Messages: whatever is not the result, each in one line. */
  say(text: string): void {
    this.messages.write(`tablewalk: ${visibleLine(text)}\n`);
  }

  /** A message of several lines, each of which is one line already. */
  sayLines(text: string): void {
    this.messages.write(`tablewalk: ${text}\n`);
  }

  /** The exit code when all is written: output that is lost is neither a verdict nor success. */
  async finished(exitCode: ExitCode): Promise<ExitCode> {
    const lost = await this.out.lost();
    if (lost !== null) this.say(`error: stdout cannot be written: ${writeReason(lost)}`);
    const isLost = lost !== null || (await this.messages.lost()) !== null;
    return isLost ? ExitCode.outputLost : exitCode;
  }

  paint(mode: ColourMode): Paint {
    return this.hasColour(mode) ? this.ink.paint : plain;
  }

  private hasColour(mode: ColourMode): boolean {
    if (mode !== 'auto') return mode === 'always';
    const { NO_COLOR: noColour = '', TERM: terminal } = this.io.env;
    return noColour === '' && terminal !== 'dumb' && this.io.stdout.isTTY === true;
  }
}

/** For a POSIX shell. */
export function quoted(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  if (visibleLine(argument) === argument) return `'${argument.replaceAll("'", `'\\''`)}'`;
  // In these quotes a shell reads \uXXXX.
  return `$'${visibleLine(argument.replaceAll(/[\\']/g, '\\$&'))}'`;
}
