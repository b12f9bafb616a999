/** Information about the machine for the log: from the guest module, or from kernel files without it. */
import { InputError } from '../../../errors.ts';
import type { Guest } from './guest.ts';
import type { Symbol_ } from './watch-list.ts';

/** Numbers of facilities: enhanced DAT 1 and 2, and instruction-execution protection. */
const facilityBits = { edat1: 8, edat2: 78, nx: 130 } as const;

/** Lines `I name value`, with hexadecimal values except that of the kernel. */
export async function informationLines(
  guest: Guest,
  symbols: readonly Symbol_[],
  hasModule: boolean,
  revision: string | null,
): Promise<string[]> {
  const release = (await guest.run('uname -r')).trim();
  const lines = [`I kernel ${release}`, `I revision ${revision ?? revisionOf(release)}`];
  if (hasModule) {
    const shown = await guest.run('head -n 20 /proc/tablewalk');
    return [...lines, ...shown.split('\n').filter((line) => /^I \w+ [0-9a-f]+$/.test(line))];
  }
  const shown = await guest.run('grep ^facilities /proc/cpuinfo; cat /proc/cmdline');
  const listed = new Set((/^facilities\s*:(.*)$/m.exec(shown)?.[1] ?? '').trim().split(' '));
  for (const [name, number] of Object.entries(facilityBits)) {
    lines.push(`I ${name} ${listed.has(String(number)) ? 1 : 0}`);
  }
  const section = (await guest.run('cat /sys/devices/system/memory/block_size_bytes')).trim();
  if (!/^[0-9a-f]+$/.test(section)) {
    throw new InputError(
      'the kernel has no /sys/devices/system/memory: it was built without memory hotplug',
    );
  }
  lines.push(`I section ${section}`);
  lines.push(`I debugPagealloc ${/\bdebug_pagealloc=(on|1)\b/.test(shown) ? 1 : 0}`);
  lines.push(`I kasan ${symbols.some(({ name }) => name === 'kasan_init') ? 1 : 0}`);
  return lines;
}

export function sectionBytesOf(information: readonly string[]): number {
  const line = information.find((text) => text.startsWith('I section ')) ?? '';
  const bytes = Number.parseInt(line.slice('I section '.length), 16);
  if (!(bytes > 0)) throw new InputError('the guest does not report the size of a memory section');
  return bytes;
}

/** The revision of a kernel's vmem.c, if it is unmodified. */
export function revisionOf(release: string): string {
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  const version = Number(major) * 1000 + Number(minor);
  if (version < 5009) return 'base';
  if (version === 5009) return 'linux-5.9';
  if (version < 6000) return 'linux-5.10';
  if (version < 6012) return 'mainline';
  return version < 6019 ? 'linux-6.12' : 'linux-7.2';
}
