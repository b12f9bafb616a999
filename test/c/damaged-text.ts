/**
 * Corrupts tokens, lines and characters of a C source at random. The same seed gives the same result.
 */
import seedrandom from 'seedrandom';
import { tokensOf } from '../../src/c/preprocess/tokens.ts';
import { SourceText } from '../../src/c/source-text.ts';

const numbers = ['0', '1', '-1', '63', '64', '2147483647', '0xffffffffffffffffUL', '1UL << 63'];
const operators = [
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '&',
  '|',
  '<<',
  '>>',
  '&&',
  '||',
  '=',
  '+=',
  '->',
  '.',
  ',',
  ';',
  '?',
  ':',
];
const words = [
  'int',
  'unsigned long',
  'pte_t',
  'pmd_t *',
  'void',
  'struct job',
  'bool',
  'NULL',
  'static',
  'const',
  'sizeof',
  'return',
  'goto',
  'break',
  'continue',
  'if',
  'else',
  'for',
  'while',
  'do',
  'switch',
  'case',
  'default',
];
const snippets = [
  'while (1) ;',
  'for (;;) { }',
  'again: goto again;',
  'asm volatile("nop");',
  'return;',
  'return 0;',
  'int table[4];',
  '({ 1; });',
  '*(int *)0 = 1;',
  'BUG();',
  'vmemmap_free(0, 0, NULL);',
  'mutex_lock(&vmem_mutex);',
  'mutex_unlock(&vmem_mutex);',
  'free_pages(0, 0);',
  'kfree(NULL);',
  'unused_sub_pmd_start = 1;',
  'unused_sub_pmd_start++;',
  'job = job;',
  'at = 0;',
  'at -= PAGE_SIZE;',
  'pte_clear(&init_mm, 0, 0);',
  'flush_tlb_kernel_range(0UL - 1, 0);',
  'memset((void *)0, 0xFD, 0UL - 1);',
  'memset((void *)start, 0, 1);',
  'update_page_count(99, -99);',
  '__get_free_pages(GFP_KERNEL, 2);',
  '#define at next\n',
  '#define X(a) X(a) X(a)\nX(X(1))\n',
  '#if 0\n',
  '#else\n',
  '#endif\n',
  '/*',
  '"',
  '\u0000',
  '\u202e',
  '{',
  '}',
  '(',
];

/** A random integer from 0 up to, but not including, the limit. */
type Below = (limit: number) => number;

type Damage = (text: string, random: Below) => string;

const damages: readonly Damage[] = [
  // Deletes a token, duplicates it, or replaces it with another token of the text.
  (text, random) => atToken(text, random, () => ''),
  (text, random) => atToken(text, random, (token) => `${token} ${token}`),
  (text, random) => atToken(text, random, () => one(solidTokens(text), random).text),
  (text, random) => atToken(text, random, () => one(numbers, random)),
  (text, random) => atToken(text, random, () => one(operators, random)),
  (text, random) => atToken(text, random, () => one(words, random)),
  (text, random) => atToken(text, random, (token) => `${one(snippets, random)} ${token}`),
  // Deletes a line, duplicates it, moves it, or inserts something before it.
  (text, random) => atLine(text, random, () => []),
  (text, random) => atLine(text, random, (line) => [line, line]),
  (text, random) => atLine(text, random, (_line, lines) => [one(lines, random)]),
  (text, random) => atLine(text, random, (line) => [one(snippets, random), line]),
  (text, random) => atLine(text, random, (line) => [`if (!(${line.trim().replace(/;$/, '')}))`]),
  // Deletes or replaces a character, or truncates the text.
  (text, random) => atCharacter(text, random, ''),
  (text, random) => atCharacter(text, random, String.fromCharCode(random(256))),
  (text, random) => (random(8) === 0 ? text.slice(0, random(text.length)) : text),
];

/** Returns the text with one to four corruptions. */
export function damagedText(text: string, seed: number): string {
  const next = seedrandom(`${seed}`);
  const random: Below = (limit) => Math.floor(next() * limit);
  const count = 1 + random(4);
  let damaged = text;
  for (let index = 0; index < count; index++) damaged = one(damages, random)(damaged, random);
  return damaged;
}

function one<T>(all: readonly T[], random: Below): T {
  return all[random(all.length)];
}

function solidTokens(text: string): { text: string; start: number; end: number }[] {
  try {
    const all = tokensOf(new SourceText('a.c', text));
    return all.filter(({ kind }) => kind !== 'blank' && kind !== 'newline');
  } catch {
    // An earlier corruption left no tokens.
    return [{ text, start: 0, end: text.length }];
  }
}

function atToken(text: string, random: Below, change: (token: string) => string): string {
  const token = one(solidTokens(text), random);
  return text.slice(0, token.start) + change(token.text) + text.slice(token.end);
}

function atLine(
  text: string,
  random: Below,
  change: (line: string, lines: readonly string[]) => readonly string[],
): string {
  const lines = text.split('\n');
  const at = random(lines.length);
  return [...lines.slice(0, at), ...change(lines[at], lines), ...lines.slice(at + 1)].join('\n');
}

function atCharacter(text: string, random: Below, character: string): string {
  const at = random(text.length);
  return text.slice(0, at) + character + text.slice(at + 1);
}
