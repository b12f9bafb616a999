/**
 * The addresses that the plugin watches, from the symbols of a kernel: the text of vmem.c, and the
 * functions it calls.
 */
import { InputError } from '../../../errors.ts';
import {
  allocators,
  countNames,
  entryCalls,
  freers,
  variables,
} from '../recordings/log/call-names.ts';

export interface Symbol_ {
  readonly address: bigint;
  readonly type: string;
  readonly name: string;
}

/** Functions of vmem.c in all versions, and those of pageattr.c that split a leaf for it. */
const vmemText =
  /^(vmem_(alloc_pages|free_pages|crst_alloc|pte_alloc|pte_free|add_range|remove_range|add_mapping|remove_mapping)|vmemmap_(populate|free|flush_unused(_sub)?_pmd|use(_new)?_sub_pmd|unuse_sub_pmd|mark_sub_pmd_used)|modify_(pte|pmd|pud|p4d)_table|modify_pagetable|try_free_(pte|pmd|pud|p4d)_table|(add|remove)_pagetable|vmem_(add|remove)_mem|split_p[um]d_page|_?_?vmemmap_use_sub_pmd)(\.|$)/;
const isText = /^[tTwW]$/;

/** The symbols of a System.map, ascending. */
export function parseSymbols(file: string, text: string): Symbol_[] {
  const symbols: Symbol_[] = [];
  for (const line of text.split('\n')) {
    const [, address, type, name] = /^([0-9a-f]+) (\S) (\S+)/.exec(line) ?? [];
    if (name !== undefined) symbols.push({ address: BigInt(`0x${address}`), type, name });
  }
  if (symbols.length === 0) {
    throw new InputError(
      `${file}: holds no symbols; a System.map has lines such as "0000000000119de8 T vmemmap_free"`,
    );
  }
  return symbols.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
}

/** The watch file of the plugin; `offset` is the distance of the running kernel from System.map. */
export function watchList(file: string, symbols: readonly Symbol_[], offset: bigint): string {
  const find = (names: Iterable<string>): Symbol_ | undefined => {
    for (const name of names) {
      const found = symbols.find((symbol) => symbol.name === name);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const need = (names: readonly string[], why: string): Symbol_ =>
    find(names) ?? refuseList(file, `has no ${names.join(' and no ')}: ${why}`);
  const at = (address: bigint): string => (address + offset).toString(16);
  const lines: string[] = [];
  for (const [index, { address, type, name }] of symbols.entries()) {
    if (!isText.test(type) || !vmemText.test(name)) continue;
    const next = symbols.slice(index + 1).find((later) => later.address > address);
    lines.push(`T ${at(address)} ${at(next?.address ?? address + 4096n)} ${name}`);
  }
  for (const name of Object.keys(entryCalls)) {
    const { address } = need([name], inlinedAway);
    lines.push(`E ${at(address)} ${name}`);
  }
  for (const kind of ['crst', 'pte', 'memmap'] as const) {
    const names = [...allocators].filter(([, what]) => what === kind).map(([name]) => name);
    need(names, 'vmem.c allocates with it');
    for (const { name, address } of symbols.filter((symbol) => names.includes(symbol.name))) {
      lines.push(`${kind === 'memmap' ? 'A' : 'F'} ${at(address)} ${name}`);
    }
  }
  for (const name of [...freers.keys(), 'memset', 'memchr_inv']) {
    const { address } = need([name], 'vmem.c calls it');
    lines.push(`F ${at(address)} ${name}`);
  }
  const mutex = need(
    ['vmem_mutex'],
    'it must list static variables, as the System.map of a build does',
  );
  for (const name of ['mutex_lock', 'mutex_unlock']) {
    const { address } = need([name], 'vmem.c calls it');
    lines.push(`M ${at(address)} ${name} ${at(mutex.address)}`);
  }
  for (const [name, spellings] of Object.entries(variables)) {
    const { address } = need(
      spellings,
      'it must list static variables, as the System.map of a build does',
    );
    if (name !== 'counts') lines.push(`V ${at(address)} ${name}`);
    else
      for (const [level, count] of countNames.entries())
        lines.push(`V ${at(address + BigInt(8 * level))} ${count}`);
  }
  return `${lines.join('\n')}\n`;
}

const inlinedAway =
  'the kernel was built without memory hotplug, or the compiler inlined the function';

function refuseList(file: string, problem: string): never {
  throw new InputError(`${file}: ${problem}`);
}
