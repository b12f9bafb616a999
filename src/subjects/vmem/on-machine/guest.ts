/** A guest under QEMU: output of its console, and input to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { InputError } from '../../../errors.ts';

/** Thrown when the guest crashed or QEMU ended. */
export class GuestLost extends Error {
  override readonly name = 'GuestLost';
}

/** Size of the kept end of the console, enough to see why it ended. */
const keptCharacters = 1 << 16;

export interface GuestOptions {
  readonly qemu: string;
  readonly argv: readonly string[];
  /** How long the guest may be silent. */
  readonly silenceMs: number;
  readonly onConsole: (text: string) => void;
}

export class Guest {
  private readonly process: ChildProcess;
  private readonly options: GuestOptions;
  private console = '';
  private taken = 0;
  private ended: string | null = null;
  private errors = '';
  private wake: () => void = () => undefined;
  private monitor: Socket | null = null;

  /** Throws `InputError` if there is no such QEMU. */
  static async start(options: GuestOptions): Promise<Guest> {
    const guest = new Guest(options);
    await new Promise<void>((resolve, reject) => {
      guest.process.once('spawn', resolve);
      guest.process.once('error', (error: NodeJS.ErrnoException) => {
        const why = error.code === 'ENOENT' ? 'no such program' : (error.code ?? error.message);
        reject(
          new InputError(
            `${options.qemu}: ${why}: QEMU is needed, 10.0 or later (Debian: qemu-system-s390x); name it with --qemu`,
          ),
        );
      });
    });
    return guest;
  }

  private constructor(options: GuestOptions) {
    this.options = options;
    this.process = spawn(options.qemu, [...options.argv], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.process.stdout?.setEncoding('latin1').on('data', (text: string) => {
      options.onConsole(text);
      this.console += text.replaceAll('\r', '');
      if (this.taken > keptCharacters) {
        this.console = this.console.slice(this.taken);
        this.taken = 0;
      }
      this.wake();
    });
    this.process.stderr?.setEncoding('latin1').on('data', (text: string) => {
      this.errors = `${this.errors}${text}`.slice(-keptCharacters);
    });
    // A dead guest accepts no commands.
    this.process.stdin?.on('error', () => undefined);
    this.process.once('close', (code, signal) => {
      this.ended = `QEMU ended with ${signal ?? code}`;
      this.wake();
    });
    this.process.once('error', () => this.wake());
  }

  /** The last output of QEMU itself. */
  get complaint(): string | null {
    return this.errors.trim().split('\n').at(-1) || null;
  }

  /** The line of the console with the reason why the kernel stopped, if it did. */
  get crash(): string | null {
    const lines = this.console.split('\n');
    const reason = /Unable to handle kernel|kernel BUG at|Kernel panic|Oops:/;
    return lines.find((line) => reason.test(line))?.trim() ?? null;
  }

  /** Waits until the console shows the pattern; returns the text before it. */
  async expect(pattern: RegExp): Promise<string> {
    for (;;) {
      const rest = this.console.slice(this.taken);
      const match = pattern.exec(rest);
      if (match !== null) {
        this.taken += match.index + match[0].length;
        return rest.slice(0, match.index);
      }
      if (this.ended !== null) throw new GuestLost(this.crash ?? this.complaint ?? this.ended);
      if (/Kernel panic/.test(rest) && /---\[ end Kernel panic/.test(rest)) {
        throw new GuestLost(this.crash ?? 'the kernel panicked');
      }
      await this.change();
    }
  }

  /** Executes one line in the guest's shell; returns what it printed. */
  async run(line: string): Promise<string> {
    this.process.stdin?.write(`${line}\n`);
    const before = await this.expect(/TABLEWALK-DONE \d+\n/);
    // The terminal of the guest may echo the command.
    return before.replace(line, '').trim();
  }

  private change(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const seconds = Math.round(this.options.silenceMs / 1000);
        reject(new GuestLost(this.crash ?? `the console was silent for ${seconds} s`));
      }, this.options.silenceMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** A command of QEMU's monitor (QMP); returns its answer. */
  async monitorCommand(path: string, execute: string, args: object = {}): Promise<unknown> {
    if (this.monitor === null) {
      // A command that waits handles the error: the connection is then closed.
      this.monitor = createConnection(path)
        .setEncoding('utf8')
        .on('error', () => undefined);
      await this.received(this.monitor);
      await this.exchange(this.monitor, { execute: 'qmp_capabilities' });
    }
    return this.exchange(this.monitor, { execute, arguments: args });
  }

  private async exchange(socket: Socket, command: object): Promise<unknown> {
    socket.write(`${JSON.stringify(command)}\n`);
    let text = '';
    for (;;) {
      text += await this.received(socket);
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const answer = JSON.parse(line);
        if (answer.error) throw new InputError(`QEMU refuses: ${answer.error.desc}`);
        if ('return' in answer) return answer.return;
      }
    }
  }

  /** The next output of the monitor. Throws `GuestLost` if there is none, as when QEMU ends. */
  private received(socket: Socket): Promise<string> {
    return new Promise((resolve, reject) => {
      const end = (finish: () => void): void => {
        clearTimeout(timer);
        socket.off('data', got).off('close', closed);
        finish();
      };
      const lost = (why: string): void =>
        end(() => reject(new GuestLost(this.crash ?? this.complaint ?? this.ended ?? why)));
      const got = (piece: string): void => end(() => resolve(piece));
      const closed = (): void => lost('QEMU closed its monitor');
      const { silenceMs } = this.options;
      const seconds = Math.round(silenceMs / 1000);
      const timer = setTimeout(() => lost(`the monitor was silent for ${seconds} s`), silenceMs);
      if (socket.destroyed) closed();
      else socket.on('data', got).on('close', closed);
    });
  }

  /** Ends QEMU, and waits until its log is written. */
  async stop(): Promise<void> {
    this.monitor?.destroy();
    if (this.ended !== null) return;
    const closed = once(this.process, 'close');
    this.process.kill('SIGTERM');
    await closed;
  }
}
