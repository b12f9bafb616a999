/**
 * Seeded mistakes in a C source: tokens, lines and brackets deleted, duplicated, swapped, or made
 * hostile.
 */
import seedrandom from 'seedrandom';

const hostile = [
  '(',
  ')',
  '{',
  '}',
  '((((((((((',
  '/*',
  '*/',
  '"',
  "'",
  '\\',
  '\0',
  '\r',
  '\ufeff',
  '\ufffd',
  '#if 1\n',
  '\n#endif\n',
  '\n#else\n',
  '\n#define mutex_lock(x) mutex_lock(x) mutex_lock(x)\n',
  '\n#define start start + start\n',
  '\n#undef X\n#error x\n',
  '##',
  'goto again; ',
  'again: ',
  'for (;;) ',
  'while (1) ',
  'return ',
  'else ',
  'case 1: ',
  'default: ',
  'break; ',
  'continue; ',
  'struct ',
  'typedef ',
  'static ',
  'sizeof ',
  '*',
  '&',
  '**&',
  '->x',
  '.x',
  '[0]',
  '++',
  '--',
  '? :',
  '? 1 : ',
  ', ',
  ';',
  '0x',
  '99999999999999999999999',
  '-1',
  '1 << 64',
  '/ 0',
  '% 0',
  '1.5',
  'u8"x"',
  'asm("")',
  '({ 1; })',
  '(void)',
  '(int)',
  '(char *)',
  '__attribute__((x',
  '0 ? ',
];

/** The source with some mistakes, determined by the seed. */
export function mutatedText(text: string, seed: number): string {
  const random = seedrandom(`c${seed}`);
  const below = (count: number): number => Math.floor(random() * count);
  let parts: string[] = text.match(/\w+|\s+|[^\w\s]/g) ?? [];
  const count = 1 + below(4);
  for (let done = 0; done < count; done++) parts = mutated(parts, below);
  return parts.join('');
}

function mutated(parts: readonly string[], below: (count: number) => number): string[] {
  const at = below(parts.length);
  const other = below(parts.length);
  const length = 1 + below(below(4) === 0 ? 60 : 3);
  const taken = parts.slice(at, at + length);
  switch (below(8)) {
    case 0:
      return parts.toSpliced(at, length);
    case 1:
      return parts.toSpliced(at, 0, ...taken);
    case 2:
      return parts.toSpliced(other, 0, ...taken);
    case 3:
      return parts.toSpliced(other, length, ...taken);
    case 4:
      // Only names and numbers, so that most results are still valid C.
      return parts.map((part, index) =>
        index === at && /^\w/.test(part) ? nearWord(parts, other) : part,
      );
    case 5:
      return parts.slice(0, below(10) === 0 ? at : parts.length);
    default:
      return parts.toSpliced(at, below(2), hostile[below(hostile.length)]);
  }
}

function nearWord(parts: readonly string[], from: number): string {
  return parts.slice(from).find((part) => /^\w/.test(part)) ?? '0';
}
