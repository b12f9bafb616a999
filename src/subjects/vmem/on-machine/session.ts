/** One recording of a running kernel: boots it, performs a plan on it, and keeps the output of the plugin. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../errors.ts';
import { stopIfDue } from '../../../stop.ts';
import { hex } from '../../../text/hex.ts';
import { Guest, GuestLost } from './guest.ts';
import { informationLines, sectionBytesOf } from './guest-information.ts';
import { moduleCommands, type PlannedOperation, plannedText } from './plan.ts';
import { PluginLog } from './plugin-log.ts';
import { type Symbol_, watchList } from './watch-list.ts';

export interface SessionOptions {
  readonly folder: string;
  readonly kernel: string;
  readonly symbolsFile: string;
  readonly symbols: readonly Symbol_[];
  readonly qemu: string;
  /** Null: the guest module records what it can observe, which excludes single writes. */
  readonly plugin: string | null;
  readonly initramfs: string;
  readonly hasModule: boolean;
  readonly memory: string;
  /** First address of hotplugged memory, past any 2 GiB entry shared with boot memory. */
  readonly base: number;
  readonly parameters: string;
  readonly revision: string | null;
  readonly silenceMs: number;
  readonly onConsole: (text: string) => void;
  readonly say: (text: string) => void;
}

export interface SessionResult {
  /** The log, including the header. */
  readonly log: string;
  /** Number of planned operations that ended. */
  readonly performed: number;
  /** Return value of each, from the guest module. */
  readonly answers: readonly (number | null)[];
  /** Why the guest ended before the plan; null if it did not. */
  readonly crash: string | null;
}

/** Data known after boot. */
export interface BootedKernel {
  readonly sectionBytes: number;
  /** Lines `I name value` of the log. */
  readonly information: readonly string[];
}

type Planner = (kernel: BootedKernel) => readonly PlannedOperation[];

const plugBytesMax = 2 ** 31;
/** Entry points in different sections of the image: in another build they lie elsewhere. */
const located = ['vmem_add_mapping', 'vmemmap_populate', 'vmemmap_free'];

export class RecordingSession {
  private readonly options: SessionOptions;
  private readonly log: PluginLog;
  private readonly monitor: string;

  constructor(options: SessionOptions) {
    this.options = options;
    this.log = new PluginLog(options.folder);
    this.monitor = join(options.folder, 'monitor');
  }

  /** Throws `InputError` if the guest does not come up. */
  async record(planner: Planner): Promise<SessionResult> {
    const guest = await this.bootAtItsAddress();
    try {
      return await this.perform(guest, planner);
    } finally {
      await guest.stop();
    }
  }

  /** The kernel may run at an offset from System.map; it is then booted again with the known offset. */
  private async bootAtItsAddress(): Promise<Guest> {
    const { say } = this.options;
    const first = await this.boot(0n);
    const offset = this.offsetIn(
      await first.run(`grep -w ${located.map((name) => `-e ${name}`).join(' ')} /proc/kallsyms`),
    );
    if (offset === null) {
      await first.stop();
      throw new InputError(
        `${this.options.symbolsFile}: is not the System.map of this kernel: ${located.join(', ')} lie at other distances from each other; take the System.map of the same build`,
      );
    }
    if (offset === 0n) return first;
    await first.stop();
    say(`the kernel runs at System.map + ${hex(offset)}: booting again`);
    return this.boot(offset);
  }

  /** How far the symbols of the running kernel are from System.map; null if not all are equally far. */
  private offsetIn(kallsyms: string): bigint | null {
    const offsets = located.flatMap((name) => {
      const [, running] = new RegExp(`\\b([0-9a-f]{16}) [tT] ${name}\\b`).exec(kallsyms) ?? [];
      const symbol = this.options.symbols.find((known) => known.name === name);
      return running === undefined || symbol === undefined
        ? []
        : [BigInt(`0x${running}`) - symbol.address];
    });
    const [offset = 0n] = offsets;
    return offsets.every((other) => other === offset) ? offset : null;
  }

  private async boot(offset: bigint): Promise<Guest> {
    const { options } = this;
    const { folder, kernel, symbolsFile, symbols, qemu, plugin, silenceMs } = options;
    const watch = join(folder, 'watch');
    writeFileSync(watch, watchList(symbolsFile, symbols, offset));
    const guest = await Guest.start({
      qemu,
      argv: this.argv(watch),
      silenceMs,
      onConsole: options.onConsole,
    });
    try {
      await guest.expect(/TABLEWALK-READY \S+\n/);
    } catch (error) {
      // Before it is stopped: it complains about that, too.
      const complaint = guest.complaint === null ? '' : `; QEMU: ${guest.complaint}`;
      await guest.stop();
      if (!(error instanceof GuestLost)) throw error;
      throw new InputError(`${kernel}: the guest does not boot: ${error.message}${complaint}`);
    }
    if (plugin !== null && !existsSync(this.log.raw)) {
      await guest.stop();
      throw new InputError(
        `${qemu}: does not load the plugin ${plugin}: QEMU 10.0 or later is needed`,
      );
    }
    return guest;
  }

  private argv(watch: string): string[] {
    const { plugin, kernel, initramfs, memory, parameters, hasModule, base } = this.options;
    const virtioMem = [
      ...['-object', `memory-backend-ram,id=plug,size=${plugBytesMax}`],
      ...['-device', `virtio-mem-ccw,id=plugged,memdev=plug,requested-size=0,memaddr=${base}`],
    ];
    return [
      ...['-M', 's390-ccw-virtio', '-cpu', 'max', '-accel', 'tcg', '-smp', '1'],
      ...['-m', hasModule ? memory : `${memory},maxmem=${base + 2 * plugBytesMax}b`],
      ...['-display', 'none', '-nodefaults', '-no-reboot'],
      ...['-chardev', 'stdio,id=console,signal=off', '-device', 'sclpconsole,chardev=console'],
      ...['-qmp', `unix:${this.monitor},server=on,wait=off`],
      ...(plugin === null ? [] : ['-plugin', `${plugin},log=${this.log.raw},watch=${watch}`]),
      ...['-kernel', kernel, '-initrd', initramfs],
      ...['-append', `console=ttysclp0 nokaslr panic=-1 oops=panic ${parameters}`.trim()],
      ...(hasModule ? [] : virtioMem),
    ];
  }

  private async perform(guest: Guest, planner: Planner): Promise<SessionResult> {
    const { hasModule, say, revision } = this.options;
    let information: string[];
    let plan: readonly PlannedOperation[];
    try {
      if (hasModule) await this.loadModule(guest);
      information = await informationLines(guest, this.options.symbols, hasModule, revision);
      plan = planner({ sectionBytes: sectionBytesOf(information), information });
    } catch (error) {
      if (error instanceof GuestLost) throw new InputError(`the guest is lost: ${error.message}`);
      throw error;
    }
    const sectionBytes = sectionBytesOf(information);
    this.log.begin(this.options.plugin !== null);
    const answers: (number | null)[] = [];
    let crash: string | null = null;
    for (const [index, planned] of plan.entries()) {
      stopIfDue();
      say(`${index + 1} of ${plan.length}: ${plannedText(planned)}`);
      this.log.append(`# ${plannedText(planned)}\n`);
      try {
        answers.push(await this.one(guest, planned, sectionBytes));
      } catch (error) {
        if (!(error instanceof GuestLost)) throw error;
        crash = error.message;
      }
      if (crash !== null) await guest.stop();
      if (this.options.plugin !== null) this.log.copyNew();
      if (crash !== null) break;
    }
    const log =
      this.options.plugin === null
        ? await this.moduleLog(guest, information, crash)
        : this.log.finish(information);
    return { log, performed: answers.length, answers, crash };
  }

  private async loadModule(guest: Guest): Promise<void> {
    const isStates = this.options.plugin === null;
    const shown = await guest.run(
      `insmod /tablewalk.ko ${isStates ? 'record=1 ' : ''}&& test -e /proc/tablewalk && echo LOADED`,
    );
    if (!shown.includes('LOADED')) {
      const [line = 'no reason given'] = shown.split('\n').filter((text) => text !== '');
      throw new InputError(
        `the guest module does not load: ${line.trim()}; build it for this kernel with record/build-module`,
      );
    }
  }

  private async one(
    guest: Guest,
    planned: PlannedOperation,
    sectionBytes: number,
  ): Promise<number | null> {
    if (planned.op === 'plug') {
      await this.plug(guest, planned.sections * sectionBytes);
      return null;
    }
    if (!this.options.hasModule) {
      throw new InputError(
        `${plannedText(planned)}: needs the guest module (--module); without it there is only plug`,
      );
    }
    if (planned.op === 'online') {
      const states = planned.sections.map(
        (section) => `echo online > /sys/devices/system/memory/memory${section}/state`,
      );
      return (await guest.run(`${states.join(' && ')} && echo ONLINE`)).includes('ONLINE') ? 0 : -1;
    }
    const commands = moduleCommands(planned, sectionBytes).join('\\n');
    const write = `printf '${commands}' > /proc/tablewalk`;
    // A module that records has its whole log there, and no answer: it is read once, at the end.
    const read = this.options.plugin === null ? '' : '; cat /proc/tablewalk';
    const shown = await guest.run(`${write}${read}`);
    const [, result] = /^\w+ (-?\d+)$/m.exec(shown) ?? [];
    return result === undefined ? null : Number(result);
  }

  /** virtio-mem works in the background: waits until the size no longer changes. */
  private async plug(guest: Guest, bytes: number): Promise<void> {
    const ask = (command: string, args: object = {}) =>
      guest.monitorCommand(this.monitor, command, args);
    await ask('qom-set', {
      path: '/machine/peripheral/plugged',
      property: 'requested-size',
      value: bytes,
    });
    let before = -1;
    let same = 0;
    while (same < 3) {
      await guest.run('sleep 0.3');
      const size = Number(
        await ask('qom-get', { path: '/machine/peripheral/plugged', property: 'size' }),
      );
      same = size === before ? same + 1 : size === bytes ? 3 : 0;
      before = size;
    }
    await guest.run('sleep 0.3');
  }

  /** Fetches the log of the guest module from the guest's memory. */
  private async moduleLog(
    guest: Guest,
    information: readonly string[],
    crash: string | null,
  ): Promise<string> {
    if (crash !== null) {
      throw new InputError(`the guest and the log of its module are lost: ${crash}`);
    }
    const log = join(this.options.folder, 'log');
    const shown = await guest.run('cat /proc/tablewalk');
    const [first, ...rest] = shown.split('\n');
    const revision = information.find((line) => line.startsWith('I revision ')) ?? '';
    writeFileSync(log, [first, revision, ...rest, ''].join('\n'));
    return log;
  }
}
