/** What every command needs: where to write, in which colours, and the exit code it leaves behind. */
import picocolors from 'picocolors';
import type { Paint } from '../cli-api.ts';
import { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';

export const colourModes = ['auto', 'always', 'never'] as const;
export type ColourMode = (typeof colourModes)[number];

export class Context {
  readonly io: Io;
  /** The arguments as typed, in their order, for the line that repeats the run. */
  readonly command: string;
  exitCode: ExitCode = ExitCode.ok;

  constructor(io: Io, argv: readonly string[]) {
    this.io = io;
    this.command = ['tablewalk', ...argv.map(quoted)].join(' ');
  }

  /** Results. */
  print(text: string): void {
    this.io.stdout.write(`${text}\n`);
  }

  printJson(document: unknown): void {
    this.print(JSON.stringify(document, null, 2));
  }

  /** Messages: whatever is not the result. */
  say(text: string): void {
    this.io.stderr.write(`tablewalk: ${text}\n`);
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
