/** What every command needs: where to write, in which colours, and the exit code it leaves behind. */
import picocolors from 'picocolors';
import { type Paint, writeReason } from '../cli-api.ts';
import { ExitCode } from './exit-codes.ts';
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

  constructor(io: Io, argv: readonly string[]) {
    this.io = io;
    this.out = new Output(io.stdout);
    this.messages = new Output(io.stderr);
    this.command = ['tablewalk', ...argv.map(quoted)].join(' ');
  }

  /** Results. */
  print(text: string): void {
    this.out.write(`${text}\n`);
  }

  printJson(document: unknown): void {
    this.print(JSON.stringify(document, null, 2));
  }

  /** Messages: whatever is not the result. */
  say(text: string): void {
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
    const { bold, red, green, yellow } = picocolors.createColors(this.hasColour(mode));
    return { bad: red, good: green, unsure: yellow, strong: bold };
  }

  private hasColour(mode: ColourMode): boolean {
    if (mode !== 'auto') return mode === 'always';
    const { NO_COLOR: noColour = '', TERM: terminal } = this.io.env;
    return noColour === '' && terminal !== 'dumb' && this.io.stdout.isTTY === true;
  }
}

/** For a POSIX shell. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
