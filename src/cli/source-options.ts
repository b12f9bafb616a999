/** Options that name C texts. */
import { Option } from 'commander';

export function sourceOption(): Option {
  return new Option(
    '--source <file>',
    'a C text of vmem.c, or a kernel tree: not a known revision',
  );
}

/** May be repeated. */
export function withOption(): Option {
  return new Option('--with <file>', 'a further C text that defines helpers; repeatable').argParser(
    (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
  );
}
